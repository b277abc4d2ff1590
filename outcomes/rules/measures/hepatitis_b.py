"""Three doses of hepatitis B vaccine."""

from __future__ import annotations

import datetime as dt

from caseloads.rules.facts import Dose
from outcomes.rules.determination import NOT_ACHIEVED
from outcomes.rules.finding import (
    Finding,
    achieved,
    awaiting_feed,
    held,
    not_achieved,
    not_eligible,
    pending,
    to_the_end,
    unmet,
)
from outcomes.rules.journey_facts import JourneyFacts
from outcomes.rules.reviews import listed
from pbr.scheme.document import Asked
from pbr.values.dates import format_day

COURSE = 3


def hepatitis_b(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, hepatitis_b [`within_days = 365`, `refused_eligible = false`]; points 36 and 53:

    "Not eligible: HEPBSTAT C or E, PREVHEPB = Y, or (unless `refused_eligible`) B, on the first episode. Achieved at the
    third `hepb` dose (by date, all from the journey's start on), if at most `within_days` after the first; a slower
    course: `not_achieved`. HEPBVAC = C without dated doses: `held`, `no-dose-dates`, dated at the complete-to date of the
    agency's feed. Without three doses: as for reviews", and not achieved only once the feed is complete to the end.
    """
    not_for = _not_eligible(facts, asked)
    if not_for is not None:
        return not_for
    course = _course(facts) if facts.client.facts.doses else []
    if len(course) == COURSE:
        return _whole_course(asked, course)
    if not course and facts.first.hepbvac == "C":
        return _undated_course(facts)
    return _unfinished(facts, course)


def _course(facts: JourneyFacts) -> list[Dose]:
    """The first three doses in the journey, one a date."""
    doses = [one for one in facts.client.facts.doses if facts.journey.contains(one.date)]
    doses.sort(key=lambda one: (one.date, one.row))
    by_date = {one.date: one for one in reversed(doses)}
    return [by_date[date] for date in sorted(by_date)][:COURSE]


def _not_eligible(facts: JourneyFacts, asked: Asked) -> Finding | None:
    first = facts.first
    if first.hepbstat in ("C", "E") or first.prevhepb == "Y":
        return not_eligible("immune", "The first episode says that the client is immune already.", (first.row,))
    if first.hepbstat == "B" and not asked.parameters["refused_eligible"]:
        return not_eligible("refused", "The first episode says that the client refused vaccination.", (first.row,))
    return None


def _whole_course(asked: Asked, course: list[Dose]) -> Finding:
    days, most = (course[-1].date - course[0].date).days, asked.parameters["within_days"]
    doses = f"Doses on {listed([format_day(one.date) for one in course])}: the third {days} days after the first"
    evidence = [one.row for one in course]
    if days <= most:
        return achieved(course[-1].date, f"{doses}, at most {most}.", evidence)
    return not_achieved("course-too-slow", f"{doses}, more than {most}.", evidence)


def _undated_course(facts: JourneyFacts) -> Finding:
    first = facts.first
    known_to = facts.horizon.agency_complete_to(first.agency)
    said = "The first episode says that the course is complete, but no dose has a date"
    if known_to is None:
        return pending("feed-incomplete", f"{said}, and the agency has sent no extract.", (first.row,), awaits="ndtms")
    why = f"{said}, as the agency's extracts up to {format_day(known_to)} have it; a person must decide."
    return held("no-dose-dates", known_to, why, (first.row,))


def _unfinished(facts: JourneyFacts, course: list[Dose]) -> Finding:
    so_far = f"{len(course)} of {COURSE} doses {'is' if len(course) == 1 else 'are'} known in the journey"
    rows = to_the_end(facts, [one.row for one in course]) if course else facts.last_rows
    finding = unmet(facts, so_far, rows, _earliest(course))
    end = facts.end
    if finding.status is NOT_ACHIEVED and end is not None and not facts.horizon.complete("hepb", end):
        return awaiting_feed("hepb", end, so_far, finding.evidence)
    return finding


def _earliest(course: list[Dose]) -> dt.date | None:
    """A third dose can come any day after the second."""
    return course[-1].date + dt.timedelta(days=1) if len(course) == COURSE - 1 else None
