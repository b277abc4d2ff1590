"""From an extract to the bank, in a real browser, with a real worker and the real site: every hand that touches the money."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from caseloads.models import Extract
from outcomes.models import DeterminationRow
from payments.models import Entitlement, Transfer
from payments.queries.checking import check_ledger
from tests.conftest import wait_until
from tests.rules import golden
from tests.stories.anytown import case_named, set_approval_limit, standing_everywhere_on, town_of
from tests.stories.conftest import Site

CASE = case_named("01")
[EXTRACT] = CASE.glob("N0852-*.csv")
[ASSESSMENTS] = CASE.glob("assessments-*.csv")
EARNED = "£90.00"
SECONDS = 60_000
QUESTION = "Which of the two reviews of July is right?"
ANSWER = "Both were checked against the notes of the key worker."

PageAs = Callable[..., Page]


@pytest.fixture(scope="module")
def site(committed_db_of_module: str) -> Iterator[Site]:
    """The site on the day of the case, with its scheme in force and no extract; two people approve more than £10."""
    with standing_everywhere_on(str(golden.as_of(CASE))):
        town = town_of(CASE)
        set_approval_limit(town.partnership, 1000)
        server = LiveServer("127.0.0.1:0")
        yield Site(server.url, town)
        server.stop()


def figure(page: Page, name: str) -> str:
    """What a page's row of figures says under this name."""
    return page.locator(".pbr-figures div", has=page.get_by_text(name, exact=True)).locator("dd").inner_text()


def sends(page: Page, file: Path, *, rows: int) -> None:
    """Uploads a file, sees what it says while nothing is applied, and confirms it."""
    page.get_by_role("link", name="Extracts").first.click()
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("Files", exact=True).set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(file.name)
    expect(page.get_by_role("heading", name="What the file says")).to_be_visible(timeout=SECONDS)
    assert figure(page, "Rows") == figure(page, "New") == str(rows)
    assert Extract.objects.get(file_name=file.name).state == "checked"
    page.get_by_role("button", name="Confirm and apply").click()
    expect(page.get_by_text("is confirmed and is being applied")).to_be_visible()
    expect(page.get_by_role("term").filter(has_text="Applied")).to_be_visible(timeout=SECONDS)


def test_from_an_extract_to_the_bank(page_as: PageAs, site: Site, start_worker: Callable[..., object]) -> None:
    start_worker(beat=True)
    manager = page_as("provider_manager", site.town.north)
    sends(manager, EXTRACT, rows=16)
    assert not Entitlement.objects.filter(payable__gt=0).exists()  # nobody has a group yet
    sends(page_as("assessor"), ASSESSMENTS, rows=5)
    wait_until(lambda: sum(Entitlement.objects.values_list("payable", flat=True)) == 9000)
    a_client_shows_what_was_found(manager)
    the_provider_claims(manager)
    every_amount_says_why_and_from_which_row(manager)
    commissioner = page_as("commissioner")
    a_line_is_queried(commissioner)
    the_provider_answers(manager)
    two_people_approve(commissioner, page_as("second_approver"))
    the_payment_run_is_made(commissioner, page_as("second_approver"))
    page, pdf, file, ledger = paid_on_page(manager), paid_in_pdf(manager), paid_in_file(commissioner), paid_in_ledger()
    assert page == EARNED
    assert pdf == page
    assert file == "90.00"
    assert ledger == 9000
    assert check_ledger() == []


def a_client_shows_what_was_found(page: Page) -> None:
    achieved = DeterminationRow.objects.get(status="achieved", group="high", superseded_at__isnull=True)
    page.goto("/clients/")
    page.get_by_role("link", name=achieved.client.reference).click()
    expect(page.get_by_role("cell", name=achieved.why).first).to_be_visible()
    money = page.get_by_role("table", name="Money of the journey from 1 May 2012")
    expect(money.get_by_role("row", name="Earned £40.00")).to_be_visible()
    expect(money.get_by_role("row", name="Can still be earned £160.00")).to_be_visible()


