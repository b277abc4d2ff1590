"""An evaluation in words: client by client, what was found, why, and what it earns."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from caseloads.intake.findings import shown
from caseloads.rules.assemble import Assembled
from caseloads.rules.people import near_misses, seen
from outcomes.rules.determination import Determination
from outcomes.rules.returning import return_window
from payments.rules.entitlement import Entitlement
from payments.rules.evaluation import Evaluation, in_order
from pbr.scheme.document import Scheme
from pbr.values.dates import format_day
from pbr.values.money import format_pence

_STATUS: Final = {
    "achieved": "achieved",
    "not_achieved": "not achieved",
    "pending": "pending",
    "not_eligible": "not eligible",
    "held": "held",
}
_Key = tuple[str, dt.date, str, str]


def as_text(evaluation: Evaluation) -> str:
    """The evaluation for people to read; the order is that of the JSON object."""
    lines = [line for part in _lines(evaluation) for line in part.split("\n")]
    return "\n".join(shown(line) for line in lines) + "\n"


def _lines(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.as_of is None:
        yield "There is no dated file, so nothing is known and nothing is earned."
    else:
        yield f"As known on {format_day(evaluation.as_of)}, under {_schemes(evaluation.schemes)}."
    yield from _rejected(evaluation)
    yield from _clients(evaluation)
    yield from _totals(evaluation)
    yield from _to_look_at(evaluation)


def _schemes(schemes: Sequence[Scheme]) -> str:
    return " and ".join(
        f"{scheme.name} ({format_day(scheme.starts)} to {format_day(scheme.ends)})" for scheme in schemes
    )


def _rejected(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.rejected:
        yield "\nRows left out"
    for file, finding in evaluation.rejected:
        yield f"  {file}:{finding.line}: {finding.sentence}"


def _clients(evaluation: Evaluation) -> Iterator[str]:
    earned: dict[_Key, list[Entitlement]] = defaultdict(list)
    for row in evaluation.entitled.entitlements:
        earned[row.client, row.journey, row.outcome, row.part].append(row)
    titles = {(scheme.starts, one.code): one.title for scheme in evaluation.schemes for one in scheme.outcomes}
    before: tuple[str, dt.date] | None = None
    for found in in_order(evaluation):
        if (found.client, found.journey) != before:
            before = (found.client, found.journey)
            yield f"\n{_whose(found, evaluation)}"
        yield from _determination(found, titles[found.version, found.outcome])
        for row in earned.pop((found.client, found.journey, found.outcome, found.part), ()):
            yield f"    {_money(row)}"
    rest = [row for rows in earned.values() for row in rows]
    if rest:
        yield "\nOf the contracts as a whole"
    for row in rest:
        yield f"  {row.outcome}{f' {row.part}' if row.part else ''}: {_money(row)}"


def _whose(found: Determination, evaluation: Evaluation) -> str:
    if not found.client:
        return f"All clients together, year from {format_day(found.journey)}"
    name, twin = evaluation.attributors[found.client], ""
    if found.client != name:
        twin = f" (record {found.client.removeprefix(name).strip('/')})"
    return f"{name}{twin}, journey from {format_day(found.journey)}"


def _determination(found: Determination, title: str) -> Iterator[str]:
    part = f", part {found.part}" if found.part else ""
    on = f" on {format_day(found.date)}" if found.date is not None else ""
    name = f"{title} [{found.outcome}]" if title else found.outcome
    yield f"  {name}{part}: {_STATUS[found.status.value]}{on} ({found.reason})"
    yield f"    {found.why}"
    if found.evidence:
        yield f"    Evidence: {', '.join(str(line) for line in found.evidence)}"


def _money(row: Entitlement) -> str:
    capped = f", of which {format_pence(row.capped)} is above a cap" if row.capped else ""
    return f"{row.contract} earns {format_pence(row.amount)} on {format_day(row.date)}{capped}. {row.how}".rstrip()


def _totals(evaluation: Evaluation) -> Iterator[str]:
    yield "\nTotals"
    for contract, totals in evaluation.entitled.totals.items():
        yield (
            f"  {contract}: payable {format_pence(totals.payable)}, capped {format_pence(totals.capped)}, "
            f"held {format_pence(totals.held)}, gated {format_pence(totals.gated)}"
        )


def _to_look_at(evaluation: Evaluation) -> Iterator[str]:
    lines = [*_assembled_lists(evaluation.assembled), *_unknown_groups(evaluation), *_changes_of_name(evaluation)]
    if lines:
        yield "\nFor a person to look at"
        yield from lines


def _assembled_lists(assembled: Assembled) -> Iterator[str]:
    for twins in assembled.twins:
        records = " and ".join(f"{agency} {clientid}" for agency, clientid in twins.records)
        yield f"  {twins.attributor}: {records} overlap; they are kept apart as possible twins."
    for row in assembled.waiting:
        yield f"  {row}: the person is not known yet, or is one of twins; the row waits."
    for row in assembled.without_effect:
        yield f"  {row}: the decision is neither release nor refuse and has no effect."


def _unknown_groups(evaluation: Evaluation) -> Iterator[str]:
    """Assessments whose GROUP no version of the scheme has: they are ignored (points 22)."""
    groups = {group for scheme in evaluation.schemes for group in scheme.groups}
    for facts in evaluation.assembled.clients:
        for one in facts.assessments:
            if one.group not in groups:
                yield f'  {one.row}: the scheme has no group "{one.group}", so the assessment is ignored.'


def _changes_of_name(evaluation: Evaluation) -> Iterator[str]:
    months = return_window(evaluation.schemes)
    journeys = {client.client: client.journeys for client in evaluation.found}
    people = [
        seen(
            facts.client,
            facts.attributor,
            exits=[journey.end for journey in journeys.get(facts.client, ()) if journey.end is not None],
            starts=[journey.start for journey in journeys.get(facts.client, ())],
        )
        for facts in evaluation.assembled.clients
    ]
    for miss in near_misses(people, months):
        yield (
            f"  {miss.later} started on {format_day(miss.start)} after {miss.earlier} left on {format_day(miss.exit)}: "
            f"{miss.difference}; perhaps a change of name."
        )
