"""Files for people: one safe writer for every CSV and spreadsheet. What people typed can never become a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from defusedcsv import csv
from django.http import HttpResponse

from pbr.clock import LONDON

Cell = str | int | Decimal | dt.date | dt.datetime | None
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pence_as_pounds(pence: int) -> Decimal:
    """1234.50: a number in a file, and exact."""
    return Decimal(pence).scaleb(-2)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte-order mark, which spreadsheets need to read accents. Formula-like texts get an apostrophe.

    Days are written as 2012-09-03, moments as 2012-09-03 14:05 in London's time, money as 1234.50.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell if _is_number(cell) else _text(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    return _attached(csv_bytes(header, rows), "text/csv; charset=utf-8", f"{name}.csv")


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A spreadsheet in which text stays text, numbers are numbers and days are days."""
    import xlsxwriter  # its import costs a third of a second that few requests need

    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(data, options) as book:
        sheet = book.add_worksheet()
        formats = {
            "bold": book.add_format({"bold": True}),
            "day": book.add_format({"num_format": "d mmmm yyyy"}),
            "moment": book.add_format({"num_format": "d mmmm yyyy hh:mm"}),
            "pounds": book.add_format({"num_format": "#,##0.00"}),
        }
        for place, title in enumerate(header):
            sheet.write_string(0, place, title, formats["bold"])
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                _write(sheet, number, place, cell, formats)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return data.getvalue()


def xlsx_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    return _attached(xlsx_bytes(header, rows), _XLSX, f"{name}.xlsx")


def _write(sheet: Any, number: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    """One cell by its type; never `sheet.write`, which guesses."""
    match cell:
        case dt.datetime():
            sheet.write_datetime(number, place, cell.astimezone(LONDON).replace(tzinfo=None), formats["moment"])
        case dt.date():
            sheet.write_datetime(number, place, dt.datetime.combine(cell, dt.time()), formats["day"])
        case Decimal():
            sheet.write_number(number, place, cell, formats["pounds"])
        case _ if _is_number(cell):
            sheet.write_number(number, place, cell)
        case _:
            sheet.write_string(number, place, _text(cell))


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | Decimal) and not isinstance(cell, bool)


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case dt.datetime():
            return f"{cell.astimezone(LONDON):%Y-%m-%d %H:%M}"
    return str(cell)


def _attached(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
