"""What to do about a TOP exception, in the sender's own system, in one or two sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from outcomes.rules.reviews import ITEM_NAMES, START_TOP_DAYS, listed
from outcomes.rules.top_exceptions import Kind
from pbr.values.dates import format_day

KINDS: Final[Mapping[str, str]] = {
    Kind.START_MISSING: "No start TOP",
    Kind.START_EARLY: "Start TOP before its window",
    Kind.START_LATE: "Start TOP late",
    Kind.UNDATED: "TOP without date or stage",
    Kind.UNANSWERED: "Items not answered",
    Kind.REVIEW_OVERDUE: "No review within 26 weeks",
    Kind.EXIT_MISSING: "No exit TOP",
}
_ITEMS: Final[Mapping[str, str]] = {**ITEM_NAMES, "ACUTHPBM": "acute housing problem", "HRISK": "risk of eviction"}


def what_to_do(kind: str, journey: dt.date, topid: str, day: dt.date | None, items: tuple[str, ...]) -> str:
    """`journey` is its start; `day` the date that the exception is about."""
    on = "" if day is None else format_day(day)
    top = f"TOP {topid}" if topid else "TOP"
    match kind:
        case Kind.START_MISSING:
            first = format_day(journey - dt.timedelta(days=START_TOP_DAYS))
            return f"Enter the start TOP (TRSTAGE S), dated {first} or later. Without it no review counts."
        case Kind.START_EARLY:
            return (
                f"The start {top} is dated {on}, more than {START_TOP_DAYS} days before treatment began on "
                f"{format_day(journey)}, and does not count. Correct TOPDATE, or TRIAGED of the episode."
            )
        case Kind.START_LATE:
            return f"The start {top} is dated {on}, late after {format_day(journey)}. It counts; check TOPDATE."
        case Kind.UNDATED:
            return f"{top} has no TOPDATE or no TRSTAGE, and does not count. Complete it."
        case Kind.UNANSWERED:
            named = listed([_ITEMS.get(item, item) for item in items])
            return f"{top} of {on} has no answer on {named}. Answer it, so that the result can be judged."
        case Kind.REVIEW_OVERDUE:
            return f"A review was due by {on}, 26 weeks after the TOP before. Do it, and enter its TOP (TRSTAGE R)."
    return f"Enter the exit TOP (TRSTAGE E) of the discharge on {on}, dated within {START_TOP_DAYS} days of it."
