"""People already in treatment are entered by keyboard alone, a row in far less than a minute; a sample is scored again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from lasars.models import Assessment, Referral
from pbr import clock
from pbr.jobs.draining import drain
from tests.rooms.lasars.desk import SOMEBODY, assessed, take_in_the_demonstration
from tests.rooms.loading import load
from tests.rules import golden
from tests.stories.anytown import case_named, standing_everywhere_on, town_of
from tests.stories.conftest import WIDTHS, Site
from tests.stories.test_keyboard_story import go_to, press

CASE = case_named("01")
DAY = golden.as_of(CASE)
A_MONTH_AGO = DAY - dt.timedelta(days=30)
# One answer after another, as typed: a number, or the beginning of an option's words.
TYPED = ("25", "0", "2", "In the", "Once", "10", "5", "No", "With", "Now", "0", "2", "Yes")
NEXT_FIELD = "Tab"


@pytest.fixture(scope="module")
def site(committed_db_of_module: str) -> Iterator[Site]:
    with standing_everywhere_on(str(DAY)):
        town = town_of(CASE)
        for path in sorted(CASE.glob("*.csv")):
            load(town.access("commissioner"), path)
        drain()
        with clock.standing_on(A_MONTH_AGO):
            take_in_the_demonstration(town)
            assessed(town, SOMEBODY)
        drain()
        server = LiveServer("127.0.0.1:0")
        yield Site(server.url, town)
        server.stop()


@pytest.fixture
def look(assert_accessible: Callable[[Page], None]) -> Callable[[Page], None]:
    def at_both_widths(page: Page) -> None:
        for width in (WIDTHS["phone"], WIDTHS["desk"]):
            page.set_viewport_size({"width": width, "height": 900})
            assert_accessible(page)

    return at_both_widths


def type_in_order(page: Page, texts: tuple[str, ...]) -> None:
    """Types each text and goes to the next field, from the field that has the focus."""
    for place, text in enumerate(texts):
        page.keyboard.type(text)
        if place + 1 < len(texts):
            page.keyboard.press(NEXT_FIELD)


def test_two_people_are_entered_without_a_mouse(page_as: Callable[..., Any], look: Callable[[Page], None]) -> None:
    page: Page = page_as("assessor")
    page.goto("/referrals/bulk")
    look(page)
    for number, surname in enumerate("RS", start=1):
        expect(page.get_by_label("Initial of the first name")).to_be_focused()
        type_in_order(page, ("Q", surname))
        page.keyboard.press(NEXT_FIELD)
        page.keyboard.type("03031971")  # day and month alike: the browser decides in which order it takes them
        go_to(page, page.get_by_label("Sex"))
        page.keyboard.type("F")
        press(page, page.get_by_role("button", name="Go to the answers"))
        expect(page.get_by_role("heading", level=1)).to_have_text(f"The answers of Q{surname}, born 3 March 1971")
        if number == 1:
            look(page)
        expect(page.get_by_label("On how many of the last 28 days did the person use heroin")).to_be_focused()
        type_in_order(page, TYPED)
        press(page, page.get_by_role("button", name="Enter, and go to the next person"))
        expect(page.get_by_text("is entered: group high, 37 points.")).to_be_visible()
    assert Assessment.objects.filter(referral__source=Referral.Source.STOCK, group="high").count() == 2
    expect(page.get_by_text("2 people.")).to_be_visible()


def test_a_sample_is_drawn_and_scored_again_blind(page_as: Callable[..., Any], look: Callable[[Page], None]) -> None:
    page: Page = page_as("auditor")
    page.goto("/assessment-audit/")
    look(page)
    page.get_by_label("Assessed from").fill(A_MONTH_AGO.isoformat())
    page.get_by_label("Assessed until").fill(A_MONTH_AGO.isoformat())
    page.get_by_label("Share to draw").fill("100")
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.get_by_text("1 of 1 people assessed")).to_be_visible()
    look(page)
    sample = page.url
    page = page_as("assessment_auditor")
    page.goto(sample)
    page.get_by_role("button", name="Score again").click()
    while page.get_by_role("button", name="Continue").or_(page.get_by_role("button", name="Complete")).count():
        look(page)
        for box in page.get_by_role("textbox").all():
            box.fill("0")
        for group in page.get_by_role("group").all():
            group.get_by_role("radio").first.check()
        page.get_by_role("button", name="Continue").or_(page.get_by_role("button", name="Complete")).click()
    expect(page.get_by_text("1 failed")).to_be_visible()
    look(page)


def test_drift_is_a_picture_with_its_table(page_as: Callable[..., Any], look: Callable[[Page], None]) -> None:
    page: Page = page_as("auditor")
    page.goto("/assessments/drift/")
    look(page)
