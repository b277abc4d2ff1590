"""A draft is started from an agreement that exists and edited by forms, without scripts, until two people agree on it."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from outcomes.actions.schemes import draft_scheme, put_in_force
from outcomes.models import SchemeVersion
from pbr.scheme.reading import read_scheme
from tests.people import Town

MODELS = Path(__file__).parents[3] / "pbr" / "scheme" / "models"
ANYTOWN = (MODELS / "anytown.toml").read_text()


@pytest.fixture
def here(db: None) -> Town:
    """Anytown's scheme is in force."""
    town = Town.make()
    version = draft_scheme(access=town.access("commissioner"), document=ANYTOWN)
    put_in_force(access=second(town), version_id=version.pk)
    return town


def second(here: Town) -> Any:
    """Another commissioner."""
    person = here.person("auditor")
    person.memberships.update(role_code="commissioner")
    return here.access("auditor")


def browser_of_second(here: Town) -> Browser:
    browser = Browser()
    browser.force_login(second(here).person, "django.contrib.auth.backends.ModelBackend")
    return browser


def started(browser: Browser, **changed: str) -> SchemeVersion:
    """Next year's draft, started from the version in force."""
    page = browser.get("/schemes/new")
    usual = page.context["form"].initial
    data = {"origin": usual["origin"], "starts": f"{usual['starts']}", "ends": f"{usual['ends']}", **changed}
    answer = browser.post("/schemes/new", data)
    assert answer.status_code == 302, answer.content.decode()
    return SchemeVersion.objects.latest("pk")


def edited(browser: Browser, address: str, **typed: Any) -> HttpResponse:
    """Opens a part, types over some of its fields ("-" in names written "_"), and saves, following where that leads."""
    page = browser.get(address)
    assert page.status_code == 200, page
    data = {**page.context["form"].data, "opened": page.context["opened"], **typed}
    return browser.post(address, data, follow=True)  # type: ignore[return-value]


def document(version: SchemeVersion) -> dict[str, Any]:
    version.refresh_from_db()
    return tomllib.loads(version.document, parse_float=Decimal)


def place_of(version: SchemeVersion, code: str) -> int:
    return [outcome["code"] for outcome in document(version)["outcome"]].index(code) + 1


def test_a_draft_starts_from_the_version_in_force_for_the_year_after(here: Town) -> None:
    version = started(here.browser("commissioner"))
    assert (version.starts, version.ends) == (dt.date(2014, 4, 1), dt.date(2015, 3, 31))
    assert version.name == "Anytown PbR"
    scheme, before = read_scheme(version.document), read_scheme(ANYTOWN)
    assert (scheme.outcomes, scheme.contracts, scheme.status) == (before.outcomes, before.contracts, before.status)


def test_a_draft_starts_from_a_model_that_is_shipped(here: Town) -> None:
    version = started(here.browser("commissioner"), origin="kent.toml")
    made = document(version)
    assert (made["name"], made["partnership"]) == ("Anytown PbR", "J04B")
    assert made["outcome"] == tomllib.loads((MODELS / "kent.toml").read_text())["outcome"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"origin": ""}, "Choose what to start from"),
        ({"origin": "../secret"}, "is not one of the available choices"),
        ({"starts": ""}, "Give the day on which it starts"),
        ({"starts": "2014-02-30"}, "Give a date"),
        ({"starts": "2014-04-01", "ends": "2014-03-01"}, "It ends before it starts"),
    ],
)
def test_a_draft_is_not_started_from_nothing_or_backwards(here: Town, typed: dict[str, str], told: str) -> None:
    data = {"origin": "kent.toml", "starts": "2014-04-01", "ends": "2015-03-31", **typed}
    answer = here.browser("commissioner").post("/schemes/new", data)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert SchemeVersion.objects.count() == 1


def test_every_part_of_every_model_opens_and_saves_nothing_new(here: Town) -> None:
    browser = here.browser("commissioner")
    for model in sorted(path.name for path in MODELS.glob("*.toml")):
        version = started(browser, origin=model)
        before = read_scheme(version.document)
        page = browser.get(f"/schemes/{version.pk}/draft/")
        assert "to put right before" not in page.content.decode(), model
        for _, address, _ in page.context["sections"]:
            part = browser.get(address)
            for one in part.context.get("entries", [{"url": address}]):
                assert edited(browser, one["url"]).status_code == 200
        version.refresh_from_db()
        assert read_scheme(version.document) == before, model


def test_a_price_is_raised_and_the_difference_told_in_words(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    place = place_of(version, "planned-exit")
    page = edited(browser, f"/schemes/{version.pk}/draft/prices/", **{f"outcome-{place}-prices-3": "£1,100.00"})
    assert "price of planned exit, high: £800.00 → £1,100.00" in page.content.decode()
    assert document(version)["outcome"][place - 1]["prices"]["high"] == "1100.00"


def test_what_cannot_be_read_is_kept_and_shown_beside_what_is_wrong(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    address = f"/schemes/{version.pk}/draft/prices/"
    page = edited(browser, address, **{"outcome-1-prices-1": "12,5x"})
    told = page.content.decode()
    assert page.redirect_chain[-1][0] == address  # type: ignore[attr-defined]
    assert 'value="12,5x"' in told
    assert 'id="id_outcome-1-prices-1_error"' in told
    assert "“12,5x”" in told or "&quot;12,5x&quot; is not right here; give pounds" in told
    whole = browser.get(f"/schemes/{version.pk}/draft/").content.decode()
    assert "1 thing to put right before this draft can be put in force" in whole
    assert f'href="{address}#id_outcome-1-prices-1"' in whole
    assert "told here in words once everything above is put right" in whole


def test_every_error_of_a_draft_stands_on_its_page_with_a_link_to_its_field(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    draft = f"/schemes/{version.pk}/draft"
    edited(browser, f"{draft}/about/", starts="1 April 2015", ends="31 March 2014", groups="low\nhigh\nlow")
    edited(browser, f"{draft}/rules/", **{"reviews-min_gap_days": "soon", "lasars-agencies": "N0901, N 901!"})
    edited(browser, f"{draft}/contracts/1/", agencies="", **{"covers-age_min": "30", "covers-age_max": "20"})
    edited(browser, f"{draft}/outcomes/1/", domain="", code="")
    edited(browser, f"{draft}/feeds/", **{"row-1-from": "1 May 2015"})
    edited(browser, f"{draft}/gates/", **{"gate-1-outcomes": ["planned-exit"], "gate-1-requires": []})
    edited(browser, f"{draft}/ceilings/", **{"ceiling-1-outcome": "abstinence", "ceiling-1-share": "much"})
    links = [(error.heading, url, error.field_id) for error, url in browser.get(f"{draft}/").context["wrong"]]
    assert {(url.removeprefix(draft), field) for _, url, field in links} >= {
        ("/about/", "id_groups"),
        ("/rules/", "id_reviews-min_gap_days"),
        ("/rules/", "id_lasars-agencies"),
        ("/contracts/1/", "id_agencies"),
        ("/contracts/1/", "id_covers-age_min"),
        ("/outcomes/1/", "id_code"),
        ("/outcomes/1/", "id_domain"),
        ("/feeds/", "id_row-1-from"),
        ("/ceilings/", "id_ceiling-1-share"),
    }
    for _, url, field in links:
        assert f'id="{field}"' in browser.get(url).content.decode(), (url, field)
