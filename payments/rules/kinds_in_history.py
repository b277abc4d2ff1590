"""What kind of client a journey was: what was known when it started, in the words of the field.

A trial shows by them whom a change of the scheme would favour. They follow the rules' own tests at the start of a journey
(Rules of the scheme, §5: injecting_ceased, housing_resolved), so that who is counted as injecting is who could be paid
for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from caseloads.rules.facts import ClientFacts, Episode, TopReview
from caseloads.rules.journeys import journeys_of
from caseloads.rules.known import known_on
from outcomes.rules.reviews import reviews_in_order, start_top
from outcomes.rules.substances import ALCOHOL, presenting
from pbr.scheme.document import Scheme

OPIATES: Final = "Opiates"
ALCOHOL_ONLY: Final = "Alcohol only"
NON_OPIATES: Final = "Non-opiates"
NON_OPIATES_AND_ALCOHOL: Final = "Non-opiates and alcohol"
NO_SUBSTANCE: Final = "No substance recorded"
INJECTING: Final = "Injecting"
NOT_INJECTING: Final = "Not injecting"
INJECTING_UNKNOWN: Final = "Injecting not answered"
HOUSING_PROBLEM: Final = "Housing problem"
NO_HOUSING_PROBLEM: Final = "No housing problem"
HOUSING_UNKNOWN: Final = "Housing not answered"

_OPIATE_ITEM: Final = "OPIUSE"
_PROBLEM_NEEDS: Final = (1, 2)  # ACCMNEED: no fixed abode, housing problem
_HOUSING_ITEMS: Final = ("ACUTHPBM", "HRISK")


class KindOfJourney(NamedTuple):
    """One value of each of the constants above."""

    substances: str
    injecting: str
    housing: str


def kinds_of(facts: ClientFacts, schemes: Sequence[Scheme], as_of: dt.date) -> Mapping[dt.date, KindOfJourney]:
    """The kind of each journey that a client has under these versions, by the journey's start."""
    known, _ = known_on(facts, as_of)
    reviews = reviews_in_order(known)
    return {
        journey.start: KindOfJourney(
            substances_of(journey.first.drugs),
            injecting_at(start_top(reviews, journey)),
            housing_at(start_top(reviews, journey), journey.first),
        )
        for journey in journeys_of(known, sorted(schemes, key=lambda scheme: scheme.starts), as_of)
    }


def substances_of(drugs: tuple[str, ...]) -> str:
    """The substance group of the first episode: any opiate counts first, then whether alcohol is there, alone or not."""
    items = presenting(drugs)
    if not items:
        return NO_SUBSTANCE
    if _OPIATE_ITEM in items:
        return OPIATES
    if ALCOHOL in items:
        return ALCOHOL_ONLY if len(items) == 1 else NON_OPIATES_AND_ALCOHOL
    return NON_OPIATES


def injecting_at(start: TopReview | None) -> str:
    """By the start TOP alone, as injecting_ceased asks."""
    days = None if start is None else start.items.get("IVDRGUSE")
    if days is None:
        return INJECTING_UNKNOWN
    return INJECTING if days > 0 else NOT_INJECTING


def housing_at(start: TopReview | None, first: Episode) -> str:
    """A problem in the start TOP or in the accommodation need of the first episode, as housing_resolved asks."""
    answers = [] if start is None else [start.items[item] for item in _HOUSING_ITEMS if item in start.items]
    if first.accmneed in _PROBLEM_NEEDS or 1 in answers:
        return HOUSING_PROBLEM
    return HOUSING_UNKNOWN if first.accmneed is None and not answers else NO_HOUSING_PROBLEM
