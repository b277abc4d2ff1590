"""What a measure finds: the answer of one page of rules to one journey, before anything else is asked (§4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from caseloads.rules.facts import Evidence
from caseloads.rules.journeys import certain
from outcomes.rules.determination import ACHIEVED, HELD, NOT_ACHIEVED, NOT_ELIGIBLE, PENDING, Status
from outcomes.rules.journey_facts import JourneyFacts
from pbr.values.dates import format_day


class Finding(NamedTuple):
    """A status, its reason as a code and as one sentence, and the rows it rests on, each once.

    `awaits` and `awaits_date`: what a pending one waits for (a feed; "" is a new record), and the earliest date on
    which the answer can be known. `contract`: who earns it, where the measure itself says so.
    """

    status: Status
    reason: str
    why: str
    date: dt.date | None
    evidence: tuple[Evidence, ...]
    awaits: str = ""
    awaits_date: dt.date | None = None
    contract: str | None = None


# `Finding(...)` from all its fields in their order, without the call of Python in between.
_finding_of: Final[
    Callable[[tuple[Status, str, str, dt.date | None, tuple[Evidence, ...], str, dt.date | None, str | None]], Finding]
] = partial(tuple.__new__, Finding)


def each_once(rows: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The rows in the order given; one named before is not named again."""
    return tuple(rows) if len(rows) < 2 else tuple(dict.fromkeys(rows))


def achieved(date: dt.date, why: str, evidence: Sequence[Evidence]) -> Finding:
    return _finding_of((ACHIEVED, "met", why, date, each_once(evidence), "", None, None))


def held(reason: str, date: dt.date, why: str, evidence: Sequence[Evidence]) -> Finding:
    """Met on its face, but a person must decide or something is missing."""
    return _finding_of((HELD, reason, why, date, each_once(evidence), "", None, None))


def not_achieved(reason: str, why: str, evidence: Sequence[Evidence], date: dt.date | None = None) -> Finding:
    """Only non_representation dates it: at the return."""
    return _finding_of((NOT_ACHIEVED, reason, why, date, each_once(evidence), "", None, None))


def not_eligible(reason: str, why: str, evidence: Sequence[Evidence]) -> Finding:
    return _finding_of((NOT_ELIGIBLE, reason, why, None, each_once(evidence), "", None, None))


def pending(
    reason: str,
    why: str,
    evidence: Sequence[Evidence],
    *,
    awaits: str = "",
    awaits_date: dt.date | None = None,
) -> Finding:
    return _finding_of((PENDING, reason, why, None, each_once(evidence), awaits, awaits_date, None))


_FEEDS_ARE: Final = {
    "ndtms": "NDTMS extracts are",
    "cjs": "the criminal-justice feed is",
    "hepb": "the hepatitis B feed is",
    "local": "the feed of local outcomes is",
    "offences": "the feed of offences is",
}


def awaiting_feed(feed: str, needed: dt.date, so_far: str, evidence: Sequence[Evidence]) -> Finding:
    """Nothing is concluded from absence before the feed is complete to the date needed."""
    why = f"{so_far}, but this is certain only once {_FEEDS_ARE[feed]} complete to {format_day(needed)}."
    return pending("feed-incomplete", why, evidence, awaits=feed, awaits_date=needed)


def still_undecided(
    facts: JourneyFacts, so_far: str, rows: tuple[Evidence, ...], awaits_date: dt.date | None = None
) -> Finding | None:
    """Pending while the journey is open or its end not settled; None once it is. `rows` are named as they are, each once.

    `awaits_date`: the earliest date on which a new record could meet the measure while the journey is open.
    """
    if facts.settled:
        return None
    end = facts.end
    if end is None:
        why = f"{so_far}, and the journey is still open."
        return _finding_of((PENDING, "open", why, None, rows, "", awaits_date, None))
    settles = certain(facts.journey.settles)
    why = (
        f"{so_far}; the journey ended on {format_day(end)}, but it may still turn out to continue until NDTMS extracts "
        f"are complete to {format_day(settles)}."
    )
    return _finding_of((PENDING, "not-settled", why, None, rows, "ndtms", settles, None))


def unmet(facts: JourneyFacts, so_far: str, rows: tuple[Evidence, ...], awaits_date: dt.date | None = None) -> Finding:
    """What is not achieved is pending while the journey is open or its end not settled, otherwise not achieved (§4).

    `rows` are those looked at and the journey's last ones, each once: `to_the_end`.
    """
    undecided = None if facts.settled else still_undecided(facts, so_far, rows, awaits_date)
    if undecided is not None:
        return undecided
    why = f"{so_far}, and the journey ended on {format_day(certain(facts.end))}."
    return _finding_of((NOT_ACHIEVED, "not-met", why, None, rows, "", None, None))


def to_the_end(facts: JourneyFacts, rows: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The rows looked at, and those that end the journey, or keep it open."""
    return each_once((*rows, *facts.last_rows))
