"""The kinds of value that a scheme document holds, and how each is read.

A kind says in words what it wants (the documentation and the error messages are made from these words) and reads one
value of the TOML document, exactly: money and shares are quoted text, since a bare 0.1 has already lost what was meant.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from pbr.values.dates import format_day
from pbr.values.money import MOST_WRITTEN, NotMoney, Pence, format_pence, parse_pence

T = TypeVar("T")

LONGEST_TEXT = 200
FIRST_YEAR, LAST_YEAR = 2000, 2099  # of a scheme's dates
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_AGENCY = re.compile(r"[A-Za-z0-9]{1,20}")
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,20})?")
_TOO_MUCH = re.compile(r"[0-9]{13,}(\.[0-9]{1,2})?")
_MONTH_AND_FIRST = re.compile(r"(0[1-9]|1[0-2])-01")


class Fault(NamedTuple):
    """What is wrong with a value. `at` is the place inside it, as in `[2]`; "" is the value itself."""

    at: str
    wrong: str
    right: str


class WrongValue(Exception):
    """A value that its kind cannot read."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(*faults)


class Kind(ABC, Generic[T]):
    """One kind of value. `wanted` completes the sentence "give …"; `blank` stands in for a value that was refused."""

    wanted: str
    blank: T

    @abstractmethod
    def read(self, value: Any) -> T:
        """The value as the rules use it. Raises WrongValue."""

    def refuse(self, value: Any) -> WrongValue:
        return WrongValue(Fault("", f"{shown(value)} is not right here", f"give {self.wanted}"))


def shown(value: Any) -> str:
    """A value of the document as an error message shows it, however long it is."""
    text = f'"{value}"' if isinstance(value, str) else f"{value}".lower() if isinstance(value, bool) else f"{value}"
    return text if len(text) <= 60 else f"{text[:57]}…"


class Text(Kind[str]):
    blank = ""

    def __init__(self, wanted: str = "text between quotes") -> None:
        self.wanted = wanted

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.refuse(value)
        if len(value) > LONGEST_TEXT:
            wrong = f"is {len(value):,} characters long"
            raise WrongValue(Fault("", wrong, f"give at most {LONGEST_TEXT} characters"))
        return value.strip()


class Code(Kind[str]):
    """A name that other parts of the document and the ledger's keys use."""

    wanted = 'a code of letters, digits, "-" and "_", at most 60 long, between quotes'
    blank = ""

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not _CODE.fullmatch(value):
            raise self.refuse(value)
        return value


class Agency(Kind[str]):
    """An NDTMS agency code; letters are read in either case (points 64)."""

    wanted = 'an NDTMS agency code between quotes, such as "N0852"'
    blank = ""

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not _AGENCY.fullmatch(value):
            raise self.refuse(value)
        return value.upper()


class Whole(Kind[int]):
    def __init__(self, least: int = 0, most: int = 10_000) -> None:
        self.least, self.most, self.blank = least, most, least
        self.wanted = f"a whole number from {least} to {most:,}"

    def read(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise self.refuse(value)
        return value


class Flag(Kind[bool]):
    wanted = "true or false"
    blank = False

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.refuse(value)
        return value


class Day(Kind[dt.date]):
    """Of a year in which schemes are made: everything that is worked out from it, decades back and on, is a date too."""

    wanted = f"a date of the years {FIRST_YEAR} to {LAST_YEAR} such as 2012-04-01, without quotes"
    blank = dt.date.min

    def read(self, value: Any) -> dt.date:
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            raise self.refuse(value)
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise WrongValue(Fault("", f"{format_day(value)} lies too far away", f"give {self.wanted}"))
        return value


class FirstOfMonth(Kind[tuple[int, int]]):
    """A month and its first day, as (month, 1): a contract year may start on any first of a month (points 63)."""

    wanted = 'the first of a month as "MM-01", such as "04-01"'
    blank = (4, 1)

    def read(self, value: Any) -> tuple[int, int]:
        if not isinstance(value, str) or not (match := _MONTH_AND_FIRST.fullmatch(value)):
            raise self.refuse(value)
        return int(match[1]), 1


class Money(Kind[Pence]):
    wanted = 'pounds, or pounds and pence, as quoted text that is not negative, such as "1000.01"'
    blank = Pence(0)

    def read(self, value: Any) -> Pence:
        if isinstance(value, str) and _TOO_MUCH.fullmatch(value):
            raise WrongValue(Fault("", f"{shown(value)} is too much", f"give at most {format_pence(MOST_WRITTEN)}"))
        try:
            amount = parse_pence(value)
        except NotMoney:
            raise self.refuse(value) from None
        if amount < 0:
            raise self.refuse(value)
        return amount


class Number(Kind[Decimal]):
    """An exact decimal as quoted text. `above` None: `least` itself is allowed."""

    blank = Decimal(0)

    def __init__(self, most: str | None = None, *, above_zero: bool = False) -> None:
        self.most = None if most is None else Decimal(most)
        self.above_zero = above_zero
        start = "above 0" if above_zero else "from 0"
        end = "" if most is None else f" and at most {most}" if above_zero else f" to {most}"
        self.wanted = f'a decimal {start}{end} as quoted text, such as "0.25"'

    def read(self, value: Any) -> Decimal:
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise self.refuse(value)
        number = Decimal(value)
        if (self.above_zero and not number) or (self.most is not None and number > self.most):
            raise self.refuse(value)
        return number


class Choice(Kind[str]):
    def __init__(self, *allowed: str) -> None:
        self.allowed, self.blank = allowed, allowed[0]
        self.wanted = "one of " + ", ".join(f'"{value}"' for value in allowed)

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.allowed:
            raise self.refuse(value)
        return value


class ListOf(Kind[tuple[T, ...]]):
    """Values of one kind in square brackets, none twice."""

    blank = ()

    def __init__(self, item: Kind[T], *, least: int = 0) -> None:
        self.item, self.least = item, least
        self.wanted = f"a list in square brackets{', not empty' if least else ''}, each entry {item.wanted}"

    def read(self, value: Any) -> tuple[T, ...]:
        if not isinstance(value, list) or len(value) < self.least:
            raise self.refuse(value)
        items: list[T] = []
        faults: list[Fault] = []
        for place, entry in enumerate(value, 1):
            try:
                item = self.item.read(entry)
            except WrongValue as error:
                faults += [fault._replace(at=f"[{place}]{fault.at}") for fault in error.faults]
                continue
            if item in items:
                faults.append(Fault(f"[{place}]", f"{shown(entry)} is in the list twice", "name it once"))
            items.append(item)
        if faults:
            raise WrongValue(*faults)
        return tuple(items)
