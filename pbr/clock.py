"""The only place that asks what day or time it is.

The demonstration stands still on one day (`PBR_TODAY`); while its history is loaded, `standing_on` moves that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings

LONDON = ZoneInfo("Europe/London")
_standing_on: ContextVar[dt.date | None] = ContextVar("standing_on", default=None)


def today() -> dt.date:
    """The day in London, or the day on which the demonstration stands."""
    fixed: dt.date | None = _standing_on.get() or settings.PBR_TODAY
    return fixed or dt.datetime.now(LONDON).date()


def now() -> dt.datetime:
    """This moment, in UTC; on a demonstration's day, at London's present time of day."""
    moment = dt.datetime.now(LONDON)
    fixed = _standing_on.get() or settings.PBR_TODAY
    if fixed is not None:
        moment = dt.datetime.combine(fixed, moment.time(), LONDON)
    return moment.astimezone(dt.UTC)


@contextmanager
def standing_on(day: dt.date) -> Iterator[None]:
    """Within it, `day` is today."""
    token = _standing_on.set(day)
    try:
        yield
    finally:
        _standing_on.reset(token)
