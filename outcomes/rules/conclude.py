"""From what a measure finds to what is determined: once and again, the scheme's dates, contract, group and audit, and what
a person decided (Rules of the scheme, §1.6, §4 and §6; points 23, 24, 42, 52 and 61).

The order is the spec's: repeat, the scheme's dates, a decision on the measure's own hold, no contract, no assessment,
failed audit – each of these a hold of its own that needs its own decision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from caseloads.rules.facts import Decision, Evidence
from caseloads.rules.journeys import certain
from outcomes.rules.decisions import decision_on, judged_on, refused, released
from outcomes.rules.determination import ACHIEVED, HELD, Determination, determination_of
from outcomes.rules.finding import Finding, each_once, held, not_eligible
from outcomes.rules.journey_facts import JourneyFacts, Standing, standing_on
from outcomes.rules.measures import MEASURES
from pbr.scheme.document import Asked, Scheme
from pbr.values.dates import format_day, months_after

# A release lets this measure go on; it does not pay by itself (points 61).
GOES_ON = "non_representation"


class Earned(NamedTuple):
    """An outcome achieved in an earlier journey, which ended on `end`."""

    end: dt.date
    evidence: tuple[Evidence, ...]


def conclude(facts: JourneyFacts, asked: Asked, earned: Mapping[str, Sequence[Earned]]) -> Determination:
    """The determination of one case. `earned`: the client's earlier journeys in which an outcome was achieved, by code."""
    finding, standing = MEASURES[asked.measure](facts, asked), facts.standing
    status, reason, why, date, evidence, awaits, awaits_date, contract = finding
    if status is ACHIEVED or status is HELD:
        judged, standing = _judged(facts, asked, finding, earned.get(asked.code, ()))
        if judged is not finding:
            status, reason, why, date, evidence, awaits, awaits_date, _ = judged
    elif date is not None or contract is not None:
        standing = _standing(facts, finding)
    return determination_of(
        (
            facts.who,
            facts.start,
            asked.code,
            asked.part,
            status,
            date,
            standing.group,
            standing.contracts,
            reason,
            why,
            evidence,
            facts.version,
            awaits,
            awaits_date,
        )
    )


def _judged(facts: JourneyFacts, asked: Asked, finding: Finding, earned: Sequence[Earned]) -> tuple[Finding, Standing]:
    """What was met, at least on its face, with all that may still stand against it."""
    standing = _standing(facts, finding)
    simple = finding.status is ACHIEVED and standing.complete and not earned
    if simple and outside_dates(facts.scheme, finding) is None:  # as for most: nothing stands against it
        return finding, standing
    finding = _decided(facts, asked, finding, earned)
    standing = _standing(facts, finding)
    if finding.status is not ACHIEVED or standing.complete:
        return finding, standing
    finding = _passing_each_hold(facts, asked, finding, standing)
    return finding, standing if finding.date is not None else _standing(facts, finding)


def _standing(facts: JourneyFacts, finding: Finding) -> Standing:
    """Group and contracts on the finding's date; where the measure itself names the contract, that one."""
    if finding.contract is None:
        return facts.standing if facts.one_standing else standing_on(facts, finding.date)
    return Standing((finding.contract,), standing_on(facts, finding.date).complexity)


def _decided(facts: JourneyFacts, asked: Asked, finding: Finding, earned: Sequence[Earned]) -> Finding:
    """What the measure found, under the repeat rule, the scheme's dates and a decision on its own hold."""
    releases: list[Decision] = []
    while True:
        if finding.status is ACHIEVED or finding.status is HELD:
            finding = repeated(facts, asked, finding, earned) or outside_dates(facts.scheme, finding) or finding
        decision = decision_on(facts, asked, finding.reason) if finding.status is HELD else None
        if decision is None:
            return judged_on(finding, releases) if releases else finding
        if decision.decision == "refuse":
            return refused(judged_on(finding, releases), decision)
        if asked.measure != GOES_ON:
            return released(finding, decision)
        releases.append(decision)
        asked = asked.going_on_after(finding.reason)
        finding = MEASURES[asked.measure](facts, asked)


def repeated(facts: JourneyFacts, asked: Asked, finding: Finding, earned: Sequence[Earned]) -> Finding | None:
    """Not eligible where the same outcome was achieved in a journey that ended at most `within_months` before this one
    started, and its kind may not be earned again. Kind `service` always may."""
    if not earned:
        return None
    relapse, kind = facts.scheme.relapse, asked.outcome.kind
    if kind == "service" or (relapse.interim_again if kind == "interim" else relapse.final_again):
        return None
    for earlier in earned:
        if facts.start <= months_after(earlier.end, relapse.within_months):
            why = (
                f"It was achieved already in the journey that ended on {format_day(earlier.end)}, at most "
                f"{relapse.within_months} months before this one began on {format_day(facts.start)}."
            )
            return not_eligible("repeat", why, (*earlier.evidence, *finding.evidence))
    return None


def outside_dates(scheme: Scheme, finding: Finding) -> Finding | None:
    """Not eligible before the scheme, or after its run-off."""
    date, last = finding.date, scheme.run_off_ends
    if date is None or scheme.starts <= date <= last:
        return None
    if date < scheme.starts:
        why = f"It is dated {format_day(date)}, before the scheme began on {format_day(scheme.starts)}."
        return not_eligible("before-scheme", why, finding.evidence)
    why = f"It is dated {format_day(date)}, after the scheme's run-off ended on {format_day(last)}."
    return not_eligible("after-run-off", why, finding.evidence)


def _passing_each_hold(facts: JourneyFacts, asked: Asked, finding: Finding, standing: Standing) -> Finding:
    """An achieved finding, held for the first hold that nobody has released, or refused."""
    for hold in _holds(finding, standing):
        decision = decision_on(facts, asked, hold.reason)
        if decision is None:
            return hold
        if decision.decision == "refuse":
            return refused(hold, decision)
        why = released(hold, decision).why
        rows = each_once((*hold.evidence, decision.row))
        finding = released(finding, decision)._replace(why=why, evidence=rows)
    return finding


def _holds(finding: Finding, standing: Standing) -> Iterator[Finding]:
    met, date = finding.why[:-1], certain(finding.date)
    if not standing.contracts:
        why = f"{met}; but no contract covers any episode of the journey."
        yield held("no-contract", date, why, finding.evidence)
    if standing.complexity is None:
        why = f"{met}; but no assessment gives the client a complexity group."
        yield held("no-assessment", date, why, finding.evidence)
    elif standing.complexity.failed_audit:
        assessment = standing.complexity.assessment
        why = f"{met}; but the assessment of {format_day(assessment.assessed)} that gives the group failed its audit."
        yield held("assessment-failed-audit", date, why, (*finding.evidence, assessment.row))
