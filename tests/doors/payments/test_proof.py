"""The proof of a scheme on its page, kind by kind, and as a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from outcomes.actions.schemes import draft_scheme
from outcomes.models import SchemeVersion
from pbr.scheme.reading import read_scheme
from tests.people import Town

KENT = (Path(__file__).parents[3] / "pbr" / "scheme" / "models" / "kent.toml").read_text()


@pytest.fixture
def town(db: None) -> Town:
    return Town.make(code=read_scheme(KENT).partnership)


@pytest.fixture
def kent(town: Town) -> SchemeVersion:
    return draft_scheme(access=town.access("commissioner"), document=KENT)


def page(town: Town, address: str) -> str:
    answer = town.browser("commissioner").get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_a_scheme_shows_what_each_kind_can_earn(town: Town, kent: SchemeVersion) -> None:
    told = page(town, f"/schemes/{kent.pk}/")
    assert "Every one of 336 kinds of client can earn something" in told
    assert len(re.findall(r"pbr-heat-[1-5]", told)) == 14 * 3


def test_a_figure_leads_to_the_outcomes_it_is_made_of(town: Town, kent: SchemeVersion) -> None:
    shown = page(town, f"/schemes/{kent.pk}/kinds/")
    link, amount = re.findall(rf'href="(/schemes/{kent.pk}/kinds/\d+/)">(£[\d,.]+)<', shown)[-1]
    made_of = page(town, link)
    amounts = [float(text.replace(",", "")) for text in re.findall(r'numeric">£([\d,.]+)<', made_of)]
    assert f"<strong>{amount}</strong>" in made_of
    assert sum(amounts) == pytest.approx(float(amount[1:].replace(",", "")))


def test_kinds_are_narrowed_and_exported_as_shown(town: Town, kent: SchemeVersion) -> None:
    address = f"/schemes/{kent.pk}/kinds/?substances=Opiates&injecting=yes&housing_problem=no"
    assert "12 kinds of client</p>" in page(town, address)
    lines = town.browser("commissioner").get(f"{address}&export=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 12
    assert lines[1].startswith("Opiates,Yes,No,No,No,low,")


def test_a_kind_that_does_not_exist_and_a_scheme_of_elsewhere_are_not_found(town: Town, kent: SchemeVersion) -> None:
    assert town.browser("commissioner").get(f"/schemes/{kent.pk}/kinds/336/").status_code == 404
    elsewhere = Town.make(code="Z01B").browser("commissioner")
    for address in ("kinds/", "kinds/0/"):
        assert elsewhere.get(f"/schemes/{kent.pk}/{address}").status_code == 404


def test_a_provider_does_not_see_the_proof_of_a_draft(town: Town, kent: SchemeVersion) -> None:
    assert town.browser("provider_manager", town.north).get(f"/schemes/{kent.pk}/kinds/").status_code == 404
