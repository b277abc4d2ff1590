"""A commissioner tries a draft in the browser: asks, waits, reads the pictures, narrows them, and takes a table away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from outcomes.actions.schemes import draft_scheme
from outcomes.models import SchemeVersion
from pbr.access.access import access_of
from pbr.access.models import Person
from pbr.jobs.draining import drain
from tests.stories.conftest import WIDTHS
from tests.stories.demonstration import PEOPLE, demonstration_served, sign_in

Check = Callable[[Page], None]
# Starting treatment pays more, and leaving it as planned pays less.
CHANGED = (
    ('price = "150.00"', 'price = "185.00"'),
    ('prices = { low = "300.00", medium = "500.00", high = "800.00" }', 'prices = { low = "200.00", medium = "350.00", high = "600.00" }'),
)  # fmt: skip


@pytest.fixture(scope="module")
def address(committed_db_of_module: str) -> Iterator[str]:
    with demonstration_served() as url:
        yield url


@pytest.fixture(scope="module")
def draft(address: str) -> SchemeVersion:
    """The demonstration's scheme with other prices, drafted by the commissioner for the years after it."""
    access = access_of(Person.objects.get(email=PEOPLE["commissioner"]))
    assert access is not None
    document = SchemeVersion.objects.get(in_force_at__isnull=False).document
    for before, after in CHANGED:
        assert before in document
        document = document.replace(before, after)
    return draft_scheme(access=access, document=document)


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": WIDTHS["desk"], "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.extend([message.text] if message.type == "error" else []))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    context.close()


def test_a_draft_is_tried_and_the_page_shows_the_result_by_itself(
    page: Page, draft: SchemeVersion, assert_accessible: Check
) -> None:
    sign_in(page, "commissioner")
    page.goto(f"/schemes/{draft.pk}/")
    page.get_by_role("link", name="Try the draft on the real history").click()
    expect(page.get_by_text("This version has not been tried.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Try the draft").click()
    expect(page.get_by_text("Waiting for its turn…")).to_be_visible()
    assert_accessible(page)
    drain("payments.trial")
    expect(page.get_by_role("img", name="By outcome")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Northway Recovery would have earned £[\d,.]+ (more|less): "))).to_be_visible()
    assert_accessible(page)


def test_one_provider_is_chosen_and_its_table_is_taken_away(page: Page, draft: SchemeVersion) -> None:
    sign_in(page, "auditor")
    page.goto(f"/schemes/{draft.pk}/trials/")
    page.get_by_role("link", name=re.compile("trial")).first.click()
    page.get_by_label("Provider", exact=True).select_option(label="Northway Recovery")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("img", name="What each provider would have earned")).to_have_count(0)
    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile("CSV.*By outcome")).click()
    lines = downloading.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0] == "Outcome,In force (£),Draft (£),Difference (£)"
    assert len(lines) > 2


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_trial_is_read_at_every_width_with_its_tables_open(
    page: Page, draft: SchemeVersion, assert_accessible: Check, width: int
) -> None:
    sign_in(page, "second_approver")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/schemes/{draft.pk}/trials/")
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("trial")).first.click()
    page.wait_for_url(re.compile(r"/trials/\d+/$"))
    for summary in page.get_by_role("group").locator("summary").all():
        summary.click()
    expect(page.get_by_role("region", name="Table of Month by month")).to_be_visible()
    assert_accessible(page)
