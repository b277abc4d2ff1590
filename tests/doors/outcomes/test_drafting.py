"""A draft is started from an agreement that exists and edited by forms, without scripts, until two people agree on it."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from outcomes.actions.schemes import draft_scheme, put_in_force
from outcomes.models import SchemeVersion
from pbr.audit.models import Event
from pbr.audit.present import present
from pbr.scheme.reading import read_scheme
from tests.people import Town

MODELS = Path(__file__).parents[3] / "pbr" / "scheme" / "models"
ANYTOWN = (MODELS / "anytown.toml").read_text()


@pytest.fixture
def here(db: None) -> Town:
    """Anytown's scheme is in force."""
    town = Town.make().with_parties_of(read_scheme(ANYTOWN))
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
    return browser.post(address, sent_from(page, **typed), follow=True)  # type: ignore[return-value]


def sent_from(page: Any, **typed: Any) -> dict[str, Any]:
    """What the form of a part's page sends when some of its fields are typed over."""
    return {**page.context["form"].data, "opened": page.context["opened"], "basis": page.context["basis"], **typed}


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
        ({"starts": "0001-01-01"}, "Give a date of the years 2000 to 2099"),
    ],
)
def test_a_draft_is_not_started_from_nothing_or_backwards(here: Town, typed: dict[str, str], told: str) -> None:
    data = {"origin": "kent.toml", "starts": "2014-04-01", "ends": "2015-03-31", **typed}
    answer = here.browser("commissioner").post("/schemes/new", data)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert SchemeVersion.objects.count() == 1


def test_a_form_that_is_sent_twice_makes_one_draft(here: Town) -> None:
    browser = here.browser("commissioner")
    first, again = started(browser), started(browser)
    assert first == again
    edited(browser, f"/schemes/{first.pk}/draft/prices/", **{"outcome-1-prices-1": "61.00"})
    assert started(browser) != first


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
    assert (
        "price of “Left treatment as planned, free from dependence”, high: £800.00 → £1,100.00" in page.content.decode()
    )
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


