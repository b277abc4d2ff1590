"""What a measure finds: the answer of one page of rules to one journey, before anything else is asked (§4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

from caseloads.rules.facts import Evidence
from caseloads.rules.journeys import certain
from outcomes.rules.determination import Status
from outcomes.rules.journey_facts import JourneyFacts
from pbr.values.dates import format_day


class Finding(NamedTuple):
    """A status, its reason as a code and as one sentence, and the rows it rests on.

    `awaits` and `awaits_date`: what a pending one waits for (a feed; "" is a new record), and the earliest date on
    which the answer can be known. `contract`: who earns it, where the measure itself says so.
    """

    status: Status
    reason: str
    why: str
    date: dt.date | None = None
    evidence: tuple[Evidence, ...] = ()
    awaits: str = ""
    awaits_date: dt.date | None = None
    contract: str | None = None


def achieved(date: dt.date, why: str, evidence: Iterable[Evidence]) -> Finding:
    return Finding(Status.ACHIEVED, "met", why, date, tuple(evidence))


def held(reason: str, date: dt.date, why: str, evidence: Iterable[Evidence]) -> Finding:
    """Met on its face, but a person must decide or something is missing."""
    return Finding(Status.HELD, reason, why, date, tuple(evidence))


def not_achieved(reason: str, why: str, evidence: Iterable[Evidence], date: dt.date | None = None) -> Finding:
    """Only non_representation dates it: at the return."""
    return Finding(Status.NOT_ACHIEVED, reason, why, date, tuple(evidence))


def not_eligible(reason: str, why: str, evidence: Iterable[Evidence]) -> Finding:
    return Finding(Status.NOT_ELIGIBLE, reason, why, None, tuple(evidence))


def pending(
    reason: str,
    why: str,
    evidence: Iterable[Evidence],
    *,
    awaits: str = "",
    awaits_date: dt.date | None = None,
) -> Finding:
    return Finding(Status.PENDING, reason, why, None, tuple(evidence), awaits, awaits_date)


_FEEDS_ARE: Final = {
    "ndtms": "NDTMS extracts are",
    "cjs": "the criminal-justice feed is",
    "hepb": "the hepatitis B feed is",
    "local": "the feed of local outcomes is",
    "offences": "the feed of offences is",
}


def awaiting_feed(feed: str, needed: dt.date, so_far: str, evidence: Iterable[Evidence]) -> Finding:
    """Nothing is concluded from absence before the feed is complete to the date needed."""
    why = f"{so_far}, but this is certain only once {_FEEDS_ARE[feed]} complete to {format_day(needed)}."
    return pending("feed-incomplete", why, evidence, awaits=feed, awaits_date=needed)


def still_undecided(
    facts: JourneyFacts, so_far: str, evidence: Iterable[Evidence], awaits_date: dt.date | None = None
) -> Finding | None:
    """Pending while the journey is open or its end not settled; None once it is.

    `awaits_date`: the earliest date on which a new record could meet the measure while the journey is open.
    """
    end, settles = facts.journey.end, facts.journey.settles
    if end is None or settles is None:
        return pending("open", f"{so_far}, and the journey is still open.", evidence, awaits_date=awaits_date)
    if facts.settled:
        return None
    why = (
        f"{so_far}; the journey ended on {format_day(end)}, but it may still turn out to continue until NDTMS extracts "
        f"are complete to {format_day(settles)}."
    )
    return pending("not-settled", why, evidence, awaits="ndtms", awaits_date=settles)


def unmet(
    facts: JourneyFacts, so_far: str, evidence: Iterable[Evidence], awaits_date: dt.date | None = None
) -> Finding:
    """What is not achieved is pending while the journey is open or its end not settled, otherwise not achieved (§4)."""
    rows = (*evidence, *facts.last_rows)
    undecided = still_undecided(facts, so_far, rows, awaits_date)
    if undecided is not None:
        return undecided
    why = f"{so_far}, and the journey ended on {format_day(certain(facts.journey.end))}."
    return not_achieved("not-met", why, rows)
