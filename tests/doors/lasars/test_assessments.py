"""The list of assessments, for the assessor and the auditor."""

from __future__ import annotations

import datetime as dt

import pytest

from pbr import clock
from tests.doors.outcomes.conftest import Load
from tests.people import Town


@pytest.fixture
def town(load: Load) -> Town:
    return load("15")


def test_the_assessor_sees_what_was_assessed(town: Town) -> None:
    page = town.browser("assessor").get("/assessments/").content.decode()
    assert "6 assessments" in page
    assert "15 June 2012" in page
    assert "Failed" in page
    assert "Passed" in page


def test_the_assessor_has_no_link_to_the_caseload(town: Town) -> None:
    assert 'href="/clients/' not in town.browser("assessor").get("/assessments/").content.decode()
    assert 'href="/clients/' in town.browser("auditor").get("/assessments/").content.decode()


@pytest.mark.parametrize(
    ("query", "count"), [("audit=fail", 1), ("group=high", 1), ("audit=none", 4), ("group=unknown", 6)]
)
def test_the_list_is_filtered(town: Town, query: str, count: int) -> None:
    assert f"{count} assessments" in town.browser("auditor").get(f"/assessments/?{query}").content.decode()


def test_the_list_is_a_file_too(town: Town) -> None:
    answer = town.browser("auditor").get("/assessments/?export=csv&sort=assessed")
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 7


def test_people_without_the_permission_see_none(town: Town) -> None:
    for role in ("commissioner", "data_officer"):
        assert town.browser(role).get("/assessments/").status_code == 403
    assert town.browser("provider_manager", town.north).get("/assessments/").status_code == 403


def test_another_partnership_sees_none_of_them(town: Town) -> None:
    elsewhere = Town.make(code="Z99B", name="Elsewhere")
    assert "0 assessments" in elsewhere.browser("assessor").get("/assessments/").content.decode()


def test_the_home_page_counts_the_last_thirty_days(town: Town) -> None:
    with clock.standing_on(dt.date(2012, 6, 20)):
        home = town.browser("assessor").get("/").content.decode()
    assert "1 assessment</a> in the last 30 days" in home
    assert "1 failed its audit" in home
