"""In paid work, or in education."""

from __future__ import annotations

import datetime as dt

from caseloads.rules.facts import TopReview
from outcomes.rules.finding import Finding
from outcomes.rules.journey_facts import JourneyFacts
from outcomes.rules.reviews import date_of
from outcomes.rules.two_reviews import confirmed, judged_by_two_reviews, no_start_top, none_passes
from pbr.scheme.document import Asked


def employment(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, employment [`paid_days = 8`, `education_days`, `work_programme = "exclude" | "ignore"`,
    `confirm_local`]; points 32:

    "Eligible: start TOP. A review passes with PWORK ≥ `paid_days`, or, if set, EDUCAT ≥ `education_days`. With `exclude`,
    a review dated inside an attachment to the Work Programme (ATTACHED … ENDED inclusive, open if blank) does not pass."
    """
    start = facts.start_top
    if start is None:
        return no_start_top(facts)
    paid: int = asked.parameters["paid_days"]
    education: int | None = asked.parameters["education_days"]
    excluded = asked.parameters["work_programme"] == "exclude"

    def passes(review: TopReview) -> bool:
        if excluded and attached_on(facts, date_of(review)):
            return False
        studies = education is not None and review.items.get("EDUCAT", -1) >= education
        return studies or review.items.get("PWORK", -1) >= paid

    passing = [review for review in facts.reviews if passes(review)]
    if not passing:
        return none_passes(facts)
    items = ("PWORK",) if education is None else ("PWORK", "EDUCAT")
    or_education = "" if education is None else f" or {education} days of education"
    met = f"At least {paid} days of paid work{or_education}"
    return confirmed(facts, asked, judged_by_two_reviews(facts, asked, start, passing, items, met))


def attached_on(facts: JourneyFacts, day: dt.date) -> bool:
    """Whether the client was on the Work Programme, both ends included, so that nobody pays twice."""
    return any(
        one.attached <= day and (one.ended is None or day <= one.ended) for one in facts.client.facts.work_programme
    )
