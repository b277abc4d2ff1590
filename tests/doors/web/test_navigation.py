"""The menu: a row of groups, and below it the entries of the group in which the page is; never more than one may open."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from pbr.access.roles import ROLES
from pbr.web.navigation import Link, Menu, menu
from tests.people import Town

pytestmark = pytest.mark.django_db

MOST_ON_A_LINE = 7


@pytest.fixture
def town() -> Town:
    return Town.make()


def menu_of(town: Town, role: str, path: str = "/") -> Menu:
    found = menu(town.access(role, town.north if ROLES[role].held_in == "provider" else None), path)
    assert found
    return found


def browser_of(town: Town, role: str) -> Client:
    return town.browser(role, town.north if ROLES[role].held_in == "provider" else None)


def titles(links: list[Link]) -> list[str]:
    return [link.title for link in links]


def current(links: list[Link]) -> dict[str, str]:
    return {link.title: link.current for link in links if link.current}


def every_address(town: Town, role: str) -> Iterator[str]:
    """Of the groups, and of the entries that each group's page then shows."""
    for group in menu_of(town, role).groups:
        yield group.url
        yield from (entry.url for entry in menu_of(town, role, group.url).entries)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_has_more_groups_than_fit_on_a_line(town: Town, role: str) -> None:
    assert 2 <= len(menu_of(town, role).groups) <= MOST_ON_A_LINE


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_the_menu_opens(town: Town, role: str) -> None:
    browser = browser_of(town, role)
    for address in every_address(town, role):
        assert browser.get(address).status_code == 200, address


def test_the_auditor_sees_all_groups_in_order(town: Town) -> None:
    assert titles(menu_of(town, "auditor").groups) == [
        "Home", "Caseload", "Assessment", "Money", "Scheme", "Extracts", "Oversight",
    ]  # fmt: skip


def test_a_group_shows_only_what_may_be_opened(town: Town) -> None:
    assert titles(menu_of(town, "auditor", "/claims/").entries) == [
        "Claims", "Challenges", "Payments", "Statements", "Ledger", "Forecast",
    ]  # fmt: skip
    assert "Ledger" not in titles(menu_of(town, "provider_finance", "/claims/").entries)
    assert titles(menu_of(town, "commissioner", "/schemes/").entries) == ["Schemes", "Tariff"]


def test_what_needs_doing_is_for_a_providers_people_alone(town: Town) -> None:
    assert titles(menu_of(town, "provider_manager", "/clients/").entries)[0] == "What needs doing"
    assert "What needs doing" not in titles(menu_of(town, "commissioner", "/clients/").entries)


def test_a_group_of_one_entry_is_that_entry_without_a_second_row(town: Town) -> None:
    shown = menu_of(town, "data_officer", "/extracts/12/")
    assert titles(shown.groups) == ["Home", "Extracts"]
    assert current(shown.groups) == {"Extracts": "true"}
    assert shown.entries == []


def test_the_page_and_its_group_are_marked(town: Town) -> None:
    shown = menu_of(town, "auditor", "/claims/")
    assert current(shown.groups) == {"Money": "true"}
    assert current(shown.entries) == {"Claims": "page"}
    assert current(menu_of(town, "auditor", "/claims/7/").entries) == {"Claims": "true"}


def test_home_is_marked_on_its_own_page_only(town: Town) -> None:
    assert current(menu_of(town, "auditor").groups) == {"Home": "page"}
    assert current(menu_of(town, "auditor", "/tokens").groups) == {}


def test_the_longer_of_two_addresses_has_the_page(town: Town) -> None:
    """/assessments/drift/ lies within /assessments/ and is a page of its own."""
    assert current(menu_of(town, "auditor", "/assessments/drift/").entries) == {"Drift": "page"}
    assert current(menu_of(town, "auditor", "/assessments/3/").entries) == {"Assessments": "true"}


def test_a_result_belongs_to_the_clients(town: Town) -> None:
    assert current(menu_of(town, "auditor", "/determinations/5/").entries) == {"Clients": "true"}


def test_nobody_signed_in_has_no_menu(town: Town) -> None:
    assert menu(None, "/") is None
    assert "govuk-service-navigation" not in Client().get("/sign-in").content.decode()


def test_a_page_shows_both_rows_with_the_current_links_marked(town: Town) -> None:
    page = town.browser("auditor").get("/ledger/").content.decode()
    for row, link, value in (("Menu", "Money", "true"), ("Money", "Ledger", "page")):
        nav = page.partition(f'aria-label="{row}"')[2].partition("</nav>")[0]
        marked = re.findall(r'aria-current="(\w+)">(?:<strong[^>]*>)?([^<]+)<', nav)
        assert marked == [(value, link)]
