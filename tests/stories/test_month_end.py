"""A finance officer's month end in a real browser: from what was earned to the advice, the statement and the forecast.

The hands of the commissioner are actions here; tests/stories/test_money_story.py clicks them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from payments.actions.forecast import make_forecast
from payments.actions.review import query_lines
from payments.models import Claim
from payments.queries.claims import live_lines
from pbr import clock
from pbr.access.models import Lasars, Provider
from pbr.jobs.draining import drain
from tests.people import Town
from tests.rooms.outcomes.test_recalculation_of_cases import loaded
from tests.rooms.payments.world import World, case_named, key
from tests.stories.anytown import standing_everywhere_on
from tests.stories.conftest import WIDTHS, Site

TODAY = "2013-07-20"  # the extracts of case 29 reach the end of June 2013
KNOWN_FIRST, POSTED_FIRST = dt.date(2013, 3, 31), dt.date(2013, 6, 28)
MONTH_END = dt.date(2013, 4, 30)
QUESTION = "Which discharge letter does this exit rest on?"
ANSWER = "The letter of that day, attached. The client and the key worker signed it."
LETTER = b"Discharged as planned, drug free."

Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def world(committed_db_of_module: str) -> Iterator[World]:
    """Posted in June as known by the end of March, and in July as known now; so July opens with money waiting."""
    with standing_everywhere_on(TODAY):
        with clock.standing_on(POSTED_FIRST):
            access, evaluation = loaded(case_named("29"), seed=None)
            world = World(access, KNOWN_FIRST, case_named("29"))
            world.settle()
        world.as_of = evaluation.as_of
        world.settle()
        make_forecast(
            partnership=world.partnership, asked_by=world.jo.person, progress=lambda *_: None, finish=lambda: None
        )
        yield world


@pytest.fixture(scope="module")
def site(world: World) -> Iterator[Site]:
    north = world.contract().provider
    assert north is not None
    others = Provider.objects.filter(partnership=world.partnership).exclude(pk=north.pk)
    server = LiveServer("127.0.0.1:0")
    yield Site(server.url, Town(world.partnership, north, others[0], Lasars.objects.get()))
    server.stop()


@pytest.fixture
def look(assert_accessible: Check) -> Check:
    """At the desk and on a phone."""

    def check(page: Page) -> None:
        for width in (WIDTHS["phone"], WIDTHS["desk"]):
            page.set_viewport_size({"width": width, "height": 900})
            assert_accessible(page)

    return check


def pence(text: str) -> int:
    """ "−£1,234.50" as −123450."""
    return int(re.sub(r"[^\d]", "", text)) * (-1 if re.match(r"[−-]", text.strip()) else 1)


def figure(page: Page, name: str) -> int:
    """In pence, what a page's row of figures says under this name."""
    return pence(page.locator(".pbr-figures div", has=page.get_by_text(name, exact=True)).locator("dd").inner_text())


def within(page: Page, group: str, entry: str) -> None:
    """By the menu: the group, and the entry of its row."""
    page.get_by_role("navigation", name="Menu").get_by_role("link", name=group).click()
    page.get_by_role("navigation", name=group).get_by_role("link", name=entry, exact=True).click()


def rows_of(table: Locator) -> list[list[str]]:
    return [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]


def file_of(page: Page, name: str) -> list[dict[str, str]]:
    """What a link downloads, row by row."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    return list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))


def in_pence(cell: str) -> int:
    """A file's "1234.50"; it has no separators."""
    assert re.fullmatch(r"-?\d+\.\d\d", cell)
    return int(cell.replace(".", ""))


def test_a_month_end(page_as: Callable[..., Page], world: World, site: Site, look: Check) -> None:
    page = page_as("provider_finance", site.town.north)
    look(page)
    claimed = everything_up_to_the_months_end_is_claimed(page, look)
    claim = Claim.objects.get()
    [first, *_] = live_lines(claim).order_by("-pence", "pk")
    query_lines(access=world.jo, claim=claim, line_ids=[first.pk], text=QUESTION, key=key())
    a_query_is_answered_with_the_letter(page, look)
    world.approve(claim)
    world.pay()
    drain("payments.remit")
    the_claim_is_seen_to_be_paid(page, look)
    assert the_advice_adds_up(page, look) == claimed
    the_statement_reconciles(page, claimed, look)
    the_forecast_is_read(page, look)


