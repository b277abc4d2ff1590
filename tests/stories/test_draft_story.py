"""Next year's agreement: drafted by forms, put right, compared in words, and put in force by a second person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from outcomes.actions.schemes import draft_scheme, put_in_force
from outcomes.models import SchemeVersion
from pbr.scheme.reading import read_scheme
from tests.people import Town
from tests.stories.conftest import WIDTHS, Site

PageAs = Callable[..., Page]
Check = Callable[[Page], None]
ANYTOWN = (Path(__file__).parents[2] / "pbr" / "scheme" / "models" / "anytown.toml").read_text()
# What was agreed before: a planned exit from the group with the greatest needs pays a thousand pounds.
AGREED = ANYTOWN.replace('high = "800.00" }', 'high = "1000.00" }')


class TwoCommissioners(Town):
    """The second is the town's auditor, who has changed her work."""

    def settle(self) -> None:
        self.person("auditor").memberships.update(role_code="commissioner")


@pytest.fixture(scope="module")
def town(committed_db_of_module: str) -> TwoCommissioners:
    made = Town.make().with_parties_of(read_scheme(AGREED))
    town = TwoCommissioners(made.partnership, made.north, made.south, made.lasars)
    town.settle()
    version = draft_scheme(access=town.access("commissioner"), document=AGREED)
    put_in_force(access=town.access("auditor"), version_id=version.pk)
    return town


@pytest.fixture(scope="module")
def site(town: TwoCommissioners) -> Iterator[Site]:
    server = LiveServer("127.0.0.1:0")
    yield Site(server.url, town)
    server.stop()


def test_next_years_draft(page_as: PageAs, assert_accessible: Check) -> None:
    page = page_as("commissioner")
    page.goto("/schemes/")
    page.get_by_role("button", name="Draft a version").click()
    assert_accessible(page)
    expect(page.get_by_label("Anytown PbR from 1 April 2012")).to_be_checked()
    expect(page.get_by_label("Starts")).to_have_value("2014-04-01")
    page.get_by_role("button", name="Start the draft").click()
    expect(page.get_by_role("heading", name="Draft: Anytown PbR")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("link", name="Prices").click()
    price = page.get_by_label("Left treatment as planned, free from dependence, high, in pounds")
    expect(price).to_have_value("1000.00")
    price.fill("11OO.00")
    price.press("Enter")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    expect(price).to_have_value("11OO.00")
    expect(price).to_have_attribute("aria-invalid", "true")
    expect(page.locator("td", has=price)).to_contain_text("give pounds, or pounds and pence")
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("give pounds")).click()
    expect(price).to_be_focused()
    price.fill("£1,100.00")
    page.get_by_role("button", name="Save").last.click()

    page.get_by_role("link", name="Gates").click()
    gate = page.get_by_role("group", name="Gate 1", exact=True)
    gate.get_by_role("group", name="Outcomes behind the gate").get_by_label("Left treatment as planned").check()
    gate.get_by_role("group", name="What must be earned first").get_by_label("No longer injecting").check()
    page.get_by_role("button", name="Add another gate").click()
    expect(page.get_by_role("group", name="Gate 2", exact=True)).to_be_visible()
    expect(gate.get_by_label("No longer injecting").nth(1)).to_be_checked()
    assert_accessible(page)
    page.get_by_role("button", name="Save").last.click()

    page.get_by_role("link", name="Contracts").click()
    assert_accessible(page)
    page.get_by_role("link", name="Northway Recovery").click()
    cap = page.get_by_role("group", name="Cap 1", exact=True)
    cap.get_by_label("Amount (£)").fill("£300,000")
    cap.get_by_label("What is above it").select_option(label="Is carried into the next year")
    assert_accessible(page)
    page.get_by_role("button", name="Save").last.click()

    page.get_by_role("link", name="Draft", exact=True).click()
    for told in (
        "price of “Left treatment as planned, free from dependence”, high: £1,000.00 → £1,100.00",
        "cap 1 of Northway Recovery: none → £300,000.00 on every outcome, carried over above it",
        re.compile(r"gate \d: none → “Left treatment as planned"),
        "starts: 1 April 2012 → 1 April 2014",
    ):
        expect(page.get_by_role("listitem").filter(has_text=told)).to_be_visible()
    expect(page.get_by_text("somebody who did not must put it in force")).to_be_visible()
    assert_accessible(page)


