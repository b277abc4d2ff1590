"""TOPs that are missing, out of their window or without an answer, so that a result cannot be judged.

Each names the row to mend in the sender's own system, by AGNCY, CLIENTID, EPISODID and TOPID. Only journeys that a
scheme governs are looked at. A TOP is entered once, in that system: nothing is ever mended here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from caseloads.rules.facts import ClientFacts, Episode, TopReview
from caseloads.rules.journeys import EXIT_TOP_DAYS, Journey, journeys_of
from caseloads.rules.known import known_on
from outcomes.rules.reviews import START_TOP_DAYS
from outcomes.rules.substances import top_item
from pbr.scheme.document import Scheme

# The national guidance on the TOP: a start within a fortnight of the start of treatment, a review every 26 weeks.
START_LATE_DAYS: Final = 14
REVIEW_DAYS: Final = 26 * 7
# A start TOP this long before the start is taken for one of this course of treatment, with a wrong date.
MISDATED_DAYS: Final = 90
HOUSING: Final = ("ACUTHPBM", "HRISK")
# What the measures read of a TOP besides the presenting substances. Of paid work every review may be silent: a client
# without work has no answer to give.
_READS: Final[Mapping[str, tuple[str, ...]]] = {
    "injecting_ceased": ("IVDRGUSE",),
    "housing_resolved": HOUSING,
    "quality_of_life": ("QUALLIFE",),
}
_ON_SUBSTANCES: Final = ("reliable_change", "abstinence")


class Kind(StrEnum):
    """What is wrong, in the order of a course of treatment."""

    START_MISSING = "start-missing"
    START_EARLY = "start-early"
    START_LATE = "start-late"
    UNDATED = "undated"
    UNANSWERED = "unanswered"
    REVIEW_OVERDUE = "review-overdue"
    EXIT_MISSING = "exit-missing"


class TopException(NamedTuple):
    """One thing to mend. `day` is the date that it is about; `items` the TOP items without an answer."""

    client: str
    journey: dt.date
    kind: Kind
    agency: str
    clientid: str
    episodid: str
    topid: str = ""
    day: dt.date | None = None
    items: tuple[str, ...] = ()


def top_exceptions(facts: ClientFacts, schemes: Sequence[Scheme], as_of: dt.date) -> list[TopException]:
    known, _ = known_on(facts, as_of)
    versions = sorted(schemes, key=lambda scheme: scheme.starts)
    found: list[TopException] = []
    for journey in journeys_of(known, versions, as_of):
        if journey.version is not None:
            found += _of_journey(known, journey, journey.version, as_of)
            # What has no date is not among what is known on a day.
            found += _undated(facts, journey)
    return found


def _of_journey(facts: ClientFacts, journey: Journey, scheme: Scheme, as_of: dt.date) -> Iterator[TopException]:
    tops = _tops(facts)
    start = _start(tops, journey)
    if start is None:
        yield _no_start(facts, tops, journey)
    else:
        late = start.date is not None and (start.date - journey.start).days > START_LATE_DAYS
        if late:
            yield _about(facts, journey, Kind.START_LATE, start)
        yield from _unanswered(facts, journey, scheme, start, tops)
    if journey.end is None:
        yield from _overdue(facts, journey, tops, as_of)
    elif (as_of - journey.end).days > EXIT_TOP_DAYS:
        yield from _no_exit(facts, journey, journey.end, tops)


def _tops(facts: ClientFacts) -> list[TopReview]:
    """All dated TOPs, in order of date."""
    tops = [top for one in facts.episodes for top in one.reviews] + list(facts.loose_reviews)
    dated = [(top.date, top.stage, top.topid, top) for top in tops if top.date is not None]
    return [top for *_, top in sorted(dated, key=lambda one: one[:3])]


def _start(tops: Sequence[TopReview], journey: Journey) -> TopReview | None:
    earliest = journey.start - dt.timedelta(days=START_TOP_DAYS)
    starts = (top for top in tops if top.stage == "S" and top.date is not None and top.date >= earliest)
    return next((top for top in starts if journey.end is None or (top.date or earliest) <= journey.end), None)


def _no_start(facts: ClientFacts, tops: Sequence[TopReview], journey: Journey) -> TopException:
    """None at all; or one whose date lies before its window, so that it does not count."""
    earliest = journey.start - dt.timedelta(days=MISDATED_DAYS)
    keys = {one.episode.key for one in journey.episodes}
    early = [
        top for top in tops if top.stage == "S" and top.date is not None and earliest <= top.date and _key(top) in keys
    ]
    if early:
        return _about(facts, journey, Kind.START_EARLY, early[-1])
    return _at(facts, journey, Kind.START_MISSING, journey.first, journey.start)


def _unanswered(
    facts: ClientFacts, journey: Journey, scheme: Scheme, start: TopReview, tops: Sequence[TopReview]
) -> Iterator[TopException]:
    """At start whatever a measure of the scheme reads; afterwards what was answered at start."""
    measures = {outcome.measure for outcome in scheme.outcomes}
    read = [item for name, items in _READS.items() if name in measures for item in items]
    if measures.intersection(_ON_SUBSTANCES):
        presenting = (top_item(drug) for drug in journey.first.drugs)
        read += [item for item in presenting if item is not None]
    read = list(dict.fromkeys(read))
    for top in tops:
        is_review = top.stage == "R" and top.date is not None and start.date is not None and start.date < top.date
        if top is start or (is_review and journey.contains(top.date or journey.start)):
            wanted = read if top is start else [item for item in read if item in start.items]
            missing = tuple(item for item in wanted if item not in top.items)
            if missing:
                yield _about(facts, journey, Kind.UNANSWERED, top)._replace(items=missing)


def _undated(facts: ClientFacts, journey: Journey) -> Iterator[TopException]:
    keys = {one.episode.key for one in journey.episodes}
    for one in facts.episodes:
        for top in one.reviews if one.key in keys else ():
            if top.date is None or not top.stage:
                yield _about(facts, journey, Kind.UNDATED, top)


def _overdue(facts: ClientFacts, journey: Journey, tops: Sequence[TopReview], as_of: dt.date) -> Iterator[TopException]:
    days = [top.date for top in tops if top.stage in ("S", "R") and top.date is not None and journey.contains(top.date)]
    due = max([journey.start, *days]) + dt.timedelta(days=REVIEW_DAYS)
    if due < as_of:
        # Whoever treats the client now: of the open episodes the one that began last.
        open_ = [one.episode for one in journey.episodes if one.episode.discharged is None]
        yield _at(facts, journey, Kind.REVIEW_OVERDUE, open_[-1], due)


def _no_exit(facts: ClientFacts, journey: Journey, end: dt.date, tops: Sequence[TopReview]) -> Iterator[TopException]:
    keys = {one.episode.key for one in journey.episodes}
    exits = [top.date for top in tops if top.stage == "E" and top.date is not None and _key(top) in keys]
    if not any(abs((day - end).days) <= EXIT_TOP_DAYS for day in exits):
        last = [one.episode for one in journey.episodes if one.episode.discharged == end]
        yield _at(facts, journey, Kind.EXIT_MISSING, last[-1], end)


def _key(top: TopReview) -> tuple[str, str, str]:
    return (top.agency, top.clientid, top.episodid)


def _about(facts: ClientFacts, journey: Journey, kind: Kind, top: TopReview) -> TopException:
    return TopException(facts.client, journey.start, kind, *_key(top), topid=top.topid, day=top.date)


def _at(facts: ClientFacts, journey: Journey, kind: Kind, episode: Episode, day: dt.date) -> TopException:
    return TopException(facts.client, journey.start, kind, *episode.key, day=day)
