"""Calendar months by number, so that ages and horizons are differences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pbr.values.dates import MONTHS_IN_A_YEAR, ONE_DAY, months_after


def month_number(day: dt.date) -> int:
    """Months since the year 0: March 2012 is 24146, whatever the day in it."""
    return day.year * MONTHS_IN_A_YEAR + day.month - 1


def first_day(number: int) -> dt.date:
    year, month = divmod(number, MONTHS_IN_A_YEAR)
    return dt.date(year, month + 1, 1)


def last_day(number: int) -> dt.date:
    return first_day(number + 1) - ONE_DAY


def month_ends(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The month ends from the month of `first` that are not later than `last`."""
    day = last_day(month_number(first))
    while day <= last:
        yield day
        day = months_after(day + ONE_DAY, 1) - ONE_DAY
