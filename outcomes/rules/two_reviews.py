"""How every measure on TOP reviews is judged: by two reviews that each pass (Rules of the scheme, §3; points 28)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from caseloads.rules.facts import Evidence, LocalOutcome, TopReview
from outcomes.rules.case import Case
from outcomes.rules.determination import ACHIEVED
from outcomes.rules.finding import Finding, achieved, held, not_eligible, to_the_end, unmet
from outcomes.rules.journey_facts import JourneyFacts, once_a_journey
from outcomes.rules.reviews import date_of, days_listed, earliest_second, numbers, two_reviews
from pbr.values.dates import format_day


class ReviewTest(NamedTuple):
    """What one review must show. `met` says it as the beginning of a sentence; `items` are the answers that decide."""

    met: Callable[[], str]
    items: tuple[str, ...]
    passes: Callable[[TopReview], bool]


@once_a_journey
def no_start_top(facts: JourneyFacts) -> Finding:
    """A review without a start does not count."""
    why = f"No start TOP is dated in the journey from {format_day(facts.start)} or up to 14 days before it."
    return not_eligible("no-start-top", why, facts.first_rows)


def judged_by_two_reviews(case: Case, start: TopReview, test: ReviewTest) -> Finding:
    """Achieved, dated at the second review; otherwise pending while the journey can still bring one, or not achieved."""
    facts, reviews = case.facts, case.facts.reviews
    passing = [review for review in reviews if test.passes(review)]
    pair = two_reviews(reviews, passing, case.parameters) if len(passing) > 1 else None
    if pair is None:
        return unmet(facts, _so_far(case, passing), _all_rows(facts), earliest_second(passing, case.parameters))
    days = (date_of(pair[1]) - date_of(pair[0])).days
    shown = numbers(test.items, start, *pair)
    why = f"{test.met()} in the reviews of {days_listed(pair)}, {days} days apart: {shown}."
    return achieved(date_of(pair[1]), why, (start.row, pair[0].row, pair[1].row))


@once_a_journey
def _all_rows(facts: JourneyFacts) -> tuple[Evidence, ...]:
    """The start, the reviews after it, and the journey's last rows."""
    starts = () if facts.start_top is None else (facts.start_top.row,)
    return to_the_end(facts, (*starts, *[review.row for review in facts.reviews]))


def _so_far(case: Case, passing: list[TopReview]) -> str:
    count = len(case.facts.reviews)
    reviews = "1 review" if count == 1 else f"{count} reviews"
    if not passing:
        return f"None of {reviews} passes" if count else "There is no review yet after the start TOP"
    least, most, rule = (case.parameters[name] for name in ("min_gap_days", "within_days", "rule"))
    which = "one directly after the other, " if rule == "consecutive" else ""
    passed = f"{len(passing)} of {reviews} {'passes' if len(passing) == 1 else 'pass'} ({days_listed(passing)})"
    return f"{passed}, but it takes two, {which}{least} to {most} days apart"


def confirmed(case: Case, finding: Finding) -> Finding:
    """`confirm_local = CODE`: achieved only with a verified local row of that code dated in the journey; the date is the
    later of the two; without it held, `unconfirmed`, dated at the measure's own date (points 33)."""
    code = case.parameters.get("confirm_local")
    if code is None or finding.status is not ACHIEVED or finding.date is None:
        return finding
    inside = [one for one in local_outcomes(case, code) if one.verified and case.facts.journey.contains(one.date)]
    if not inside:
        why = f"{finding.why[:-1]}; no verified {code} dated in the journey confirms it."
        return held("unconfirmed", finding.date, why, finding.evidence)
    confirming = inside[0]
    why = f"{finding.why[:-1]}; confirmed by {code} of {format_day(confirming.date)}."
    return achieved(max(finding.date, confirming.date), why, (*finding.evidence, confirming.row))


def local_outcomes(case: Case, code: str) -> list[LocalOutcome]:
    """The client's local outcomes of a code, in order of date; codes are read in either case (points 64)."""
    wanted = code.casefold()
    rows = [one for one in case.facts.client.facts.local_outcomes if one.code.casefold() == wanted]
    return sorted(rows, key=lambda one: (one.date, one.row))
