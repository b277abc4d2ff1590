"""How every measure on TOP reviews is judged: by two reviews that each pass (Rules of the scheme, §3; points 28)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from caseloads.rules.facts import Evidence, LocalOutcome, TopReview
from outcomes.rules.determination import ACHIEVED
from outcomes.rules.finding import Finding, achieved, each_once, held, not_eligible, unmet
from outcomes.rules.journey_facts import JourneyFacts, once_a_journey
from outcomes.rules.reviews import date_of, days_listed, earliest_second, numbers, two_reviews
from pbr.scheme.document import Asked
from pbr.values.dates import format_day


@once_a_journey
def no_start_top(facts: JourneyFacts) -> Finding:
    """A review without a start does not count."""
    why = f"No start TOP is dated in the journey from {format_day(facts.start)} or up to 14 days before it."
    return not_eligible("no-start-top", why, facts.first_rows)


def judged_by_two_reviews(
    facts: JourneyFacts, asked: Asked, start: TopReview, passing: Sequence[TopReview], items: Iterable[str], met: str
) -> Finding:
    """Achieved, dated at the second review; otherwise pending while the journey can still bring one, or not achieved.

    `passing` are those of the journey's reviews that show what they must, one at least (else: `none_passes`), `items` the
    answers that decide, and `met` says it as the beginning of a sentence.
    """
    pair = two_reviews(facts.reviews, passing, asked.parameters)
    if pair is None:
        awaits_date = earliest_second(passing, asked.parameters)
        return unmet(facts, _too_few(facts, asked, passing), _all_rows(facts), awaits_date)
    first, second = pair
    shown = numbers(items, start, first, second)
    days = (date_of(second) - date_of(first)).days
    why = f"{met} in the reviews of {days_listed(pair)}, {days} days apart: {shown}."
    return achieved(date_of(second), why, (start.row, first.row, second.row))


@once_a_journey
def none_passes(facts: JourneyFacts) -> Finding:
    """The same whatever the reviews should have shown."""
    so_far = f"None of {_counted(facts)} passes" if facts.reviews else "There is no review yet after the start TOP"
    return unmet(facts, so_far, _all_rows(facts))


@once_a_journey
def _all_rows(facts: JourneyFacts) -> tuple[Evidence, ...]:
    """The start, the reviews after it, and the journey's last rows."""
    starts = () if facts.start_top is None else (facts.start_top.row,)
    return each_once((*starts, *[review.row for review in facts.reviews], *facts.last_rows))


def _too_few(facts: JourneyFacts, asked: Asked, passing: Sequence[TopReview]) -> str:
    least, most = asked.parameters["min_gap_days"], asked.parameters["within_days"]
    which = "one directly after the other, " if asked.parameters["rule"] == "consecutive" else ""
    how_many = f"{len(passing)} of {_counted(facts)} {'passes' if len(passing) == 1 else 'pass'}"
    return f"{how_many} ({days_listed(passing)}), but it takes two, {which}{least} to {most} days apart"


def _counted(facts: JourneyFacts) -> str:
    count = len(facts.reviews)
    return "1 review" if count == 1 else f"{count} reviews"


def confirmed(facts: JourneyFacts, asked: Asked, finding: Finding) -> Finding:
    """`confirm_local = CODE`: achieved only with a verified local row of that code dated in the journey; the date is the
    later of the two; without it held, `unconfirmed`, dated at the measure's own date (points 33)."""
    if finding.status is not ACHIEVED or finding.date is None:
        return finding
    code = asked.parameters.get("confirm_local")
    if code is None:
        return finding
    inside = [one for one in local_outcomes(facts, code) if one.verified and facts.journey.contains(one.date)]
    if not inside:
        why = f"{finding.why[:-1]}; no verified {code} dated in the journey confirms it."
        return held("unconfirmed", finding.date, why, finding.evidence)
    confirming = inside[0]
    why = f"{finding.why[:-1]}; confirmed by {code} of {format_day(confirming.date)}."
    return achieved(max(finding.date, confirming.date), why, (*finding.evidence, confirming.row))


def local_outcomes(facts: JourneyFacts, code: str) -> list[LocalOutcome]:
    """The client's local outcomes of a code, in order of date; codes are read in either case (points 64)."""
    wanted = code.casefold()
    rows = [one for one in facts.client.facts.local_outcomes if one.code.casefold() == wanted]
    return sorted(rows, key=lambda one: (one.date, one.row))
