"""The complexity group of a journey, and from when on (Rules of the scheme, §2; points 22 and 23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from caseloads.rules.facts import Assessment
from caseloads.rules.journeys import Journey
from pbr.scheme.document import Scheme
from pbr.values.dates import days_after


@dataclass(slots=True, eq=False)
class Complexity:
    """The group, as the scheme writes it, and the assessment that gives it. Neither is ever set anew."""

    group: Final[str]
    assessment: Final[Assessment]

    @property
    def failed_audit(self) -> bool:
        return self.assessment.audit == "fail"


def complexities(assessments: Sequence[Assessment], journey: Journey, scheme: Scheme) -> tuple[Complexity, ...]:
    """The journey's assessment and, in order of date, each later one that changes the group.

    From `window_days` before the journey's start up to its end. The first gives the group from the journey's start, even
    if it was made after it. A later one counts only if somebody other than the assessor approved it. One whose group the
    scheme does not have is ignored.
    """
    if not assessments:
        return ()
    groups, end = scheme.group_written, journey.end
    earliest = days_after(journey.start, -scheme.lasars.window_days)
    in_time: tuple[Complexity, ...] = ()
    for one in assessments:
        group = groups.get(one.group.casefold())
        if group is not None and earliest <= one.assessed and (end is None or one.assessed <= end):
            in_time = (*in_time, Complexity(group, one))
    if len(in_time) < 2:
        return in_time
    first, *later = sorted(
        in_time, key=lambda one: (one.assessment.assessed, one.assessment.assessid, one.assessment.row)
    )
    return (first, *[one for one in later if approved_by_another(one.assessment)])


def approved_by_another(assessment: Assessment) -> bool:
    approver = assessment.approved_by.strip().casefold()
    return approver != "" and approver != assessment.assessor.strip().casefold()


def complexity_on(history: Sequence[Complexity], day: dt.date) -> Complexity | None:
    """The complexity that holds for what is dated on this day; None where nobody was assessed."""
    holding = history[0] if history else None
    for one in history[1:]:
        if one.assessment.assessed <= day:
            holding = one
    return holding