def test_the_second_person_puts_it_in_force(page_as: PageAs, assert_accessible: Check) -> None:
    page = page_as("auditor")
    page.goto(f"/schemes/{SchemeVersion.objects.latest('pk').pk}/draft/")
    expect(
        page.get_by_text("price of “Left treatment as planned, free from dependence”, high: £1,000.00 → £1,100.00")
    ).to_be_visible()
    expect(page.get_by_text("It starts in the past, on 1 April 2014.")).to_be_visible()
    page.get_by_label("I have read these warnings").check()
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_text("is in force. Every journey it governs")).to_be_visible()
    assert SchemeVersion.objects.filter(in_force_at__isnull=False).count() == 2


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_pages_of_a_draft_are_accessible(page_as: PageAs, assert_accessible: Check, width: int) -> None:
    page = page_as("commissioner", width=width)
    page.goto("/schemes/new")
    assert_accessible(page)
    page.get_by_label("Starts").fill("2016-04-01")
    page.get_by_label("Ends").fill("2017-03-31")
    page.get_by_role("button", name="Start the draft").click()
    draft = page.url
    parts = ["", "about/", "rules/", "outcomes/", "outcomes/1/", "outcomes/4/", "prices/", "contracts/", "contracts/1/",
             "feeds/", "gates/", "ceilings/", "status/", "outcomes/99/"]  # fmt: skip
    for part in parts[:-1]:
        page.goto(f"{draft}{part}")
        assert_accessible(page)
    page.goto(f"{draft}outcomes/")
    page.get_by_role("button", name="Add outcome").click()
    page.get_by_label("Measure").select_option("reoffending_cohort")
    page.get_by_role("button", name="Show what this measure takes").click()
    expect(page.get_by_label("Baseline")).to_be_visible()
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Baseline is missing; give a decimal above 0").first).to_be_visible()
    assert_accessible(page)
    page.goto(draft)
    assert_accessible(page)


def test_two_people_edit_one_draft_and_neither_loses_what_was_typed(page_as: PageAs, assert_accessible: Check) -> None:
    first, second = page_as("commissioner"), page_as("auditor")
    first.goto("/schemes/new")
    first.get_by_label("Starts").fill("2016-04-01")
    first.get_by_label("Ends").fill("2017-03-31")
    first.get_by_role("button", name="Start the draft").click()
    draft = f"/schemes/{SchemeVersion.objects.latest('pk').pk}/draft"
    second.goto(f"{draft}/prices/")
    second.get_by_label("Left treatment as planned, free from dependence, high, in pounds").fill("1250")
    first.goto(f"{draft}/about/")
    first.get_by_label("Groups of complexity").fill("low\nhigh")
    first.get_by_role("button", name="Save").last.click()
    second.get_by_role("button", name="Save").last.click()
    expect(second.get_by_text("This was not saved")).to_be_visible()
    expect(
        second.get_by_role("listitem").filter(has_text="Groups of complexity: low, medium, high → low, high")
    ).to_be_visible()
    expect(second.get_by_text("“medium” is no group of this scheme any more.")).to_be_visible()
    assert_accessible(second)
    second.get_by_role("button", name="Save on top").click()
    second.get_by_role("button", name="Take out the prices of “medium”").click()
    second.get_by_role("button", name="Save").last.click()
    expect(second.get_by_text("Prices: saved in the draft.")).to_be_visible()
    expect(second.get_by_text("to put right before")).to_have_count(0)
    assert_accessible(second)


def test_on_a_phone_amounts_are_in_sight_and_long_words_break(page_as: PageAs, assert_accessible: Check) -> None:
    page = page_as("commissioner", width=WIDTHS["phone"])
    number = SchemeVersion.objects.exclude(in_force_at=None).earliest("pk").pk
    page.goto(f"/schemes/{number}/kinds/")
    amount = page.locator("tbody tr").first.get_by_role("link").last
    place = amount.bounding_box()
    assert place is not None
    assert place["x"] + place["width"] <= WIDTHS["phone"]
    assert_accessible(page)
    page.goto("/schemes/new")
    page.get_by_label("Starts").fill("2018-04-01")
    page.get_by_label("Ends").fill("2019-03-31")
    page.get_by_role("button", name="Start the draft").click()
    page.goto(f"/schemes/{SchemeVersion.objects.latest('pk').pk}/draft/outcomes/1/")
    page.get_by_label("Code", exact=True).fill("x" * 120)
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    assert_accessible(page)
