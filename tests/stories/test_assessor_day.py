"""An assessor's day: somebody is referred, assessed in one sitting that the browser does not survive, and referred on.

Without a mouse throughout, and every page looked at by axe at the desk's width and the phone's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Error, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from lasars.models import Assessment, Referral
from pbr.jobs.draining import drain
from tests.rooms.lasars.desk import take_in_the_demonstration
from tests.rooms.loading import load
from tests.rules import golden
from tests.stories.anytown import case_named, standing_everywhere_on, town_of
from tests.stories.conftest import PASSWORD, WIDTHS, Site
from tests.stories.test_keyboard_story import go_to, press

CASE = case_named("01")
DAY = golden.as_of(CASE)
Look = Callable[[Page], None]


@pytest.fixture(scope="module")
def site(committed_db_of_module: str) -> Iterator[Site]:
    """The case's extracts are applied, so that one client's answers are known; the demonstration instrument is valid."""
    with standing_everywhere_on(str(DAY)):
        town = town_of(CASE)
        for path in sorted(CASE.glob("*.csv")):
            load(town.access("commissioner"), path)
        drain()
        take_in_the_demonstration(town)
        server = LiveServer("127.0.0.1:0")
        yield Site(server.url, town)
        server.stop()


@pytest.fixture
def look(assert_accessible: Callable[[Page], None]) -> Look:
    """axe and the page's width, at both widths."""

    def at_both_widths(page: Page) -> None:
        for width in (WIDTHS["phone"], WIDTHS["desk"]):
            page.set_viewport_size({"width": width, "height": 900})
            assert_accessible(page)

    return at_both_widths


