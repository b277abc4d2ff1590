"""Cohort pricing: the unit price rises with the proportion achieving, quarter by quarter (money.md §1, points 43)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from caseloads.rules.facts import Completeness
from outcomes.rules.determination import ClientFound, Determination, JourneyFound, Status
from payments.rules.entitlement import Entitlement, EntitlementKey
from payments.rules.versions import Versions
from pbr.scheme.document import Outcome, Scheme
from pbr.values.dates import ContractYear, contract_years
from pbr.values.money import Pence, format_pence

LEFT_OUT = (Status.NOT_ELIGIBLE, Status.HELD)


class Member(NamedTuple):
    """One journey in a cohort: when it was in treatment (`end` None: still is), and when it achieved the outcome."""

    start: dt.date
    end: dt.date | None
    achieved: dt.date | None

    def counts_in(self, year: ContractYear, quarter_end: dt.date) -> bool:
        """Not achieved before the year, and in treatment from its start to the quarter's end or achieved in that time."""
        if self.achieved is not None and self.achieved < year.start:
            return False
        in_treatment = self.start <= quarter_end and (self.end is None or self.end >= year.start)
        return in_treatment or self.achieves_by(year, quarter_end)

    def achieves_by(self, year: ContractYear, quarter_end: dt.date) -> bool:
        return self.achieved is not None and year.start <= self.achieved <= quarter_end


class CohortKey(NamedTuple):
    """Who is counted together: one outcome, one contract (the holder at the journey's start), one group (likewise)."""

    outcome: str
    contract: str
    group: str


def cohort_entitlements(
    found: Iterable[ClientFound], versions: Versions, completeness: Completeness, as_of: dt.date
) -> list[Entitlement]:
    """The quarters' entitlements of every outcome priced by cohort, as now known: past quarters move when facts move.

    Journeys of two versions in one year are priced each by its own version, and their quarters added up.
    """
    known_to = completeness.to("ndtms", as_of)
    priced = {(scheme.starts, one.code) for scheme in versions.all for one in scheme.outcomes if one.bands}
    if known_to is None or not priced:
        return []
    members = members_of(found, priced)
    rows: list[Entitlement] = []
    for (version, key), cohort in members.items():
        rows += _quarters(versions.governing(version), versions.outcome(version, key.outcome), key, cohort, known_to)
    return [row for row in added_up(rows) if row.amount]


def members_of(
    found: Iterable[ClientFound], priced: set[tuple[dt.date, str]]
) -> dict[tuple[dt.date, CohortKey], list[Member]]:
    """The cohorts of each version. A journey without a group or a holder is left out, as is one held or not eligible."""
    members: dict[tuple[dt.date, CohortKey], list[Member]] = defaultdict(list)
    for client in found:
        journeys = {journey.start: journey for journey in client.journeys}
        for determination in client.determinations:
            if (determination.version, determination.outcome) not in priced or determination.status in LEFT_OUT:
                continue
            journey = journeys[determination.journey]
            if journey.group is not None and journey.holder is not None:
                key = CohortKey(determination.outcome, journey.holder, journey.group)
                members[determination.version, key].append(_member(journey, determination))
    return members


def _member(journey: JourneyFound, determination: Determination) -> Member:
    achieved = determination.date if determination.status is Status.ACHIEVED else None
    return Member(journey.start, journey.end, achieved)


def _quarters(
    scheme: Scheme, outcome: Outcome, key: CohortKey, cohort: Sequence[Member], known_to: dt.date
) -> Iterator[Entitlement]:
    for year in contract_years(scheme.starts, known_to, scheme.contract_year_starts):
        earned_before = Pence(0)
        for quarter_end in year.quarter_ends():
            if quarter_end > known_to:
                return
            eligible = [member for member in cohort if member.counts_in(year, quarter_end)]
            achieving = sum(member.achieves_by(year, quarter_end) for member in eligible)
            price = unit_price(outcome, key.group, achieving, len(eligible))
            earned = Pence(achieving * price)
            amount = Pence(earned - earned_before)
            yield Entitlement(
                contract=key.contract,
                client="",
                journey=year.start,
                outcome=key.outcome,
                part=f"{key.group} {quarter_end.isoformat()}",
                date=quarter_end,
                amount=amount,
                payable=amount,
                version=scheme.starts,
                how=f"{achieving} of {len(eligible)} achieved it since the year's start: {achieving} × "
                f"{format_pence(price)} is {format_pence(earned)}, "
                f"less {format_pence(earned_before)} up to the quarter before.",
                group=key.group,
                place=outcome.place,
            )
            earned_before = earned


def unit_price(outcome: Outcome, group: str, achieving: int, eligible: int) -> Pence:
    """The price of the highest band whose proportion is reached, compared as exact fractions; 0 for nobody."""
    if not eligible:
        return Pence(0)
    proportion = Fraction(achieving, eligible)
    return [band.prices[group] for band in outcome.bands if Fraction(band.at_least) <= proportion][-1]


def added_up(rows: Iterable[Entitlement]) -> list[Entitlement]:
    """One row for each key: where two versions meet in a contract year, both add to the same cohort row."""
    by_key: dict[EntitlementKey, Entitlement] = {}
    for row in sorted(rows, key=lambda row: row.version):
        first = by_key.get(row.key)
        if first is not None:
            amount = Pence(first.amount + row.amount)
            row = first._replace(amount=amount, payable=amount, how=f"{first.how} {row.how}")
        by_key[row.key] = row
    return list(by_key.values())