def test_a_new_outcome_asks_only_what_its_measure_takes(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    address = f"/schemes/{version.pk}/draft/outcomes/10/"
    page = browser.get(address)
    assert not {"exit_top", "baseline", "months"} & set(page.context["form"].fields)
    sent = {"opened": page.context["opened"], "code": "fewer-offences", "domain": "offending", "kind": "final"}
    shown = browser.post(address, {**sent, "measure": "reoffending_cohort", "reshow": "1"})
    fields = set(shown.context["form"].fields)
    assert {"baseline", "min_cohort", "tiers-1-at_least"} <= fields
    assert not {"pricing", "exit_top", "bands-1-at_least"} & fields
    assert shown.context["form"].data["code"] == "fewer-offences"
    assert len(document(version)["outcome"]) == 9  # nothing is saved yet
    tiers = {
        "tiers-1-at_least": "5 %",
        "tiers-1-per_member": "£250",
        "tiers-3-at_least": "10 %",
        "tiers-3-per_member": "400",
    }
    saved = browser.post(address, {**sent, "measure": "reoffending_cohort", "baseline": "1.4", **tiers}, follow=True)
    assert "A new outcome: saved in the draft." in saved.content.decode()
    assert document(version)["outcome"][9] == {
        "code": "fewer-offences",
        "domain": "offending",
        "kind": "final",
        "measure": "reoffending_cohort",
        "baseline": "1.4",
        "tiers": [{"at_least": "0.05", "per_member": "250"}, {"at_least": "0.10", "per_member": "400"}],
    }
    assert read_scheme(version.document)


def test_another_measure_leaves_nothing_of_the_old_one(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    place = place_of(version, "non-representation")
    address = f"/schemes/{version.pk}/draft/outcomes/{place}/"
    page = edited(browser, address, measure="engagement")
    assert page.redirect_chain[-1][0] == address  # type: ignore[attr-defined]
    assert "days" in page.context["form"].fields
    outcome = document(version)["outcome"][place - 1]
    assert {"months", "instalments", "on_failure"} & set(outcome) == set()
    assert outcome["prices"]["high"] == "1000.00"
    assert read_scheme(version.document)


def test_an_outcome_priced_by_cohort_takes_bands_and_leaves_the_grid(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    address = f"/schemes/{version.pk}/draft/outcomes/2/"
    edited(browser, address, pricing="cohort")
    told = browser.get(address).content.decode()
    assert "Bands: none is given; give at least 1" in told
    assert "prices grid" not in told
    bands = {"bands-1-at_least": "0", "bands-2-at_least": "40 %"}
    bands |= {f"bands-{band}-prices-{group}": f"{band * group * 10}" for band in (1, 2) for group in (1, 2, 3)}
    edited(browser, address, **bands)
    assert document(version)["outcome"][1]["bands"][1] == {
        "at_least": "0.40", "prices": {"low": "20", "medium": "40", "high": "60"},
    }  # fmt: skip
    assert read_scheme(version.document)
    assert "id_outcome-2-price" not in browser.get(f"/schemes/{version.pk}/draft/prices/").content.decode()


def test_bands_that_another_pricing_does_not_take_are_named_before_and_after_saving(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    address = f"/schemes/{version.pk}/draft/outcomes/2/"
    edited(browser, address, pricing="cohort")
    bands = {"bands-1-at_least": "0"} | {f"bands-1-prices-{group}": f"{group}0" for group in (1, 2, 3)}
    edited(browser, address, **bands)
    named = "bands (at least 0, low 10, medium 20, high 30)"
    sent = sent_from(browser.get(address), pricing="individual")
    shown = browser.post(address, {**sent, "reshow": "1"})
    assert f"Saving leaves out of the draft what this outcome no longer takes: {named}." in shown.content.decode()
    back = browser.post(address, sent_from(shown, pricing="cohort", reshow="1"))
    assert back.context["form"].data["bands-1-prices-3"] == "30"
    assert "Saving leaves out" not in back.content.decode()
    saved = browser.post(address, sent, follow=True).content.decode()
    assert f"no longer taken, and left out of the draft: {named}." in saved
    assert "bands" not in document(version)["outcome"][1]


def test_rows_are_added_and_taken_away_without_saving(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    address = f"/schemes/{version.pk}/draft/contracts/1/"
    data = {**browser.get(address).context["form"].data, "opened": version.sha256}
    data |= {"caps-1-amount": "300,000", "caps-1-over": "carry"}
    two = browser.post(address, {**data, "more": "caps"})
    assert two.context["form"].data["caps-1-amount"] == "300000"
    assert two.context["form"].data["caps-2-amount"] == ""
    data = {**two.context["form"].data, "opened": two.context["opened"], "caps-2-amount": "oops"}
    one = browser.post(address, {**data, "without": "caps-1"})
    assert one.context["form"].data["caps-1-amount"] == "oops"
    assert "caps-2-amount" not in one.context["form"].fields
    version.refresh_from_db()
    assert version.changed_by == []
    browser.post(address, {**one.context["form"].data, "opened": version.sha256, "caps-1-amount": "£250,000.00"})
    assert document(version)["contract"][0]["caps"] == [{"amount": "250000.00"}]


def test_outcomes_change_places_and_are_removed_after_a_question(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    draft = f"/schemes/{version.pk}/draft/outcomes"
    before = [outcome["code"] for outcome in document(version)["outcome"]]
    browser.post(f"{draft}/2/arrange", {"opened": version.sha256, "move": "up"})
    assert [outcome["code"] for outcome in document(version)["outcome"]][:2] == [before[1], before[0]]
    asked = browser.post(f"{draft}/1/arrange", {"opened": version.sha256, "move": "out"})
    assert "from the draft?" in asked.content.decode()
    assert len(document(version)["outcome"]) == len(before)
    browser.post(f"{draft}/1/arrange", {"opened": version.sha256, "move": "out", "sure": "1"})
    assert before[1] not in [outcome["code"] for outcome in document(version)["outcome"]]
    for place, move in ((9, "up"), (1, "sideways")):
        assert browser.post(f"{draft}/{place}/arrange", {"opened": version.sha256, "move": move}).status_code == 404


def test_a_code_that_another_outcome_has_is_refused_beside_its_field_and_nothing_is_rewritten(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser, origin="kent.toml")
    before = document(version)
    first, other = (one["code"] for one in before["outcome"][:2])
    address = f"/schemes/{version.pk}/draft/outcomes/1/"
    page = edited(browser, address, code=other).content.decode()
    told = f"Code: &quot;{other}&quot; is “"
    assert told in page, "beside the field of the outcome that was changed"
    assert "let each be there once" in page
    assert document(version)["gate"] == before["gate"]
    page = edited(browser, address, code="another").content.decode()
    assert document(version)["gate"] == before["gate"], "what names the other outcome is not taken along"
    edited(browser, address, code=first)
    assert document(version) == before


@pytest.mark.parametrize(
    ("code", "told"),
    [("no spaces!", "is not right here; give a code of letters"), ("block", "is a name that the ledger uses itself")],
)
def test_a_wrong_code_is_quoted_as_it_was_typed(here: Town, code: str, told: str) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    page = edited(browser, f"/schemes/{version.pk}/draft/outcomes/1/", code=code).content.decode()
    assert f"Code: &quot;{code}&quot; {told}" in page


def test_what_names_an_outcome_follows_its_new_code(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser, origin="lincolnshire.toml")
    ceiling = document(version)["ceiling"][0]["outcome"]
    edited(browser, f"/schemes/{version.pk}/draft/outcomes/{place_of(version, ceiling)}/", code="use-fell")
    assert document(version)["ceiling"][0]["outcome"] == "use-fell"
    assert read_scheme(version.document)


def test_parts_that_may_be_illustrations_are_told_in_words(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser, origin="kent.toml")
    page = browser.get(f"/schemes/{version.pk}/draft/status/").content.decode()
    assert "Measured against: measured against the norm" in page
    assert "Which two reviews: which two reviews count" in page
    assert "Points: points of improvement" in page


def test_a_renamed_group_keeps_its_prices(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    edited(browser, f"/schemes/{version.pk}/draft/about/", groups="low\nmedium\nvery high")
    assert document(version)["outcome"][0]["prices"] == {"low": "60.00", "medium": "90.00", "very high": "120.00"}
    assert read_scheme(version.document)


def test_prices_survive_a_group_that_is_gone_for_a_while(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser, origin="wigan.toml")
    before, draft = document(version), f"/schemes/{version.pk}/draft"
    edited(browser, f"{draft}/about/", groups=", ".join(before["groups"]))
    edited(browser, f"{draft}/prices/")
    for place, outcome in enumerate(before["outcome"], 1):
        edited(browser, f"{draft}/outcomes/{place}/", title=f"{outcome['title']} ")
        asked = "Price, low, no group now (£)" in browser.get(f"{draft}/outcomes/{place}/").content.decode()
        assert asked is ("bands" in outcome)
    edited(browser, f"{draft}/about/", groups="\n".join(before["groups"]))
    assert document(version)["outcome"] == before["outcome"]


def test_prices_of_a_group_that_is_gone_are_taken_out_by_one_button_and_saved(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    draft = f"/schemes/{version.pk}/draft"
    edited(browser, f"{draft}/about/", groups="low\nhigh")
    assert "Prices: " in browser.get(f"{draft}/").content.decode()
    page = browser.get(f"{draft}/prices/")
    assert "“medium” is no group of this scheme any more" in page.content.decode()
    [(group, value)] = page.context["gone"]
    assert group == "medium"
    sent = {**page.context["form"].data, "opened": page.context["opened"]}
    without = browser.post(f"{draft}/prices/", {**sent, "without": value})
    assert document(version)["outcome"][0]["prices"]["medium"] == "90.00"  # nothing is saved yet
    browser.post(f"{draft}/prices/", {**without.context["form"].data, "opened": page.context["opened"]})
    assert document(version)["outcome"][0]["prices"] == {"low": "60.00", "high": "120.00"}
    assert read_scheme(version.document)


def test_a_mark_of_status_is_ticked_and_unticked(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    address = f"/schemes/{version.pk}/draft/status/"
    edited(browser, address, parts=["prices", "caps"], outcomes=["planned-exit"])
    assert document(version)["status"] == dict.fromkeys(["prices", "caps", "planned-exit"], "illustrative")
    edited(browser, address, parts=[], outcomes=[])
    assert "status" not in document(version)


def test_the_second_of_two_editors_is_refused(here: Town) -> None:
    first, other = here.browser("commissioner"), browser_of_second(here)
    version = started(first)
    address = f"/schemes/{version.pk}/draft/prices/"
    data = sent_from(other.get(address), **{"outcome-1-prices-1": "61.00"})
    edited(first, address, **{"outcome-1-prices-2": "91.00"})
    refused = other.post(address, data)
    told = refused.content.decode()
    assert refused.status_code == 409
    assert "commissioner.all changed this draft after you opened the page" in told
    assert document(version)["outcome"][0]["prices"] == {"low": "60.00", "medium": "91.00", "high": "120.00"}


def test_what_the_second_editor_typed_is_saved_on_top_by_one_button(here: Town) -> None:
    first, other = here.browser("commissioner"), browser_of_second(here)
    version = started(first)
    address = f"/schemes/{version.pk}/draft/prices/"
    data = sent_from(other.get(address), **{"outcome-1-prices-1": "61.00", "outcome-1-prices-2": "92.00"})
    first.post(f"/schemes/{version.pk}/draft/outcomes/1/arrange", {"opened": version.sha256, "move": "down"})
    edited(first, address, **{"outcome-2-prices-2": "91.00", "outcome-2-prices-3": "121.00"})
    title = document(version)["outcome"][1]["title"]
    refused = other.post(address, data)
    assert refused.status_code == 409
    assert refused.context["theirs"] == [
        "outcomes are listed in another order",
        f"Prices: {title}, medium: £90.00 → £91.00",
        f"Prices: {title}, high: £120.00 → £121.00",
    ]
    assert refused.context["mine"] == [
        f"Prices: {title}, low: £60.00 → £61.00",
        f"Prices: {title}, medium: £91.00 → £92.00",
    ]
    assert 'value="61.00"' in refused.content.decode()
    assert "Save on top" in refused.content.decode()
    assert other.post(refused.context["action"], sent_from(refused)).status_code == 302
    assert document(version)["outcome"][1]["prices"] == {"low": "61.00", "medium": "92.00", "high": "121.00"}


def test_an_outcome_that_moved_or_went_meanwhile_is_found_again_or_put_back(here: Town) -> None:
    first, other = here.browser("commissioner"), browser_of_second(here)
    version = started(first)
    address = f"/schemes/{version.pk}/draft/outcomes/2/"
    data, code = sent_from(other.get(address), title="Clean"), document(version)["outcome"][1]["code"]
    first.post(f"/schemes/{version.pk}/draft/outcomes/2/arrange", {"opened": version.sha256, "move": "up"})
    moved = other.post(address, data)
    assert moved.status_code == 409
    assert moved.context["action"].endswith("/outcomes/1/")
    version.refresh_from_db()
    gone = {"opened": version.sha256, "move": "out", "sure": "1"}
    first.post(f"/schemes/{version.pk}/draft/outcomes/1/arrange", gone)
    back = other.post(moved.context["action"], sent_from(moved))
    assert back.status_code == 409
    assert back.context["mine"] == ["outcome added: Clean"]
    assert other.post(back.context["action"], sent_from(back)).status_code == 302
    assert [(one["code"], one.get("title")) for one in document(version)["outcome"]][-1] == (code, "Clean")


@pytest.mark.parametrize("basis", ["", "not-signed", "eyJhIjoxfQ:1tfake:signature"])
def test_a_form_without_what_was_opened_is_refused_when_the_draft_moved(here: Town, basis: str) -> None:
    first, other = here.browser("commissioner"), browser_of_second(here)
    version = started(first)
    address = f"/schemes/{version.pk}/draft/prices/"
    data = {**sent_from(other.get(address)), "basis": basis, "outcome-1-prices-1": "61.00"}
    edited(first, address, **{"outcome-1-prices-2": "91.00"})
    refused = other.post(address, data)
    assert refused.status_code == 409
    assert "Nothing of yours was saved" in refused.content.decode()


def test_an_editor_of_what_is_gone_is_refused_too(here: Town) -> None:
    first, other = here.browser("commissioner"), browser_of_second(here)
    version = started(first)
    opened = version.sha256
    for _ in range(2):
        version.refresh_from_db()
        data = {"opened": version.sha256, "move": "out", "sure": "1"}
        first.post(f"/schemes/{version.pk}/draft/outcomes/1/arrange", data)
    for address in ("outcomes/9/", "outcomes/9/arrange", "outcomes/1/arrange"):
        answer = other.post(f"/schemes/{version.pk}/draft/{address}", {"opened": opened, "move": "up"})
        assert answer.status_code == 409, address
        assert "changed this draft after you opened the page" in answer.content.decode()


def test_nobody_who_worked_on_a_draft_puts_it_in_force(here: Town) -> None:
    first, other = here.browser("commissioner"), browser_of_second(here)
    version = started(first)
    edited(other, f"/schemes/{version.pk}/draft/prices/", **{"outcome-1-prices-1": "61.00"})
    told = other.get(f"/schemes/{version.pk}/draft/").content.decode()
    assert "You worked on this draft, so somebody who did not must put it in force." in told
    assert "Put in force</button>" not in told
    for browser in (first, other):
        assert browser.post(f"/schemes/{version.pk}/in-force").status_code == 403
    version.refresh_from_db()
    assert version.state == "draft"


def test_what_is_put_in_force_is_what_was_seen(here: Town) -> None:
    first, other = here.browser("commissioner"), browser_of_second(here)
    version = started(first)
    seen = version.sha256
    edited(first, f"/schemes/{version.pk}/draft/prices/", **{"outcome-1-prices-1": "61.00"})
    refused = other.post(f"/schemes/{version.pk}/in-force", {"seen": seen})
    assert refused.status_code == 409
    assert "was changed after you opened it" in refused.content.decode()
    version.refresh_from_db()
    assert other.post(f"/schemes/{version.pk}/in-force", {"seen": version.sha256, "read": "yes"}).status_code == 302


def test_a_draft_with_mistakes_is_not_put_in_force_nor_read_as_an_agreement(here: Town) -> None:
    first, other = here.browser("commissioner"), browser_of_second(here)
    version = started(first)
    edited(first, f"/schemes/{version.pk}/draft/prices/", **{"outcome-1-prices-1": "much"})
    refused = other.post(f"/schemes/{version.pk}/in-force")
    assert refused.status_code == 409
    assert "1 thing must be put right in it first" in refused.content.decode()
    assert first.get(f"/schemes/{version.pk}/").headers["Location"] == f"/schemes/{version.pk}/draft/"
    reader = here.browser("second_approver")
    assert reader.get(f"/schemes/{version.pk}/").status_code == 409
    assert 'low = "much"' in reader.get(f"/schemes/{version.pk}/document").content.decode()


def test_a_draft_that_overlaps_another_version_says_so(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    page = edited(browser, f"/schemes/{version.pk}/draft/about/", starts="1 March 2014", name="Another town")
    told = page.content.decode()
    number = SchemeVersion.objects.get(in_force_at__isnull=False).pk
    assert f"overlap those of number {number}, which is in force, 1 April 2012 to 31 March 2014" in told
    assert f"“Another town” is not the name of number {number}" in told


def test_every_change_is_told_in_the_audit_trail(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    edited(browser, f"/schemes/{version.pk}/draft/prices/", **{"outcome-1-prices-1": "61.00"})
    edited(browser, f"/schemes/{version.pk}/draft/prices/")  # changes nothing, and is no event
    told = [present(event).did for event in Event.objects.filter(subject=f"scheme:{version.pk}").order_by("pk")]
    assert told == [
        "started a draft of Anytown PbR from 1 April 2014 from Anytown PbR from 1 April 2012, to 31 March 2014 (in force)",
        "changed Prices in the draft Anytown PbR from 1 April 2014: "
        "Use of every presenting substance reliably reduced, low: £60.00 → £61.00",
    ]


def test_lists_show_a_draft_by_what_it_last_said_readably(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    edited(browser, f"/schemes/{version.pk}/draft/about/", name="", starts="soon")
    version.refresh_from_db()
    assert str(version) == "Anytown PbR from 1 April 2014"
    edited(browser, f"/schemes/{version.pk}/draft/about/", name="Anytown PbR", starts="1 May 2014")
    version.refresh_from_db()
    assert str(version) == "Anytown PbR from 1 May 2014"


def test_a_version_in_force_is_not_edited(here: Town) -> None:
    browser = here.browser("commissioner")
    version = SchemeVersion.objects.get()
    for address in ("", "prices/", "outcomes/", "outcomes/1/"):
        answer = browser.get(f"/schemes/{version.pk}/draft/{address}")
        assert answer.status_code == 409
        assert "is in force and never changes" in answer.content.decode()
    assert browser.post(f"/schemes/{version.pk}/draft/prices/", {"opened": version.sha256}).status_code == 409


@pytest.mark.parametrize("part", ["secrets/", "outcomes/99/", "prices/1/", "outcomes/0/"])
def test_a_part_that_there_is_not_is_not_found(here: Town, part: str) -> None:
    browser = here.browser("commissioner")
    version = started(browser)
    assert browser.get(f"/schemes/{version.pk}/draft/{part}").status_code == 404
    assert browser.post(f"/schemes/{version.pk}/draft/{part}", {"opened": version.sha256}).status_code == 404


def test_only_those_who_change_schemes_draft_by_forms(here: Town) -> None:
    version = started(here.browser("commissioner"))
    for role, provider in (("second_approver", None), ("provider_manager", here.north)):
        browser = here.browser(role, provider)
        for address in ("/schemes/new", f"/schemes/{version.pk}/draft/", f"/schemes/{version.pk}/draft/prices/"):
            assert browser.get(address).status_code == 403, (role, address)
        assert browser.post(f"/schemes/{version.pk}/draft/prices/", {"opened": version.sha256}).status_code == 403


def test_errors_of_a_draft_name_titles_and_questions_and_no_keys(here: Town) -> None:
    browser = here.browser("commissioner")
    version = started(browser, origin="lincolnshire.toml")
    draft = f"/schemes/{version.pk}/draft"
    edited(browser, f"{draft}/outcomes/1/", code=document(version)["outcome"][1]["code"])
    place = place_of(version, "non-representation")
    edited(browser, f"{draft}/outcomes/{place}/", months="3", on_failure="")
    edited(browser, f"{draft}/contracts/1/", **{"covers-age_min": "30", "covers-age_max": "20"})
    edited(browser, f"{draft}/contracts/2/", provider="Second", code="second", agencies="N0852")
    told = [f"{error.heading}: {error.message}" for error, _ in browser.get(f"{draft}/").context["wrong"]]
    assert len(told) >= 3
    assert [one for one in told if re.search(r"\w\[\d|\b[a-z]+_[a-z]+\b", one)] == []
