"""What was known at one month's end: the past as the forecast learns from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caseloads.rules.facts import ClientFacts, Completeness
from outcomes.rules.cohorts import cohort_determinations
from outcomes.rules.determination import ClientFound
from outcomes.rules.determine import determine
from payments.forecasting.months import month_number
from payments.rules.entitle import entitle
from payments.rules.entitlement import Entitled
from pbr.scheme.document import Scheme


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All findings and entitlements as known on `day`, a month's end to which the feeds are complete."""

    day: dt.date
    found: Sequence[ClientFound]
    entitled: Entitled

    @property
    def month(self) -> int:
        return month_number(self.day)


def snapshot(facts: Sequence[ClientFacts], schemes: Sequence[Scheme], complete: Completeness, day: dt.date) -> Snapshot:
    """What the rules find on a day."""
    found = tuple(determine(client, schemes, complete, day) for client in facts)
    cohort_rows = cohort_determinations(found, schemes, complete, day)
    return Snapshot(day, found, entitle(found, cohort_rows, schemes, complete, day))


def replay(
    facts: Sequence[ClientFacts], schemes: Sequence[Scheme], complete: Completeness, days: Sequence[dt.date]
) -> Iterator[Snapshot]:
    """The past out of what is known now: each month's end sees what is dated up to it.

    What came late or was corrected looks as though it had been there in time. A folder of the files as they arrived says
    more (`payments.forecasting.arriving`).
    """
    for day in days:
        yield snapshot(facts, schemes, complete, day)
