"""What a person decided about a held determination (Rules of the scheme, §4; points 51, 52, 61 and 65)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from caseloads.rules.facts import Decision
from outcomes.rules.determination import ACHIEVED, NOT_ACHIEVED
from outcomes.rules.finding import Finding, each_once
from outcomes.rules.journey_facts import JourneyFacts
from pbr.scheme.document import Asked
from pbr.values.dates import format_day

EFFECTIVE: Final = ("release", "refuse")


def decision_on(facts: JourneyFacts, asked: Asked, reason: str) -> Decision | None:
    """The decision on this client, journey, outcome and part that was made for this very reason; the latest, if several.

    One for another reason does not apply: the determination goes back to a person.
    """
    decisions = facts.client.facts.decisions
    if not decisions:
        return None
    wanted = (asked.outcome.code.casefold(), asked.part, reason)
    made = [
        one
        for one in decisions
        if one.journey == facts.start
        and (one.outcome.casefold(), one.part, one.reason.casefold()) == wanted
        and one.decision in EFFECTIVE
    ]
    return max(made, key=lambda one: (one.on, one.row), default=None)


def refused(finding: Finding, decision: Decision) -> Finding:
    """Not achieved, without a date."""
    return finding._replace(
        status=NOT_ACHIEVED,
        reason="refused",
        why=f"{finding.why[:-1]}; {_decided('refused', decision)}.",
        date=None,
        evidence=each_once((*finding.evidence, decision.row)),
    )


def released(finding: Finding, decision: Decision) -> Finding:
    """Achieved, with the held date."""
    return finding._replace(
        status=ACHIEVED,
        reason="released",
        why=f"{finding.why[:-1]}; {_decided('released', decision)}.",
        evidence=each_once((*finding.evidence, decision.row)),
    )


def judged_on(finding: Finding, releases: Iterable[Decision]) -> Finding:
    """What non_representation found after a person let it go on: its own reason and date, and the releases beside it."""
    for decision in releases:
        why = f"{finding.why[:-1]} ({decision.reason} was {_decided('released', decision)})."
        finding = finding._replace(why=why, evidence=each_once((*finding.evidence, decision.row)))
    return finding


def _decided(verb: str, decision: Decision) -> str:
    return f"{verb} by {decision.by or 'a person'} on {format_day(decision.on)}"
