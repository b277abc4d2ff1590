"""No use of any presenting substance."""

from __future__ import annotations

from collections.abc import Sequence

from caseloads.rules.facts import TopReview
from outcomes.rules.finding import Finding
from outcomes.rules.journey_facts import JourneyFacts
from outcomes.rules.substances import ALCOHOL, most_days, no_use_to_reduce, presenting_substances, reviews_within
from outcomes.rules.two_reviews import confirmed, judged_by_two_reviews, no_start_top, none_passes
from pbr.scheme.document import Asked


def abstinence(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, abstinence [`alcohol = "abstinent" | "improved" | "excluded"`, `confirm_local`]; points 29:

    "Eligible as [reliable_change]. A review passes if every presenting substance is answered and 0; for ALCUSE,
    `improved` accepts what passes reliable_change, `excluded` leaves alcohol out unless it is the only presenting
    substance."
    """
    start = facts.start_top
    if start is None:
        return no_start_top(facts)
    not_for = no_use_to_reduce(facts)
    if not_for is not None:
        return not_for
    substances, alcohol = presenting_substances(facts), asked.parameters["alcohol"]
    if alcohol == "excluded" and len(substances) > 1:
        substances = tuple(item for item in substances if item != ALCOHOL)
    passing = reviews_within(facts.reviews, _most(facts, asked, start, substances))
    if not passing:
        return none_passes(facts)
    return confirmed(
        facts, asked, judged_by_two_reviews(facts, asked, start, passing, substances, _met(facts, asked, substances))
    )


def _most(facts: JourneyFacts, asked: Asked, start: TopReview, substances: Sequence[str]) -> dict[str, int]:
    """None; but drinking need not have stopped, if the scheme says so, where it has changed reliably."""
    most, drank = dict.fromkeys(substances, 0), start.items.get(ALCOHOL)
    if asked.parameters["alcohol"] == "improved" and ALCOHOL in most and drank is not None:
        most[ALCOHOL] = most_days(drank, facts.scheme.reliable_change[ALCOHOL], True)
    return most


def _met(facts: JourneyFacts, asked: Asked, substances: Sequence[str]) -> str:
    if asked.parameters["alcohol"] == "improved" and ALCOHOL in substances:
        least = facts.scheme.reliable_change[ALCOHOL]
        return f"No use of any presenting substance, or alcohol down by at least {least} days,"
    return "No use of any presenting substance"