def everything_up_to_the_months_end_is_claimed(page: Page, look: Check) -> int:
    within(page, "Money", "Claims")
    page.get_by_role("button", name="Make a claim").click()
    page.get_by_label("Up to").fill(MONTH_END.isoformat())
    page.get_by_role("button", name="Show what it would hold").click()
    look(page)
    lines = rows_of(page.get_by_role("region", name="What the claim would hold"))
    page.get_by_role("button", name=re.compile(r"^Claim £")).click()
    expect(page.get_by_text("Claim 1 is made and waits for approval.")).to_be_visible()
    look(page)
    assert figure(page, "Amount") == sum(pence(line[-1]) for line in lines) > 0
    return figure(page, "Amount")


def a_query_is_answered_with_the_letter(page: Page, look: Check) -> None:
    page.goto("/")
    look(page)
    page.get_by_role("main").get_by_role("link", name=re.compile("^Claim 1,")).click()
    look(page)
    page.get_by_label("Your answer").fill(ANSWER)
    page.get_by_label("Evidence (optional)").set_input_files(
        {"name": "letter.txt", "mimeType": "text/plain", "buffer": LETTER}
    )
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is sent.")).to_be_visible()


def the_claim_is_seen_to_be_paid(page: Page, look: Check) -> None:
    page.goto("/claims/1/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paid")
    expect(page.get_by_text("by Jo Clarke, for")).to_be_visible()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="letter.txt").click()
    assert Path(download.value.path()).read_bytes() == LETTER
    look(page)


def the_advice_adds_up(page: Page, look: Check) -> int:
    """The lines of the page, and of the PDF's text, add up to what both say is paid."""
    within(page, "Money", "Payments")
    look(page)
    page.get_by_role("link", name="Run 1").click()
    look(page)
    paid = figure(page, "Paid")
    lines = [pence(row[-1]) for row in rows_of(page.get_by_role("region", name="Lines"))]
    assert sum(lines) == paid
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF").click()
    text = "\n".join(leaf.extract_text() for leaf in PdfReader(download.value.path()).pages)
    assert pence(text.partition("Amount paid")[2].split()[0]) == paid
    told = [pence(amount) for amount in re.findall(r"[−-]?£[\d,]+\.\d\d", text.rpartition("How it adds up")[2])]
    assert all(told.count(line) >= lines.count(line) for line in lines)
    assert sum(in_pence(row["Amount (£)"]) for row in file_of(page, "Download as CSV") if row["Claim"]) == paid
    return paid


def the_statement_reconciles(page: Page, claimed: int, look: Check) -> None:
    """On the page, and in the file, whose movements add up to what the statement says moved."""
    within(page, "Money", "Statements")
    page.get_by_label("From").fill("2013-07-01")
    page.get_by_label("To", exact=True).fill("2013-07-31")
    page.get_by_role("button", name="Show").click()
    look(page)
    balance = {name: pence(amount) for name, amount in rows_of(page.locator("table").first)}
    assert balance["Opening balance"] > 0
    assert balance["Earned"] + balance["Adjusted"] > 0
    assert balance["Paid"] == -claimed
    moved = balance["Earned"] + balance["Adjusted"] + balance["Paid"]
    assert balance["Opening balance"] + moved == balance["Closing balance"] > 0
    file = file_of(page, "CSV")
    told = {row["What"]: in_pence(row["Amount (£)"]) for row in file if not row["Posted"]}
    assert told == balance
    movements = [(row["What"], in_pence(row["Amount (£)"])) for row in file if row["Posted"]]
    for what in ("Earned", "Adjusted"):
        assert sum(amount for kind, amount in movements if kind == what) == balance[what]
    assert abs(sum(amount for kind, amount in movements if kind == "Paid")) == claimed


def the_forecast_is_read(page: Page, look: Check) -> None:
    """As a fan, as its table and as a file, which say the same."""
    within(page, "Money", "Forecast")
    expect(page.get_by_role("img")).to_have_count(1)
    page.locator("summary", has_text="the table").click()
    look(page)
    months = [row for row in rows_of(page.get_by_role("region", name=re.compile("^Table of"))) if row[3] != "–"]
    told = file_of(page, "CSV")
    file = [row for row in told if not row["Came (£)"]]
    assert len(months) == len(file) == 12
    assert len(told) > len(file)  # and what came in the months that are past
    columns = [name for name in file[0] if name.endswith("(£)") and name != "Came (£)"]
    for place, name in enumerate(columns, 1):
        assert [in_pence(row[name]) for row in file] == [pence(month[place]) for month in months]
    for row in file:
        bands = [in_pence(row[name]) for name in columns]
        assert bands == sorted(bands)
    assert sum(in_pence(row["Four in five: to (£)"]) for row in file) > 0
    expect(page.get_by_role("figure")).to_contain_text("The next 12 months, from what was known on")
