"""Calendar days: months after a day, contract years, how a day is written. No clock: see `pbr/clock.py`."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

ONE_DAY = dt.timedelta(days=1)
MONTHS_IN_A_YEAR = 12
# In English whatever the machine's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@lru_cache(maxsize=65_536)  # very many journeys share few days
def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month (rules.md §0)."""
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@lru_cache(maxsize=65_536)
def days_after(day: dt.date, days: int) -> dt.date:
    """The day so many days later; earlier where the number is negative."""
    return day + dt.timedelta(days=days)


class ContractYear(NamedTuple):
    """Twelve whole months from the first of a month (points 63). `start` and `end` both belong to it."""

    start: dt.date
    end: dt.date

    @classmethod
    def starting(cls, start: dt.date) -> ContractYear:
        """The year that starts on a day, which must be the first of a month."""
        if start.day != 1:
            raise ValueError(f"a contract year starts on the first of a month, not on {start.isoformat()}")
        return cls(start, months_after(start, MONTHS_IN_A_YEAR) - ONE_DAY)

    @classmethod
    def of(cls, day: dt.date, year_starts: tuple[int, int]) -> ContractYear:
        """The year that a day lies in. `year_starts` is the (month, day) on which the contract's years start."""
        start = dt.date(day.year, *year_starts)
        return cls.starting(start if start <= day else dt.date(day.year - 1, *year_starts))

    @property
    def following(self) -> ContractYear:
        return ContractYear.starting(self.end + ONE_DAY)

    def month_ends(self) -> tuple[dt.date, ...]:
        """The last days of its twelve months."""
        return tuple(months_after(self.start, number) - ONE_DAY for number in range(1, MONTHS_IN_A_YEAR + 1))

    def quarter_ends(self) -> tuple[dt.date, ...]:
        """The last days of its four quarters."""
        return self.month_ends()[2::3]

    def whole_months_within(self, first: dt.date, last: dt.date) -> int:
        """How many of its months lie wholly from `first` to `last`, both included."""
        return sum(first <= end.replace(day=1) and end <= last for end in self.month_ends())


def contract_years(first: dt.date, last: dt.date, year_starts: tuple[int, int]) -> Iterator[ContractYear]:
    """The nominal contract years that share a day with `first` to `last`, in order; none if `last` is before `first`."""
    if last < first:
        return
    year = ContractYear.of(first, year_starts)
    while year.start <= last:
        yield year
        year = year.following


@lru_cache(maxsize=65_536)
def format_day(day: dt.date) -> str:
    """As it is written on every page and paper: "3 September 2012"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
