"""A commissioner sets next year's tariff: looks at what happened, weighs the money, sees the worst month of a small provider,
and makes a draft of the prices."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from outcomes.models import SchemeVersion
from payments.models import TariffStudy
from pbr.jobs.draining import drain
from pbr.scheme.reading import read_scheme
from tests.stories.conftest import WIDTHS
from tests.stories.demonstration import demonstration_served, sign_in

Check = Callable[[Page], None]
DRAWING = 30_000  # milliseconds in which the first pictures of a process are drawn on a busy machine
SHOTS = os.environ.get("PBR_SHOTS")


@pytest.fixture(scope="module")
def address(committed_db_of_module: str) -> Iterator[str]:
    with demonstration_served() as url:
        yield url


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": WIDTHS["desk"], "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.extend([message.text] if _is_fault(message.type, message.text) else [])
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    context.close()


def _is_fault(kind: str, text: str) -> bool:
    """A form that was refused is reported by the browser, and is no fault."""
    return kind == "error" and "422" not in text


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_the_baseline_is_worked_out_from_what_happened(page: Page, assert_accessible: Check) -> None:
    sign_in(page, "commissioner")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Scheme").click()
    page.get_by_role("link", name=re.compile("^Schemes?$")).first.click()
    page.get_by_role("link", name="Tariff", exact=True).click()
    assert_accessible(page)
    shot(page, "tariff")
    page.get_by_label("Journeys that start from").fill("2012-04-01")
    page.get_by_label("Journeys that start until").fill("2012-09-30")
    page.get_by_role("button", name="Work out the baseline").click()
    expect(page.get_by_text("Waiting for its turn…")).to_be_visible()
    drain("payments.tariff")
    expect(page.get_by_role("heading", name="The baseline: who came, and what was achieved")).to_be_visible(
        timeout=DRAWING
    )
    expect(page.get_by_role("img", name="Case mix")).to_be_visible()
    assert_accessible(page)
    shot(page, "baseline")


def test_what_is_wrong_stays_in_the_form(page: Page, assert_accessible: Check) -> None:
    _open_latest(page)
    page.get_by_label("Budget for one year (£)").fill("plenty")
    page.get_by_label("Lowest price of Started structured treatment").fill("9 pounds")
    page.get_by_role("button", name="Find the tariff").click()
    expect(page.get_by_role("alert")).to_contain_text("Budget for one year (£): enter pounds, or pounds and pence")
    expect(page.get_by_label("Budget for one year (£)")).to_have_value("plenty")
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("Budget for one year (£)")).to_be_focused()


def test_a_tariff_is_found_and_its_worst_month_seen(page: Page, assert_accessible: Check) -> None:
    _open_latest(page)
    page.get_by_label("Budget for one year (£)").fill("60,000")
    for domain, weight in (("Free from dependence", "60"), ("Health and wellbeing", "20"), ("Service", "20")):
        page.get_by_label(domain, exact=True).fill(weight)
    for group, ratio in (("Low", "1"), ("Medium", "1.5"), ("High", "2")):
        page.get_by_label(group, exact=True).fill(ratio)
    page.get_by_label("£5", exact=True).check()
    page.get_by_label("Northway Recovery", exact=True).fill("20,000")
    page.get_by_role("button", name="Find the tariff").click()
    expect(page.get_by_text("Waiting for its turn…")).to_be_visible()
    drain("payments.tariff")
    expect(page.get_by_role("heading", name="Money of a year under the proposed prices")).to_be_visible(timeout=DRAWING)
    expect(page.get_by_text(re.compile(r"^These prices are expected to cost £[\d,.]+ a year")).first).to_be_visible()
    expect(
        page.get_by_text(re.compile(r"Bridge Street Trust is small .*its worst month would have been")).first
    ).to_be_visible()
    expect(page.get_by_role("img", name="Worst month of each provider")).to_be_visible()
    expect(page.get_by_role("heading", name="What a cap would cut")).to_be_visible()
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    assert_accessible(page)
    shot(page, "found")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_study_is_read_at_every_width(page: Page, assert_accessible: Check, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    _open_latest(page)
    assert_accessible(page)
    shot(page, f"found-{width}")
    page.goto("/tariff/")
    assert_accessible(page)


def test_the_prices_become_a_draft_for_a_second_person(page: Page, assert_accessible: Check) -> None:
    _open_latest(page)
    page.get_by_role("button", name="Make a draft with these prices").click()
    expect(page.get_by_role("heading", name="What it changes")).to_be_visible()
    assert_accessible(page)
    shot(page, "draft")
    page.get_by_label("Until").fill("2016-03-31")
    page.get_by_role("button", name="Change the dates").click()
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("is kept as a draft. A second person puts it in force.")).to_be_visible()
    proposed = TariffStudy.objects.latest("pk").result["proposed"]["prices"]
    drafted = read_scheme(SchemeVersion.objects.filter(in_force_at=None).latest("pk").document)
    assert {one.code: dict(one.prices) for one in drafted.outcomes} == proposed
    assert drafted.ends.isoformat() == "2016-03-31"


def _open_latest(page: Page) -> None:
    sign_in(page, "commissioner")
    page.goto(f"/tariff/{TariffStudy.objects.latest('pk').pk}/")
