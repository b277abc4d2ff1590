"""A folder of extracts and the versions of a scheme to everything that was earned, without a database (evaluate.md).

The application runs the same functions on the facts in its tables; only reading and writing differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseloads.intake.findings import Finding
from caseloads.intake.folder import FolderRefused, read_folder
from caseloads.rules.assemble import Assembled, assemble, completeness
from caseloads.rules.facts import Completeness
from caseloads.rules.knowledge import know
from outcomes.rules.cohorts import cohort_determinations
from outcomes.rules.determination import ClientFound, Determination
from outcomes.rules.determine import determine
from payments.rules.entitle import entitle
from payments.rules.entitlement import Entitled, Entitlement, Totals, part_order
from pbr.scheme.document import Scheme
from pbr.scheme.errors import SchemeRefused
from pbr.scheme.reading import read_scheme
from pbr.scheme.validation import check_versions


class EvaluationRefused(Exception):
    """A scheme or a file is refused; every reason at once, and no result."""

    def __init__(self, messages: Sequence[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(messages))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found and earned. `as_of` None: there was no dated file, and everything is empty (points 60)."""

    as_of: dt.date | None
    schemes: tuple[Scheme, ...]
    completeness: Completeness
    rejected: tuple[tuple[str, Finding], ...]
    assembled: Assembled
    found: tuple[ClientFound, ...]
    cohort_rows: tuple[Determination, ...]
    entitled: Entitled

    @property
    def attributors(self) -> Mapping[str, str]:
        """How each client is shown on a desk; twins share one (points 54)."""
        return {facts.client: facts.attributor for facts in self.assembled.clients} | {"": ""}


def evaluate(folder: Path, documents: Sequence[tuple[str, bytes]], as_of: dt.date | None = None) -> Evaluation:
    """Evaluate a folder under scheme documents, each given with its name. Raises EvaluationRefused.

    `as_of` defaults to the latest complete-to date of any feed.
    """
    schemes = _read_schemes(documents)
    agencies = tuple(dict.fromkeys(agency for scheme in schemes for agency in scheme.agencies))
    try:
        read = read_folder(folder, frozenset(agencies))
    except FolderRefused as refused:
        raise EvaluationRefused(refused.messages) from None
    complete = completeness(read.sources, agencies)
    day = as_of or _latest(complete)
    known = know(read.winners, read.lowest)
    if day is None:
        nothing = Entitled((), (), (), {contract: Totals() for contract in _contracts(schemes)})
        return Evaluation(None, schemes, complete, read.rejected, assemble(known), (), (), nothing)
    assembled = assemble(known, day)
    found = tuple(determine(facts, schemes, complete, day) for facts in assembled.clients)
    cohort_rows = tuple(cohort_determinations(found, schemes, complete, day))
    entitled = entitle(found, cohort_rows, schemes, complete, day)
    return Evaluation(day, schemes, complete, read.rejected, assembled, found, cohort_rows, entitled)


def _read_schemes(documents: Sequence[tuple[str, bytes]]) -> tuple[Scheme, ...]:
    """All versions, in order of date; what is wrong with any of them is told at once."""
    schemes, messages = [], []
    for name, text in documents:
        try:
            schemes.append(read_scheme(text, name))
        except SchemeRefused as refused:
            messages.append(str(refused))
    if messages:
        raise EvaluationRefused(messages)
    try:
        check_versions(schemes)
    except SchemeRefused as refused:
        raise EvaluationRefused([str(refused)]) from None
    return tuple(sorted(schemes, key=lambda scheme: scheme.starts))


def _latest(complete: Completeness) -> dt.date | None:
    dates = [day for day in (*complete.agencies.values(), *complete.local.values()) if day is not None]
    return max(dates, default=None)


def _contracts(schemes: Sequence[Scheme]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(contract.code for scheme in schemes for contract in scheme.contracts))


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """The one object that `evaluate` writes: dates as YYYY-MM-DD, money in pence."""
    shown = evaluation.attributors
    return {
        "as_of": _iso(evaluation.as_of),
        "rejected": [_rejected_row(file, finding) for file, finding in evaluation.rejected],
        "determinations": [_determination_row(row, shown) for row in in_order(evaluation)],
        "entitlements": [_entitlement_row(row, shown) for row in _entitlements(evaluation)],
        "totals": {contract: _totals_row(totals) for contract, totals in evaluation.entitled.totals.items()},
    }


def in_order(evaluation: Evaluation) -> list[Determination]:
    """All determinations by client, journey, the outcome's place in its scheme, and part."""
    shown = evaluation.attributors
    place = {(scheme.starts, one.code): one.place for scheme in evaluation.schemes for one in scheme.outcomes}

    def order(row: Determination) -> tuple[object, ...]:
        outcome = place[row.version, row.outcome]
        return (shown[row.client], row.journey, outcome, part_order(row.part), row.client, row.contracts)

    rows = [row for client in evaluation.found for row in client.determinations]
    return sorted([*rows, *evaluation.cohort_rows], key=order)


def _entitlements(evaluation: Evaluation) -> list[Entitlement]:
    """As they were found, but by how a client is shown."""
    shown = evaluation.attributors
    contracts = {code: place for place, code in enumerate(evaluation.entitled.totals)}

    def order(row: Entitlement) -> tuple[object, ...]:
        outcome, part = row.outcome_order, part_order(row.part)
        return (contracts[row.contract], row.date, shown[row.client], row.journey, outcome, part, row.client)

    return sorted(evaluation.entitled.entitlements, key=order)


def _rejected_row(file: str, finding: Finding) -> dict[str, Any]:
    return {"file": file, "line": finding.line, "column": finding.column, "value": finding.value, "rule": finding.rule}


def _determination_row(row: Determination, shown: Mapping[str, str]) -> dict[str, Any]:
    return {
        "client": shown[row.client],
        "journey": _iso(row.journey),
        "outcome": row.outcome,
        "part": row.part,
        "status": row.status.value,
        "date": _iso(row.date),
        "group": row.group,
        "contract": "+".join(row.contracts) or None,
        "reason": row.reason,
        "why": row.why,
        "evidence": [str(line) for line in row.evidence],
    }


def _entitlement_row(row: Entitlement, shown: Mapping[str, str]) -> dict[str, Any]:
    return {
        "contract": row.contract,
        "client": shown[row.client],
        "journey": _iso(row.journey),
        "outcome": row.outcome,
        "part": row.part,
        "date": _iso(row.date),
        "amount": row.amount,
        "payable": row.payable,
        "capped": row.capped,
    }


def _totals_row(totals: Totals) -> dict[str, int]:
    return {"payable": totals.payable, "capped": totals.capped, "held": totals.held, "gated": totals.gated}


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
