"""A provider manager's Monday, without a mouse: what needs doing, one client, a TOP to mend, a result to challenge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from outcomes.models import DeterminationRow
from payments.demonstration.people import PASSWORD
from payments.models import Challenge, WorkItem
from tests.stories.conftest import WIDTHS
from tests.stories.demonstration import PEOPLE, demonstration_served, sign_in

MOST_STOPS = 400  # a client's page has a link for each result
TALLEST_CARD = 180  # pixels
WHY = "The discharge letter of that week says otherwise, and we hold it."


@pytest.fixture(scope="module")
def address(committed_db_of_module: str) -> Iterator[str]:
    with demonstration_served() as url:
        yield url


@pytest.fixture
def page(address: str, new_context: Callable[..., Any]) -> Iterator[Page]:
    page: Page = new_context(base_url=address, viewport={"width": WIDTHS["desk"], "height": 900}).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    assert errors == []


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


def looked_at(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    """Accessible, and no wider than the window, at the desk and on a phone."""
    for width in (WIDTHS["phone"], WIDTHS["desk"]):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)


def somebody_with_work_and_a_result_to_challenge() -> tuple[str, int]:
    """A client of Northway, and the result."""
    busy = WorkItem.objects.filter(contract__code="northway", kind="review").values("client")
    row = DeterminationRow.objects.filter(
        contracts=["northway"], superseded_at=None, client__in=busy, status__in=("not_achieved", "not_eligible", "held")
    ).earliest("client__reference", "pk")
    assert row.client is not None
    return row.client.reference, row.pk


def test_a_managers_monday_by_keyboard(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    reference, determination = somebody_with_work_and_a_result_to_challenge()
    sign_in_by_keyboard(page)
    looked_at(page, assert_accessible)
    menu = page.get_by_role("navigation", name="Menu")
    press(page, menu.get_by_role("link", name="Caseload"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs doing")
    looked_at(page, assert_accessible)
    go_to(page, page.get_by_label("Client, outcome or CLIENTID"))
    page.keyboard.type(reference)
    page.keyboard.press("Enter")
    table = page.get_by_role("region", name="What needs doing")
    expect(table).to_contain_text("earn £")
    press(page, table.get_by_role("link", name=reference).first)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Client {reference}")
    expect(page.get_by_role("heading", name="Money of the journey from").first).to_be_visible()
    expect(page.get_by_role("figure").first).to_contain_text("The time line")
    looked_at(page, assert_accessible)
    press(page, page.locator(f"a[href='/determinations/{determination}/']").first)
    press(page, page.get_by_role("link", name="Challenge this result"))
    looked_at(page, assert_accessible)
    go_to(page, page.get_by_label("What is wrong, and how do you know?"))
    page.keyboard.type(WHY)
    press(page, page.get_by_role("button", name="Raise the challenge"))
    expect(page.get_by_text("is raised. The partnership answers it.")).to_be_visible()
    looked_at(page, assert_accessible)
    press(page, menu.get_by_role("link", name="Money"))
    press(page, page.get_by_role("navigation", name="Money").get_by_role("link", name="Challenges"))
    looked_at(page, assert_accessible)
    press(page, menu.get_by_role("link", name="Caseload"))
    press(page, page.get_by_role("navigation", name="Caseload").get_by_role("link", name="TOPs to mend"))
    expect(page.get_by_role("region", name="TOPs to mend")).to_be_visible()
    looked_at(page, assert_accessible)


@pytest.mark.parametrize(
    ("path", "name"), [("/caseload/work/", "What needs doing"), ("/caseload/tops/", "TOPs to mend")]
)
def test_on_a_phone_each_row_is_a_small_card(page: Page, path: str, name: str) -> None:
    sign_in(page, "provider_manager")
    page.set_viewport_size({"width": WIDTHS["phone"], "height": 900})
    page.goto(path)
    row = page.get_by_role("region", name=name).locator("tbody tr").first
    assert row.evaluate("element => element.offsetHeight") < TALLEST_CARD
    assert page.get_by_role("region", name=name).evaluate("region => region.scrollWidth <= region.clientWidth")
    expect(row.get_by_text("CLIENTID")).to_be_hidden()
    row.get_by_text("In your own system").click()
    expect(row.get_by_text("CLIENTID")).to_be_visible()


def sign_in_by_keyboard(page: Page) -> None:
    page.goto("/sign-in")
    go_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type(PEOPLE["provider_manager"])
    go_to(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


def test_the_commissioner_answers_it(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    challenge = Challenge.objects.latest("pk")
    sign_in(page, "commissioner")
    page.get_by_role("link", name="2 challenges to answer").click()
    page.get_by_role("link", name=f"Challenge {challenge.number}", exact=True).click()
    looked_at(page, assert_accessible)
    page.get_by_label("Refuse it").check()
    page.get_by_label("Your reason").fill("The extract of that agency says what the result says.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text(f"Challenge {challenge.number} is answered.")).to_be_visible()
    looked_at(page, assert_accessible)
