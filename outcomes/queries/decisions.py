"""What people decided in the browser, as facts for the rules beside those of the `decisions` feed."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence

from caseloads.rules.facts import ClientFacts, Decision, Evidence
from outcomes.models import DecisionMade

# An evidence "extract" of this form names a decision made in the browser, not a line of a file.
PREFIX = "decision-"


def with_decisions(clients: Sequence[ClientFacts], partnership_id: int) -> list[ClientFacts]:
    """The facts with the decisions made in the browser; of two about the same the later counts, the browser's first."""
    made: dict[str, list[Decision]] = defaultdict(list)
    rows = DecisionMade.objects.filter(
        partnership_id=partnership_id, client_id__in=[int(facts.client) for facts in clients]
    ).select_related("by")
    for row in rows.order_by("pk"):
        made[str(row.client_id)].append(_fact(row))
    return [
        dataclasses.replace(facts, decisions=_latest([*facts.decisions, *made[facts.client]]))
        if facts.client in made
        else facts
        for facts in clients
    ]


def _fact(row: DecisionMade) -> Decision:
    return Decision(
        journey=row.journey,
        outcome=row.outcome,
        part=row.part,
        reason=row.reason,
        decision=row.decision,
        by=row.by.name,
        on=row.on,
        row=Evidence(f"{PREFIX}{row.pk}", 0),
    )


def _latest(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    latest: dict[tuple[object, ...], Decision] = {}
    for one in decisions:
        key = (one.journey, one.outcome, one.part, one.reason)
        if key not in latest or one.on >= latest[key].on:
            latest[key] = one
    return tuple(latest.values())
