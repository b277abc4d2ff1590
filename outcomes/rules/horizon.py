"""The day on which the rules look, and what may be concluded from absence on that day (Rules of the scheme, §0)."""

from __future__ import annotations

import datetime as dt

from caseloads.rules.facts import Completeness
from pbr.values.dates import ONE_DAY


class Horizon:
    """Answers every question that time alone can answer otherwise later, and so knows when to look again.

    A "not yet" remembers the day asked for. `wakes` is the earliest of these: until a feed, or the day itself, reaches
    it, all answers stay what they are. To be asked through this one object is what makes that safe.
    """

    __slots__ = ("_complete_to", "_completeness", "as_of", "wakes")

    def __init__(self, as_of: dt.date, completeness: Completeness) -> None:
        self.as_of = as_of
        self.wakes: dt.date | None = None
        self._completeness = completeness
        self._complete_to = completeness.all_to(as_of)

    def wake_on(self, day: dt.date) -> None:
        """The answer may be another one from this day on."""
        if self.wakes is None or day < self.wakes:
            self.wakes = day

    def complete(self, feed: str, needed: dt.date) -> bool:
        """Whether the feed is known to have no gaps up to and including a day."""
        known_to = self._complete_to.get(feed)
        if known_to is not None and known_to >= needed:
            return True
        self.wake_on(needed)
        return False

    def reached(self, day: dt.date) -> bool:
        if day <= self.as_of:
            return True
        self.wake_on(day)
        return False

    def agency_complete_to(self, agency: str) -> dt.date | None:
        """The date to which one agency's extracts are complete. It moves with every newer extract of that agency."""
        known_to = self._completeness.agency_to(agency, self.as_of)
        self.wake_on(self.as_of if known_to is None else known_to + ONE_DAY)
        return known_to
