"""Presenting substances as the TOP asks about them (Rules of the scheme, §3; Extracts, §1, "Codes")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from caseloads.rules.facts import TopReview
from outcomes.rules.finding import Finding, not_eligible
from outcomes.rules.journey_facts import JourneyFacts, once_a_journey
from outcomes.rules.reviews import ITEM_NAMES, listed

ALCOHOL: Final = "ALCUSE"
UNANSWERED: Final = 1_000  # more days than any four weeks have
NO_REVIEW: Final = -1
_NONE: Final = ("9996", "9997")
# By their first digits; the longer beginning is looked at first.
_BY_BEGINNING: Final = (
    ("3200", "COCAUSE"),
    ("3201", "CRAUSE"),
    ("31", "AMPHUSE"),
    ("1", "OPIUSE"),
    ("5", "CANNUSE"),
    ("7", ALCOHOL),
)


def top_item(drug: str) -> str | None:
    """The TOP item of a DRUG code; every other problem drug is OTDRGUSE, no drug is None."""
    if not drug or drug in _NONE:
        return None
    for beginning, item in _BY_BEGINNING:
        if drug.startswith(beginning):
            return item
    return "OTDRGUSE"


@lru_cache(maxsize=65_536)  # very many episodes present few substances
def presenting(drugs: tuple[str, ...]) -> tuple[str, ...]:
    """The TOP items of an episode's drugs, each once, in the order given."""
    return tuple(dict.fromkeys(item for item in map(top_item, drugs) if item is not None))


def presenting_substances(facts: JourneyFacts) -> tuple[str, ...]:
    """DRUG1 to DRUG3 of the journey's first episode."""
    return presenting(facts.first.drugs)


@once_a_journey
def no_use_to_reduce(facts: JourneyFacts) -> Finding | None:
    """Of a journey with a start TOP. Eligible if any presenting substance answered at start is above 0; else
    `missing-value` if any is unanswered, else `no-use-at-start` (points 29). None: eligible."""
    start, substances = facts.start_top, presenting_substances(facts)
    assert start is not None, "without a start TOP this is not asked"
    for item in substances:
        if start.items.get(item, 0) > 0:
            return None
    rows = (start.row, *facts.first_rows)
    missing = [ITEM_NAMES[item] for item in substances if item not in start.items]
    if missing:
        return not_eligible("missing-value", f"The start TOP has no answer on {listed(missing)}.", rows)
    named = listed([ITEM_NAMES[item] for item in substances]) or "any substance"
    return not_eligible("no-use-at-start", f"The start TOP shows no use of {named}, the presenting problem.", rows)


def most_days(before: int, threshold: int, abstinence_counts: bool) -> int:
    """The most days of use of a substance in a review that passes: at least its threshold below the `before` days of the
    start TOP; or 0 where `abstinence_counts` or it was 0 at start. Below 0: no review can pass."""
    if before == 0:
        return 0
    return max(before - threshold, 0 if abstinence_counts else NO_REVIEW)


def reviews_within(reviews: Sequence[TopReview], most: Mapping[str, int]) -> Sequence[TopReview]:
    """Those that answer every substance with at most so many days. Not answered is not passed: it is never 0."""
    for item, days in most.items():
        reviews = [review for review in reviews if review.items.get(item, UNANSWERED) <= days]
    return reviews
