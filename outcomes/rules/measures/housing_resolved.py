"""No housing problem any more."""

from __future__ import annotations

from typing import Final

from caseloads.rules.facts import TopReview
from caseloads.rules.journeys import EXIT_TOP_DAYS
from outcomes.rules.determination import ACHIEVED
from outcomes.rules.finding import Finding, achieved, not_eligible
from outcomes.rules.journey_facts import JourneyFacts
from outcomes.rules.reviews import date_of, exit_tops
from outcomes.rules.two_reviews import confirmed, judged_by_two_reviews, no_start_top, none_passes
from pbr.scheme.document import Asked
from pbr.values.dates import days_after, format_day

_ITEMS: Final = ("ACUTHPBM", "HRISK")
_MET: Final = "No acute housing problem and no risk of eviction"
_NEEDS: Final = {1: "no fixed abode", 2: "a housing problem"}  # ACCMNEED


def housing_resolved(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, housing_resolved [`exit_counts = true`, `confirm_local`]; points 31 and 56:

    "Eligible: start TOP with ACUTHPBM or HRISK = Y, or ACCMNEED 1 or 2 on the first episode. A review passes with both
    answered N. Or, with `exit_counts`, one exit TOP (stage E, in the journey or up to 14 days after its end) with both N.
    The earlier date counts."
    """
    start, first = facts.start_top, facts.first
    if start is None:
        return no_start_top(facts)
    if first.accmneed not in _NEEDS and not _with_problem(start):
        why = "Neither the start TOP nor the accommodation need of the first episode shows a housing problem."
        return not_eligible("no-housing-problem-at-start", why, (start.row, first.row))
    passing = [review for review in facts.reviews if without_problem(review)]
    finding = judged_by_two_reviews(facts, asked, start, passing, _ITEMS, _MET) if passing else none_passes(facts)
    at_exit = _first_exit_without_problem(facts) if asked.parameters["exit_counts"] else None
    if at_exit is not None and _comes_before(at_exit, finding):
        why = f"{_MET} in the exit TOP of {format_day(date_of(at_exit))}, where there was one at start."
        finding = achieved(date_of(at_exit), why, (start.row, first.row, at_exit.row))
    return confirmed(facts, asked, finding)


def _with_problem(top: TopReview) -> bool:
    """Either answered Y."""
    return top.items.get("ACUTHPBM") == 1 or top.items.get("HRISK") == 1


def without_problem(top: TopReview) -> bool:
    """Both answered N."""
    return top.items.get("ACUTHPBM") == 0 and top.items.get("HRISK") == 0


def _first_exit_without_problem(facts: JourneyFacts) -> TopReview | None:
    journey = facts.journey
    last = None if journey.end is None else days_after(journey.end, EXIT_TOP_DAYS)
    for top in exit_tops(facts.client.exits, journey):
        in_time = journey.start <= date_of(top) and (last is None or date_of(top) <= last)
        if in_time and without_problem(top):
            return top
    return None


def _comes_before(top: TopReview, finding: Finding) -> bool:
    return finding.status is not ACHIEVED or finding.date is None or date_of(top) < finding.date