def the_provider_claims(page: Page) -> None:
    page.goto("/claims/")
    page.get_by_role("button", name="Make a claim").click()
    page.get_by_role("button", name="Show what it would hold").click()
    page.get_by_role("button", name=f"Claim {EARNED}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Claim 1")
    assert figure(page, "Amount") == EARNED
    assert figure(page, "Lines") == "3"


def every_amount_says_why_and_from_which_row(page: Page) -> None:
    """One click from the amount: the sentence of the determination, the file, its line and what the line said."""
    posting = Transfer.objects.get(kind="earned", pence=4000)
    page.goto("/claims/1/")
    page.get_by_role("link", name="Why £40.00").click()
    expect(page.get_by_text(posting.determination.why).first).to_be_visible()
    row = page.get_by_role("region", name="Evidence").get_by_role("row").filter(has_text="2012-08-27")
    expect(row).to_contain_text(EXTRACT.name)
    expect(row).to_contain_text("OPIUSE 7")


def a_line_is_queried(page: Page) -> None:
    page.goto("/claims/1/")
    page.get_by_label("£40.00").check()
    page.get_by_label("Your question, or the reason of a rejection").fill(QUESTION)
    page.get_by_role("button", name="Ask the provider").click()
    expect(page.get_by_text("1 line queried")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def the_provider_answers(page: Page) -> None:
    page.goto("/")
    page.goto("/claims/queries/")
    expect(page.get_by_role("cell", name=QUESTION)).to_be_visible()
    page.get_by_role("link", name="Answer").first.click()
    page.get_by_label("Your answer").fill(ANSWER)
    page.get_by_label("Evidence (optional)").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Seen on 30 July 2012."}
    )
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is sent.")).to_be_visible()


def two_people_approve(first: Page, second: Page) -> None:
    first.goto("/claims/1/")
    expect(first.get_by_text(ANSWER)).to_be_visible()
    with first.expect_download() as download:
        first.get_by_role("link", name="notes.txt").click()
    assert download.value.path().read_bytes() == b"Seen on 30 July 2012."
    first.get_by_role("button", name=f"Approve 3 lines, {EARNED}").click()
    expect(first.get_by_text("A second person must approve it too.").first).to_be_visible()
    expect(first.get_by_role("button", name="Approve")).to_have_count(0)
    second.goto("/claims/1/")
    second.get_by_role("button", name=f"Approve 3 lines, {EARNED}").click()
    expect(second.get_by_text(f"Claim 1 is approved: {EARNED} is payable.")).to_be_visible()


def the_payment_run_is_made(first: Page, second: Page) -> None:
    first.goto("/payments/runs/")
    first.get_by_role("button", name="Make the payment run").click()
    expect(first.get_by_text("a second person must release it").first).to_be_visible()
    second.goto("/payments/runs/1/")
    second.get_by_role("button", name=f"Release {EARNED}").click()
    expect(second.get_by_text("Payment run 1 is released.")).to_be_visible()


def paid_on_page(page: Page) -> str:
    page.goto("/payments/")
    page.get_by_role("link", name="Run 1").click()
    return figure(page, "Paid")


def paid_in_pdf(page: Page) -> str:
    """The sum in the PDF that the provider downloads, once the worker has made it."""
    link = page.get_by_role("link", name="Download as PDF")
    wait_until(lambda: page.reload() and link.count(), every=1)
    with page.expect_download() as download:
        link.click()
    text = " ".join(leaf.extract_text() for leaf in PdfReader(download.value.path()).pages)
    assert "Northway Recovery" in text
    return text.partition("Amount paid")[2].split()[0]


def paid_in_file(page: Page) -> str:
    page.goto("/payments/runs/1/")
    with page.expect_download() as download:
        page.get_by_role("link", name="File for the finance system (CSV)").click()
    payment, control = csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig")))
    assert payment["Amount (£)"] == control["Amount (£)"]
    return payment["Amount (£)"]


def paid_in_ledger() -> int:
    """In pence, added up by the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pence) FILTER (WHERE to_account = 'paid'), 0)"
            " - coalesce(sum(pence) FILTER (WHERE from_account = 'paid'), 0) FROM payments_transfer"
        )
        return int(cursor.fetchone()[0])
