"""Episodes of one client joined into journeys, over all agencies of the partnership (Rules of the scheme, §1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from caseloads.rules.facts import STRUCTURED, ClientFacts, Episode, Evidence
from pbr.scheme.document import Scheme
from pbr.values.dates import days_after

# The forms of 80, 82 and 81 that are used in payment by results only (Extracts, §1, "Codes").
RECODED: Final = {90: 80, 91: 82, 92: 81}
# An exit TOP may come so many days after the end: no end is settled before (points 26).
EXIT_TOP_DAYS: Final = 14


@dataclass(slots=True)
class StructuredEpisode:
    """An episode that makes journeys: it starts when triaged; its first structured intervention began on `began`.

    Nothing in it is ever set anew.
    """

    episode: Final[Episode]
    start: Final[dt.date]
    end: Final[dt.date | None]
    began: Final[dt.date]
    began_row: Final[Evidence]


@dataclass(slots=True)
class Journey:
    """Episodes that follow each other closely enough to be one course of treatment, in order of start.

    `end` is None while an episode is open. `reason` is the discharge reason, recoded; None while open, where the discharge
    is inconsistent, and where no version says what success is. `version` is the scheme version that governs it, or None.
    Nothing in it is ever set anew.
    """

    episodes: Final[tuple[StructuredEpisode, ...]]
    start: Final[dt.date]
    end: Final[dt.date | None]
    reason: Final[int | None]
    gap_days: Final[int]
    version: Final[Scheme | None]

    @property
    def first(self) -> Episode:
        return self.episodes[0].episode

    @property
    def inconsistent(self) -> bool:
        """It ended, but its episodes do not say how, or contradict each other."""
        return self.end is not None and self.reason is None

    @property
    def successful(self) -> bool:
        """It ended with a success code of the scheme that governs it."""
        return self.version is not None and self.reason in self.version.journey.success_codes

    @property
    def settles(self) -> dt.date | None:
        """The date to which NDTMS must be complete before the end is sure to be one: until then it may still turn out
        to continue (points 26)."""
        return None if self.end is None else days_after(self.end, max(self.gap_days, EXIT_TOP_DAYS))

    def contains(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def certain(day: dt.date | None) -> dt.date:
    """A date that the rules have made sure of: should it be missing all the same, that is a bug, and crashes."""
    if day is None:
        raise ValueError("a date that cannot be missing is missing")
    return day


def structured(episode: Episode) -> StructuredEpisode | None:
    """The episode as part of a journey; None where it has no TRIAGED date, or no structured intervention with a start."""
    if episode.triaged is None:
        return None
    first: tuple[dt.date, int, Evidence] | None = None
    for one in episode.interventions:
        if one.start is not None and one.modal is not None and one.modal in STRUCTURED:
            began = (one.start, one.modal, one.row)
            if first is None or began < first:
                first = began
    if first is None:
        return None
    return StructuredEpisode(episode, episode.triaged, episode.discharged, first[0], first[2])


def journeys_of(facts: ClientFacts, schemes: Sequence[Scheme], as_of: dt.date) -> tuple[Journey, ...]:
    """The client's journeys in order of start, from facts as known on `as_of`; `schemes` in order of their dates.

    1. Only structured episodes with a TRIAGED date make journeys.
    2. In order of start, then AGNCY, CLIENTID, EPISODID: an episode belongs to the current journey if that has an open
       episode, or if it starts at most `gap_days` after the journey's latest end. Otherwise it starts a new one.
    """
    episodes = [one for one in map(structured, facts.episodes) if one is not None]
    if len(episodes) > 1:
        episodes.sort(key=lambda one: (one.start, one.episode.key))
    journeys: list[Journey] = []
    current: list[StructuredEpisode] = []
    for episode in episodes:
        if current and not _continues(current, episode.start, schemes):
            journeys.append(_journey(current, schemes, as_of))
            current = []
        current.append(episode)
    if current:
        journeys.append(_journey(current, schemes, as_of))
    return tuple(journeys)


def _continues(current: Sequence[StructuredEpisode], start: dt.date, schemes: Sequence[Scheme]) -> bool:
    """Two journeys of a client never start on one day, even where a discharge is dated before its own triage."""
    begun, end = current[0].start, _latest_end(current)
    if end is None or start == begun:
        return True
    return start <= days_after(end, _gap_days(_containing(begun, schemes), schemes))


def _gap_days(containing: Scheme | None, schemes: Sequence[Scheme]) -> int:
    """That of the version containing the journey's start; without one, of the first version (points 20)."""
    return (containing or schemes[0]).journey.gap_days


def _journey(episodes: Sequence[StructuredEpisode], schemes: Sequence[Scheme], as_of: dt.date) -> Journey:
    start, end, containing = episodes[0].start, _latest_end(episodes), _containing(episodes[0].start, schemes)
    version = containing or _taken_over(start, end, schemes, as_of)
    reason = None if end is None or version is None else _reason(episodes, end, version.journey.success_codes)
    return Journey(tuple(episodes), start, end, reason, _gap_days(containing, schemes), version)


def _reason(episodes: Sequence[StructuredEpisode], end: dt.date, success_codes: frozenset[int]) -> int | None:
    """The reason of the episode ending on the journey's end, recoded. Several that differ: all success, the highest
    code; otherwise, and where one is missing, None: inconsistent."""
    if len(episodes) == 1:
        only = episodes[0].episode.reason
        return None if only is None else RECODED.get(only, only)
    reasons = {one.episode.reason for one in episodes if one.end == end}
    known = {RECODED.get(reason, reason) for reason in reasons if reason is not None}
    if None in reasons or (len(known) > 1 and not known <= success_codes):
        return None
    return max(known)


def _taken_over(start: dt.date, end: dt.date | None, schemes: Sequence[Scheme], as_of: dt.date) -> Scheme | None:
    """Of a start that no version's dates contain, the earliest version that includes stock and on whose first day the
    journey was open (Rules of the scheme, §1.6; points 21). One that has not started includes nobody yet."""
    for scheme in schemes:
        still_open = start < scheme.starts <= as_of and (end is None or scheme.starts <= end)
        if scheme.stock == "include" and still_open:
            return scheme
    return None


def _containing(start: dt.date, schemes: Sequence[Scheme]) -> Scheme | None:
    """The version whose dates contain the start: it governs the journey."""
    for scheme in schemes:
        if scheme.starts <= start <= scheme.ends:
            return scheme
    return None


def _latest_end(episodes: Sequence[StructuredEpisode]) -> dt.date | None:
    """None while any of them is open."""
    latest = episodes[0].end
    if len(episodes) == 1:  # of most journeys
        return latest
    for one in episodes:
        if one.end is None or latest is None:
            return None
        if one.end > latest:
            latest = one.end
    return latest
