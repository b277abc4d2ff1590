"""The fields of one entity, each read with its complaints; what cannot be read is missing (extracts.md, "Checks")."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

from caseloads.intake.cells import DateReader, code_number, is_number, is_spreadsheet_number, trimmed, whole_number
from caseloads.intake.complaints import Complaint
from caseloads.intake.layouts import CODES, MOST_DAYS, MOST_RATING, TOP_DAYS, TOP_RATINGS
from caseloads.rules.mentions import TOP_ITEMS

_DRUG: Final = re.compile(r"[1-9]\d{3}", re.ASCII)
_DAT: Final = re.compile(r"[A-Z]\d\dB", re.ASCII)
_LEADING_ZEROS: Final = re.compile(r"0+(?=\d)", re.ASCII)


def _answers(most: int) -> dict[str, int | None]:
    """Every way to answer with a number up to `most`, so that the usual cell costs one look-up."""
    plain: dict[str, int | None] = {"": None, "NA": None}
    return plain | {str(n): n for n in range(most + 1)} | {f"{n:02d}": n for n in range(most + 1)}


_YES_NO: Final[dict[str, int | None]] = {"": None, "NA": None, "Y": 1, "N": 0, "y": 1, "n": 0}
# One look-up table for each TOP item, in their order.
_ITEM_ANSWERS: Final = tuple(
    _answers(MOST_DAYS) if name in TOP_DAYS else _answers(MOST_RATING) if name in TOP_RATINGS else _YES_NO
    for name in TOP_ITEMS
)


class FieldReader:
    """Reads the fields of one entity after the other; `complaints` are those since `start`."""

    def __init__(self, dates: DateReader, to: dt.date) -> None:
        self._dates = dates
        self._to = to
        self.line = 0
        self.complaints: list[Complaint] = []

    def start(self, line: int) -> None:
        """Begin with another entity."""
        self.line = line
        self.complaints = []

    def complain(self, column: str, value: str, rule: str, more: str = "") -> None:
        self.complaints.append(Complaint(column, value, rule, more))

    def day(self, column: str, cell: str) -> dt.date | None:
        day = self._dates.read(cell, self.line, column)
        if day is None:
            if text := trimmed(cell):
                self.complain(column, text, "unreadable-date")
        elif day > self._to:
            self.complain(column, trimmed(cell), "date-after-to", str(self._to))
        return day

    def number_code(self, column: str, cell: str) -> int | None:
        text = trimmed(cell)
        if not text:
            return None
        number = code_number(text)
        if number is None:
            self.complain(column, text, "unreadable-number")
        elif str(number) not in CODES[column]:
            self.complain(column, text, "unknown-code")
        return number

    def letter_code(self, column: str, cell: str) -> str:
        """A code in capitals and without zeros in front; known codes of the column are in CODES."""
        if cell in CODES[column]:  # the usual cell, in one look-up
            return cell
        text = trimmed(cell)
        code = _LEADING_ZEROS.sub("", text.upper())
        if code and code not in CODES[column]:
            self.complain(column, text, "unknown-code")
        return code

    def drug(self, column: str, cell: str) -> str:
        text = trimmed(cell)
        if text and not _DRUG.fullmatch(text):
            self.complain(column, text, "unknown-code")
        return text

    def area(self, column: str, cell: str) -> str:
        text = trimmed(cell)
        if text and not _DAT.fullmatch(text.upper()):
            self.complain(column, text, "unknown-code")
        return text.upper()

    def identifier(self, column: str, cell: str) -> str:
        text = trimmed(cell)
        if is_spreadsheet_number(text):
            self.complain(column, text, "spreadsheet-number")
        return text

    def top_items(self, cells: tuple[str, ...]) -> tuple[int | None, ...]:
        """The twenty items; None is not answered, and NA or what cannot be read is not answered, never 0."""
        try:
            return tuple([answers[cell] for answers, cell in zip(_ITEM_ANSWERS, cells, strict=True)])
        except KeyError:
            return tuple(
                self._item(name, answers, trimmed(cell))
                for name, answers, cell in zip(TOP_ITEMS, _ITEM_ANSWERS, cells, strict=True)
            )

    def _item(self, name: str, answers: Mapping[str, int | None], text: str) -> int | None:
        if text in answers:
            return answers[text]
        if name in TOP_DAYS:
            rule = "top-days-out-of-range" if _is_a_number(text) else "unreadable-number"
            self.complain(name, text, rule)
            return whole_number(text, MOST_DAYS)
        if name in TOP_RATINGS:
            rule = "rating-out-of-range" if _is_a_number(text) else "unreadable-number"
            self.complain(name, text, rule)
            return whole_number(text, MOST_RATING)
        self.complain(name, text, "unreadable-yes-no")
        return None


def _is_a_number(text: str) -> bool:
    """A whole number, if out of range: -1, 29, 100."""
    return is_number(text) or re.fullmatch(r"-?\d{1,9}", text, re.ASCII) is not None
