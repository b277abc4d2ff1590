"""reoffending_cohort: fewer offences in a year's cohort than its baseline, over all clients of a contract."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from caseloads.rules.facts import Completeness, Evidence
from outcomes.rules.conclude import outside_dates
from outcomes.rules.determination import ClientFound, Determination, JourneyFound
from outcomes.rules.finding import Finding, achieved, awaiting_feed, held, not_achieved
from pbr.scheme.document import Outcome, Scheme
from pbr.values.dates import MONTHS_IN_A_YEAR, ContractYear, contract_years, format_day, months_after

MEASURE: Final = "reoffending_cohort"
_Cohorts = Mapping[tuple[dt.date, str, dt.date], list[JourneyFound]]


def cohort_determinations(
    found: Iterable[ClientFound], schemes: Sequence[Scheme], completeness: Completeness, as_of: dt.date
) -> list[Determination]:
    """Rules of the scheme, §5, reoffending_cohort [`baseline` offences per person a year, `tiers`, `min_cohort = 30`,
    `lag_months = 10`, `trigger_only`]; points 41:

    "Per contract and contract year: the governed journeys that started in it and whose first episode the contract covers.
    Each member is followed for 12 months from the day after the journey's start. Dated D = year's end + 12 months, once
    `complete(offences) ≥ D + lag_months`; until then `pending`. Fewer than `min_cohort`: `held`, `small-cohort`.
    Reduction = 1 − (offences ÷ members ÷ baseline). Below the lowest tier `not_achieved`."

    Client is "", journey the contract year's first day, part "", group None. A year without members gives no row.
    """
    versions = sorted(schemes, key=lambda scheme: scheme.starts)
    measured = [(scheme, one) for scheme in versions for one in scheme.outcomes if one.measure == MEASURE]
    if not measured:
        return []
    cohorts = _cohorts(found, {scheme.starts: scheme for scheme in versions})
    known_to = completeness.to("offences", as_of)
    rows = []
    for scheme, outcome in measured:
        for year in contract_years(scheme.starts, scheme.ends, scheme.contract_year_starts):
            for contract in scheme.contracts:
                members = cohorts.get((scheme.starts, contract.code, year.start))
                if members:
                    offences = _offences(members, outcome.parameters["trigger_only"], as_of)
                    finding = _finding(members, offences, outcome, year, known_to)
                    finding = _within_dates(scheme, finding)
                    # An offence that counts for two journeys of a client is named twice, as it was counted.
                    finding = finding._replace(evidence=tuple(offences))
                    rows.append(_determination(finding, scheme, outcome, contract.code, year))
    return rows


def _cohorts(found: Iterable[ClientFound], versions: Mapping[dt.date, Scheme]) -> _Cohorts:
    """Governed journeys by version, contract of the first episode, and first day of the contract year they started in."""
    cohorts: dict[tuple[dt.date, str, dt.date], list[JourneyFound]] = defaultdict(list)
    for client in found:
        for journey in client.journeys:
            if journey.version is not None and journey.first_contract is not None:
                year = ContractYear.of(journey.start, versions[journey.version].contract_year_starts)
                cohorts[journey.version, journey.first_contract, year.start].append(journey)
    return cohorts


def _finding(
    members: Sequence[JourneyFound],
    evidence: Sequence[Evidence],
    outcome: Outcome,
    year: ContractYear,
    known_to: dt.date | None,
) -> Finding:
    dated = months_after(year.end, MONTHS_IN_A_YEAR)
    needed = months_after(dated, outcome.parameters["lag_months"])
    offences = (
        f"{len(evidence)} offences are known of {len(members)} members, each in the twelve months after the start"
    )
    if known_to is None or known_to < needed:
        return awaiting_feed("offences", needed, offences, evidence)
    if len(members) < outcome.parameters["min_cohort"]:
        why = f"{offences}, but a cohort of fewer than {outcome.parameters['min_cohort']} says too little."
        return held("small-cohort", dated, why, evidence)
    reduction = 1 - Fraction(len(evidence), len(members)) / Fraction(outcome.parameters["baseline"])
    lowest = outcome.tiers[0].at_least
    compared = (
        f"{offences}: against a baseline of {outcome.parameters['baseline']} a person, a reduction of "
        f"{_percent(reduction)}"
    )
    if reduction < Fraction(lowest):
        why = f"{compared}, less than the lowest tier of {_percent(Fraction(lowest))}."
        return not_achieved("below-lowest-tier", why, evidence)
    tier = [one.at_least for one in outcome.tiers if Fraction(one.at_least) <= reduction][-1]
    return achieved(dated, f"{compared}, which reaches the tier of {_percent(Fraction(tier))}.", evidence)


def _offences(members: Iterable[JourneyFound], trigger_only: bool, as_of: dt.date) -> list[Evidence]:
    """The rows of the offences that count: from the day after the journey's start on, for twelve months."""
    return [
        row
        for member in members
        for (date, proven, trigger), row in zip(member.offences, member.offence_rows, strict=True)
        if member.start < date <= months_after(member.start, MONTHS_IN_A_YEAR)
        and max(date, proven or date) <= as_of
        and (trigger or not trigger_only)
    ]


def _percent(share: Fraction) -> str:
    """For reading only; comparisons are exact."""
    return f"{Decimal(share.numerator) * 100 / Decimal(share.denominator):.1f} %"


def _within_dates(scheme: Scheme, finding: Finding) -> Finding:
    """The scheme's dates come first, as for every other outcome (points 24)."""
    return outside_dates(scheme, finding) or finding


def _determination(
    finding: Finding, scheme: Scheme, outcome: Outcome, contract: str, year: ContractYear
) -> Determination:
    return Determination(
        client="",
        journey=year.start,
        outcome=outcome.code,
        part="",
        status=finding.status,
        date=finding.date,
        group=None,
        contracts=(contract,),
        reason=finding.reason,
        why=f"{format_day(year.start)} to {format_day(year.end)}: {finding.why}",
        evidence=finding.evidence,
        version=scheme.starts,
        awaits=finding.awaits,
        awaits_date=finding.awaits_date,
    )
