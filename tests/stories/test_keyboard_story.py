"""A claim made, explained and withdrawn by somebody who has no mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from pbr.jobs.draining import drain
from tests.rooms.loading import load
from tests.rules import golden
from tests.stories.anytown import case_named, standing_everywhere_on, town_of
from tests.stories.conftest import PASSWORD, Site

CASE = case_named("01")
MOST_STOPS = 60


@pytest.fixture(scope="module")
def site(committed_db_of_module: str) -> Iterator[Site]:
    """The case's extracts are applied, and £90 are earned."""
    with standing_everywhere_on(str(golden.as_of(CASE))):
        town = town_of(CASE)
        for path in sorted(CASE.glob("*.csv")):
            load(town.access("commissioner"), path)
        drain()
        server = LiveServer("127.0.0.1:0")
        yield Site(server.url, town)
        server.stop()


def go_to(page: Page, wanted: Locator) -> None:
    """Presses Tab until the wanted link, field or button has the focus, which must be visible there."""
    wanted.wait_for()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            assert wanted.evaluate("element => element.matches(':focus-visible')")
            return
    raise AssertionError(f"{MOST_STOPS} stops do not lead to {wanted}")


def press(page: Page, wanted: Locator) -> None:
    go_to(page, wanted)
    page.keyboard.press("Enter")


def test_a_claim_is_made_explained_and_withdrawn_by_keyboard(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page()
    page.goto("/sign-in")
    go_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type(site.person("provider_finance", site.town.north))
    go_to(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    press(page, page.get_by_role("navigation", name="Menu").get_by_role("link", name="Money"))
    press(page, page.get_by_role("button", name="Make a claim"))
    press(page, page.get_by_role("button", name="Show what it would hold"))
    press(page, page.get_by_role("button", name="Claim £90.00"))
    expect(page.get_by_text("Claim 1 is made and waits for approval.")).to_be_visible()
    press(page, page.get_by_role("link", name="Why £40.00"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Why £40.00")
    expect(page.get_by_role("region", name="Evidence")).to_contain_text("OPIUSE 7")
    press(page, page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Claim", exact=True))
    press(
        page, page.locator("summary", has_text="Withdraw this claim")
    )  # it ends for good: a second press is asked for
    press(page, page.get_by_role("button", name="Withdraw the claim"))
    expect(page.get_by_text("Claim 1 is withdrawn.")).to_be_visible()
