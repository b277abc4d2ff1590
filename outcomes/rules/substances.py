"""Presenting substances as the TOP asks about them (Rules of the scheme, §3; Extracts, §1, "Codes")."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from outcomes.rules.finding import Finding, not_eligible
from outcomes.rules.journey_facts import JourneyFacts, once_a_journey
from outcomes.rules.reviews import ITEM_NAMES, listed

ALCOHOL: Final = "ALCUSE"
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


def reliably_changed(before: int, now: int | None, threshold: int, abstinence_counts: bool) -> bool:
    """Of one substance answered at start: it fell by at least its threshold; or is now 0 and `abstinence_counts`; or
    started at 0 and is still 0. Not answered in the review is not passed: it is never 0."""
    if now is None:
        return False
    if before == 0:
        return now == 0
    return before - now >= threshold or (now == 0 and abstinence_counts)
