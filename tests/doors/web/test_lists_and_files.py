"""Lists take only declared orders and filters, need a fixed number of queries, and their files hold no formulas."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pbr.audit.record import record
from pbr.web.exports import csv_bytes, pence_as_pounds, xlsx_bytes
from tests.people import Town

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1", "http://evil.example"]


@pytest.fixture
def auditor() -> Client:
    town = Town.make()
    for number in range(120):
        record("extract.confirmed", partnership=town.partnership, actor=None, subject=f"extract:{number}")
    return town.browser("auditor")


def numbers(page: str) -> list[str]:
    return [part.split("<")[0] for part in page.split('<td class="govuk-table__cell govuk-table__cell--numeric">')[1:]]


@pytest.mark.django_db
def test_fifty_rows_a_page_newest_first(auditor: Client) -> None:
    assert numbers(auditor.get("/audit").content.decode()) == [str(n) for n in range(120, 70, -1)]
    assert numbers(auditor.get("/audit?sort=number&page=3").content.decode()) == [str(n) for n in range(101, 121)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["sort=password", "sort=-actor__password", "page=-1", "page=9999", "page=x", "since=x", "kind=x&actor=x"]
)
def test_what_is_not_declared_changes_nothing_and_breaks_nothing(auditor: Client, query: str) -> None:
    answer = auditor.get(f"/audit?{query}")
    assert answer.status_code == 200
    assert len(numbers(answer.content.decode())) in (20, 50)


@pytest.mark.django_db
def test_a_page_of_fifty_needs_as_many_queries_as_a_page_of_one(auditor: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as of_fifty:
        auditor.get("/audit")
    with CaptureQueriesContext(connection) as of_one:
        auditor.get("/audit?subject=extract:7")
    assert len(of_fifty) == len(of_one)
    assert len(of_fifty) <= 12


@pytest.mark.django_db
def test_the_file_holds_what_the_filter_shows(auditor: Client) -> None:
    answer = auditor.get("/audit?subject=extract:7&export=csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit-trail.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("8,")


@pytest.mark.parametrize("text", FORMULAS[:5])
def test_a_csv_cell_is_never_a_formula(text: str) -> None:
    cell = csv_bytes(["Note"], [[text]]).decode("utf-8-sig").splitlines()[1].strip('"')
    assert cell.startswith("'")


def sheet(rows: list[list[object]]) -> str:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(["=A1"], rows))) as book:  # type: ignore[arg-type]
        assert not [name for name in book.namelist() if "externalLink" in name or "_rels/sheet" in name]
        return book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("text", FORMULAS)
def test_a_spreadsheets_cell_is_never_a_formula_nor_a_link(text: str) -> None:
    xml = sheet([[text]])
    assert "<f>" not in xml
    assert "hyperlink" not in xml


def test_money_is_a_number_in_both_files() -> None:
    assert csv_bytes(["£"], [[pence_as_pounds(-1250)]]).decode("utf-8-sig").splitlines()[1] == "-12.50"
    assert "<v>-12.50</v>" in sheet([[pence_as_pounds(-1250)]])
    assert pence_as_pounds(123456789012345) == Decimal("1234567890123.45")


def test_days_moments_and_nothing_are_written_plainly() -> None:
    at = dt.datetime(2013, 7, 1, 23, 30, tzinfo=dt.UTC)
    row = [dt.date(2012, 9, 3), at, None, True]
    assert csv_bytes(["a"], [row]).decode("utf-8-sig").splitlines()[1] == "2012-09-03,2013-07-02 00:30,,yes"
