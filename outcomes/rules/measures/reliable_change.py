"""Use of every presenting substance fell by at least its threshold."""

from __future__ import annotations

from collections.abc import Sequence

from caseloads.rules.facts import TopReview
from outcomes.rules.finding import Finding
from outcomes.rules.journey_facts import JourneyFacts
from outcomes.rules.reviews import ITEM_NAMES
from outcomes.rules.substances import most_days, no_use_to_reduce, presenting_substances, reviews_within
from outcomes.rules.two_reviews import confirmed, judged_by_two_reviews, no_start_top, none_passes
from pbr.scheme.document import Asked


def reliable_change(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, reliable_change [`abstinence_counts = true`, `confirm_local`]; points 29:

    "Eligible: start TOP, and at least one presenting substance with start days above 0 (`no-use-at-start` otherwise; a
    start item not answered is `missing-value`, not eligible). A review passes if every presenting substance answered at
    start has an answer and: started above 0 and fell by at least its threshold; or started above 0, is now 0 and
    `abstinence_counts`; or started at 0 and is still 0."
    """
    start = facts.start_top
    if start is None:
        return no_start_top(facts)
    not_for = no_use_to_reduce(facts)
    if not_for is not None:
        return not_for
    answered = [item for item in presenting_substances(facts) if item in start.items]
    passing = reviews_within(facts.reviews, _most(facts, asked, start, answered))
    if not passing:
        return none_passes(facts)
    return confirmed(
        facts, asked, judged_by_two_reviews(facts, asked, start, passing, answered, _met(facts, asked, answered))
    )


def _most(facts: JourneyFacts, asked: Asked, start: TopReview, answered: Sequence[str]) -> dict[str, int]:
    """The most days of each substance in a review that passes."""
    thresholds, abstinence_counts = facts.scheme.reliable_change, asked.parameters["abstinence_counts"]
    return {item: most_days(start.items[item], thresholds[item], abstinence_counts) for item in answered}


def _met(facts: JourneyFacts, asked: Asked, answered: Sequence[str]) -> str:
    thresholds = facts.scheme.reliable_change
    falls = ", ".join([f"{ITEM_NAMES[item]} by {thresholds[item]}" for item in answered])
    or_to_0 = " or to 0" if asked.parameters["abstinence_counts"] else ""
    return f"Every presenting substance fell by its threshold of days ({falls}){or_to_0}"
