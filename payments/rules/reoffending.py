"""What a year's cohort earns by offending less than its baseline (rules.md §5, reoffending_cohort; points 41)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from outcomes.rules.determination import ClientFound, Determination, JourneyFound, Status
from payments.rules.cohorts import added_up
from payments.rules.entitlement import Entitlement
from payments.rules.versions import Versions
from pbr.scheme.document import Outcome, Scheme
from pbr.values.dates import MONTHS_IN_A_YEAR, ContractYear, months_after
from pbr.values.money import Pence, format_pence


class Cohort(NamedTuple):
    """The members of one contract's year, and their offences in the twelve months in which each is followed."""

    members: int
    offences: int

    def reduction(self, outcome: Outcome) -> Fraction:
        """1 − offences ÷ members ÷ baseline, exact."""
        return 1 - Fraction(self.offences, self.members) / Fraction(outcome.parameters["baseline"])


def reoffending_entitlements(
    cohort_rows: Iterable[Determination], found: Sequence[ClientFound], versions: Versions, as_of: dt.date
) -> list[Entitlement]:
    """`per_member` of the highest tier reached, for every member, for each achieved row of `reoffending_cohort`."""
    achieved = [row for row in cohort_rows if row.status is Status.ACHIEVED]
    return added_up(entitlement for row in achieved for entitlement in _entitlements(row, found, versions, as_of))


def _entitlements(
    row: Determination, found: Sequence[ClientFound], versions: Versions, as_of: dt.date
) -> Iterator[Entitlement]:
    scheme, outcome = versions.governing(row.version), versions.outcome(row.version, row.outcome)
    for contract in row.contracts:
        cohort = _cohort(found, scheme, outcome, contract, ContractYear.starting(row.journey), as_of)
        reduction = cohort.reduction(outcome)
        per_member = [tier.per_member for tier in outcome.tiers if Fraction(tier.at_least) <= reduction][-1]
        assert row.date is not None, "an achieved determination is dated"
        amount = Pence(per_member * cohort.members)
        yield Entitlement(
            contract=contract,
            client="",
            journey=row.journey,
            outcome=row.outcome,
            part=row.part,
            date=row.date,
            amount=amount,
            payable=amount,
            version=row.version,
            how=f"{cohort.offences} offences of {cohort.members} members in their twelve months: "
            f"{cohort.members} × {format_pence(per_member)}.",
            place=outcome.place,
        )


def _cohort(
    found: Iterable[ClientFound], scheme: Scheme, outcome: Outcome, contract: str, year: ContractYear, as_of: dt.date
) -> Cohort:
    members = [
        journey
        for client in found
        for journey in client.journeys
        if journey.version == scheme.starts
        and journey.first_contract == contract
        and year.start <= journey.start <= year.end
    ]
    trigger_only = outcome.parameters["trigger_only"]
    return Cohort(len(members), sum(_offences(journey, trigger_only, as_of) for journey in members))


def _offences(journey: JourneyFound, trigger_only: bool, as_of: dt.date) -> int:
    """Those from the day after the journey's start on, for twelve months, that are known by `as_of` (points 12 and 41)."""
    last = months_after(journey.start, MONTHS_IN_A_YEAR)
    return sum(
        journey.start < date <= last and max(date, proven or date) <= as_of and (trigger or not trigger_only)
        for date, proven, trigger in journey.offences
    )
