"""Whatever stands in a cell, an extract is checked and applied, or refused with a reason: no job dies of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from caseloads.intake.layouts import SET_H
from caseloads.intake.local_layouts import LOCAL_LAYOUTS, PERSON_COLUMNS
from caseloads.models import Episode, Extract, FindingRow, LocalRow
from pbr import clock
from pbr.access.access import Access
from tests.people import Town
from tests.rooms.loading import load
from tests.rules.intake.files import USUAL

ODD = {
    "long": "X" * 5_000,
    "long with letters beyond ASCII": "Ł😀é" * 2_000,
    "control characters": "a\tb\\c\\N\x0b\x1f\x7f\u2028",
    "a formula": "=cmd|' /C calc'!A0",
}
LOCAL = USUAL | dict.fromkeys(
    (date for layout in LOCAL_LAYOUTS.values() for date in (*layout.turns_on, *layout.dates)), "2012-06-01"
)


@pytest.fixture(autouse=True)
def may() -> Iterator[None]:
    with clock.standing_on(dt.date(2013, 5, 31)):
        yield


@pytest.fixture
def access(db: None) -> Access:
    return Town.make().access("commissioner")


def with_one_odd_cell_a_row(columns: Sequence[str], usual: dict[str, str], odd: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    rows: Iterable[dict[str, str]] = ({column: odd} for column in columns)
    writer.writerows([(usual | row).get(name, "") for name in columns] for row in rows)
    return text.getvalue().encode()


def loaded(access: Access, path: Path, data: bytes) -> Extract:
    path.write_bytes(data)
    extract = load(access, path)
    assert extract is not None
    assert extract.state == "applied", extract.refusal
    assert extract.rows == extract.new + extract.changed + extract.unchanged + extract.rejected
    return extract


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_any_cell_of_an_ndtms_extract_may_be_odd(access: Access, tmp_path: Path, odd: str) -> None:
    data = with_one_odd_cell_a_row(SET_H, USUAL, odd)
    extract = loaded(access, tmp_path / "N0852-20120401-20130331-TREAT-IN-H.csv", data)
    assert extract.rows == len(SET_H)
    rejected = set(FindingRow.objects.filter(severity="rejected").values_list("column", flat=True))
    assert {"AGNCY", "FINITIAL", "SINITIAL", "DOB", "SEX"} <= rejected
    assert Episode.objects.count() >= 1


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("feed", LOCAL_LAYOUTS)
def test_any_cell_of_a_local_file_may_be_odd(access: Access, tmp_path: Path, feed: str, odd: str) -> None:
    columns = (*PERSON_COLUMNS, *LOCAL_LAYOUTS[feed].columns)
    loaded(access, tmp_path / f"{feed}-20130331.csv", with_one_odd_cell_a_row(columns, LOCAL, odd))
    assert LocalRow.objects.exists()


def test_a_key_longer_than_any_real_one_rejects_its_row(access: Access, tmp_path: Path) -> None:
    columns = tuple(USUAL)
    data = with_one_odd_cell_a_row(columns, USUAL, "9" * 101)
    loaded(access, tmp_path / "N0852-20120401-20130331-TREAT-IN-J.csv", data)
    long = FindingRow.objects.filter(rule="too-long").values_list("column", "severity")
    assert set(long) == {(column, "rejected") for column in ("AGNCY", "CLIENTID", "EPISODID", "MODID", "TOPID")}
