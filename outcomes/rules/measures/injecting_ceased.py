"""No longer injecting."""

from __future__ import annotations

from outcomes.rules.finding import Finding, not_eligible
from outcomes.rules.journey_facts import JourneyFacts
from outcomes.rules.two_reviews import confirmed, judged_by_two_reviews, no_start_top, none_passes
from pbr.scheme.document import Asked


def injecting_ceased(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, injecting_ceased [`confirm_local`]; points 56:

    "Eligible: start TOP with IVDRGUSE above 0. A review passes with IVDRGUSE answered and 0."
    """
    start = facts.start_top
    if start is None:
        return no_start_top(facts)
    days = start.items.get("IVDRGUSE")
    if days is None:
        return not_eligible("missing-value", "The start TOP has no answer on injecting.", (start.row,))
    if days == 0:
        return not_eligible("no-injecting-at-start", "The start TOP shows 0 days of injecting.", (start.row,))
    passing = [review for review in facts.reviews if review.items.get("IVDRGUSE") == 0]
    if not passing:
        return none_passes(facts)
    return confirmed(facts, asked, judged_by_two_reviews(facts, asked, start, passing, ("IVDRGUSE",), "No injecting"))