def enter(page: Page, field: Locator, text: str) -> None:
    go_to(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def choose(page: Page, question: str, answer: str) -> None:
    """An option of a group of radios: Tab leads to the first or the chosen one, arrows to the others."""
    radios = page.get_by_role("group", name=question).get_by_role("radio")
    go_to(page, radios.first)
    page.keyboard.press("Space")
    wanted = page.get_by_role("group", name=question).get_by_label(answer, exact=True)
    for _ in range(radios.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{question} cannot be answered {answer}")


def number(page: Page, question: str) -> Locator:
    return page.get_by_role("textbox", name=question)


def sign_in(page: Page, site: Site) -> None:
    page.goto("/sign-in")
    enter(page, page.get_by_label("E-mail address"), site.person("assessor"))
    enter(page, page.get_by_label("Password"), PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


def test_somebody_is_taken_in_and_begins_to_tell(site: Site, new_page: Callable[..., Page], look: Look) -> None:
    page = new_page()
    sign_in(page, site)
    press(page, page.get_by_role("navigation", name="Menu").get_by_role("link", name="Assessment"))
    look(page)
    press(page, page.get_by_role("button", name="Take in a referral"))
    enter(page, page.get_by_label("Initial of the first name"), "A")
    enter(page, page.get_by_label("Initial of the surname"), "B")
    born = page.get_by_label("Date of birth")
    go_to(page, born)
    born.fill("1980-02-01")  # the order in which its parts are typed is the browser's own
    choose(page, "Sex", "Male")
    look(page)
    press(page, page.get_by_role("button", name="Take it in"))
    expect(page.get_by_text("is taken in.")).to_be_visible()
    assert Referral.objects.get().attributor == "AB01021980M"
    look(page)
    press(page, page.get_by_role("button", name="Begin the assessment"))
    expect(page.get_by_role("heading", name="Drug and alcohol use")).to_be_visible()
    look(page)


def test_what_a_review_says_is_offered_and_taken(site: Site, new_page: Callable[..., Page], look: Look) -> None:
    page = new_page()
    sign_in(page, site)
    resume(page)
    opiates = page.get_by_role("button", name=re.compile("Use this answer.*heroin"))
    expect(page.get_by_text("The TOP of").first).to_be_visible()
    enter(page, number(page, "drink alcohol"), "3")
    press(page, opiates)
    expect(page.get_by_text("Taken from the TOP of").first).to_be_visible()
    expect(number(page, "drink alcohol")).to_have_value("3")
    look(page)


def test_what_was_typed_outlives_the_browser(
    site: Site, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], new_page: Callable[..., Page]
) -> None:
    doomed = browser_type.launch(**browser_type_launch_args)
    page = doomed.new_context(base_url=site.url).new_page()
    sign_in(page, site)
    resume(page)
    enter(page, number(page, "use crack"), "9")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Kept at")).to_be_visible()
    with pytest.raises(Error):
        doomed.new_browser_cdp_session().send("Browser.crash")
    again = new_page()
    sign_in(again, site)
    resume(again)
    expect(number(again, "use crack")).to_have_value("9")
    expect(number(again, "drink alcohol")).to_have_value("3")


def test_an_impossible_answer_is_told_beside_its_question_at_once(
    site: Site, new_page: Callable[..., Page], look: Look
) -> None:
    page = new_page()
    sign_in(page, site)
    resume(page)
    enter(page, number(page, "use crack"), "99")
    page.keyboard.press("Tab")
    told = page.get_by_role("alert").filter(has_text="Not kept. Enter a whole number from 0 to 28")
    expect(told).to_contain_text("The answer before stands: 9")
    look(page)
    enter(page, number(page, "use crack"), "9")
    page.keyboard.press("Tab")
    expect(told).to_have_count(0)


def test_the_rest_is_answered_checked_and_completed(site: Site, new_page: Callable[..., Page], look: Look) -> None:
    page = new_page()
    sign_in(page, site)
    resume(page)
    choose(page, "Does the person inject?", "Never")
    choose(page, "Has the person been in treatment", "Once or twice")
    next_page(page, "Health")
    look(page)
    enter(page, number(page, "physical health"), "10")
    enter(page, number(page, "psychological health"), "5")
    choose(page, "mental-health services", "No")
    next_page(page, "Home and family")
    choose(page, "Where does the person live?", "Nowhere: no fixed abode")
    choose(page, "somebody the person can turn to", "Prefers not to say")
    press(page, page.get_by_role("button", name="Save and come back later"))
    expect(page.get_by_text("In progress", exact=True)).to_be_visible()
    look(page)
    press(page, page.get_by_role("button", name="Go on with the assessment"))
    enter(page, number(page, "paid work"), "0")
    enter(page, number(page, "steal from shops"), "2")
    choose(page, "in prison", "No")
    next_page(page, "Check the answers")
    assert "£" not in page.content()
    look(page)
    press(page, page.get_by_role("button", name="Complete the assessment"))
    expect(page.get_by_role("heading", name="Why this group")).to_be_visible()
    made = Assessment.objects.get()
    expect(page.get_by_text(f"Group {made.group}", exact=True)).to_be_visible()
    expect(page.get_by_text(f"The answers give {made.total} of at most 63 points.")).to_be_visible()
    look(page)


def test_what_the_person_wants_is_noted_and_they_are_referred_on(
    site: Site, new_page: Callable[..., Page], look: Look
) -> None:
    page = new_page()
    sign_in(page, site)
    to_the_referral(page)
    press(page, page.locator("summary", has_text="Add a goal"))
    enter(page, page.get_by_label("A goal, in the person’s own words"), "See my children again")
    look(page)
    press(page, page.get_by_role("button", name="Add the goal"))
    expect(page.get_by_role("listitem").filter(has_text="See my children again")).to_be_visible()
    go_to(page, page.get_by_label("Provider", exact=True))
    page.keyboard.type("Northway")
    press(page, page.get_by_role("button", name="Refer to this provider"))
    expect(page.get_by_text("Referred to Northway")).to_be_visible()
    look(page)


def test_without_javascript_the_same_pages_take_answers(site: Site, page_as: Callable[..., Page]) -> None:
    page = page_as("assessor", java_script_enabled=False)
    page.goto("/referrals/new")
    page.get_by_label("Initial of the first name").fill("N")
    page.get_by_label("Initial of the surname").fill("J")
    page.get_by_label("Date of birth").fill("1990-01-31")
    page.get_by_label("Female").check()
    page.get_by_role("button", name="Take it in").click()
    page.get_by_role("button", name="Begin the assessment").click()
    number(page, "heroin").fill("4")
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("button", name="Go on with the assessment").click()
    expect(number(page, "heroin")).to_have_value("4")


def to_the_referral(page: Page) -> None:
    press(page, page.get_by_role("navigation", name="Menu").get_by_role("link", name="Assessment"))
    press(page, page.get_by_role("row").nth(1).get_by_role("link").first)


def resume(page: Page) -> None:
    to_the_referral(page)
    press(page, page.get_by_role("button", name="Go on with the assessment"))
    expect(page.get_by_role("heading", name="Drug and alcohol use")).to_be_visible()


def next_page(page: Page, heading: str) -> None:
    press(page, page.get_by_role("button", name="Continue", exact=True).last)
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
