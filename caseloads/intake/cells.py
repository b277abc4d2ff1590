"""One cell to one value: dates, numbers, letters. What cannot be read is None and a complaint, never a guess."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from caseloads.intake.findings import FileRefused

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2099
MOST_REMEMBERED: Final = 100_000
LONGEST_KEY: Final = 100  # characters; real ones have fewer than thirty

ISO: Final = "YYYY-MM-DD"
BRITISH: Final = "DD/MM/YYYY"
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_BRITISH: Final = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,2}", re.ASCII)
_CODE: Final = re.compile(r"\d{1,4}", re.ASCII)
_SPREADSHEET_NUMBER: Final = re.compile(r"\d(\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)

MISSING: Final = frozenset({"", "NA"})


def trimmed(cell: str) -> str:
    """Without the ASCII spaces around it, and "" for what counts as missing (blank or NA)."""
    text = cell.strip(" \t")
    return "" if text in MISSING else text


class DateReader:
    """The dates of one file, all of one form. A file that mixes forms is refused: nobody can say what 03/04 means.

    `form`, where given, is the only one accepted (a saved mapping); otherwise the first date decides.
    """

    def __init__(self, file: str, form: str = "") -> None:
        self.file = file
        self.form = form
        self._line_of_form = 0
        self._read: dict[str, dt.date | None] = {}

    def read(self, cell: str, line: int, column: str) -> dt.date | None:
        """The date in a cell, None if it is missing or unreadable (tell them apart with `trimmed`)."""
        try:
            return self._read[cell]
        except KeyError:
            day = self._parse(trimmed(cell), line, column)
            if len(self._read) >= MOST_REMEMBERED:
                self._read.clear()
            self._read[cell] = day
            return day

    def _parse(self, text: str, line: int, column: str) -> dt.date | None:
        if match := _ISO.fullmatch(text):
            form, (year, month, day) = ISO, match.groups()
        elif match := _BRITISH.fullmatch(text):
            form, (day, month, year) = BRITISH, match.groups()
        else:
            return None
        try:
            date = dt.date(int(year), int(month), int(day))
        except ValueError:
            return None  # no calendar day, so it says nothing about the file's form either
        self._same_form(form, text, line, column)
        return date if FIRST_YEAR <= date.year <= LAST_YEAR else None

    def _same_form(self, form: str, text: str, line: int, column: str) -> None:
        if not self.form:
            self.form, self._line_of_form = form, line
        elif self.form != form:
            where = f"line {self._line_of_form} uses" if self._line_of_form else "its mapping says"
            raise FileRefused(
                self.file,
                f"{text} is written as {form} where {where} {self.form}; write all dates of the file in one form",
                line=line,
                column=column,
            )


def whole_number(text: str, most: int) -> int | None:
    """One or two plain digits up to `most`; None for anything else (28.5, -1, +5, 1e1, other alphabets' digits)."""
    return int(text) if _NUMBER.fullmatch(text) and int(text) <= most else None


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def code_number(text: str) -> int | None:
    """A numeric code: "04" is 4 (points 64). None for anything that is not one to four digits."""
    return int(text) if _CODE.fullmatch(text) else None


def one_letter(cell: str) -> str:
    """A Latin letter in capitals, an accented one included (points 64), or "" for anything else."""
    text = unicodedata.normalize("NFC", cell.strip(" \t"))
    if len(text) != 1 or not text.isalpha() or not unicodedata.name(text, "").startswith("LATIN"):
        return ""
    capital = text.upper()
    return capital if len(capital) == 1 else text


def odd_character(text: str) -> str:
    """The name of the first character that a key must not hold (invisible, or not ASCII), "" if there is none."""
    for character in text:
        if not (character.isascii() and character.isprintable()):
            return unicodedata.name(character, f"U+{ord(character):04X}")
    return ""


def is_spreadsheet_number(text: str) -> bool:
    """1.23E+05: a spreadsheet has turned an identifier into a number and lost its digits."""
    return _SPREADSHEET_NUMBER.fullmatch(text) is not None
