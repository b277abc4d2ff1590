"""Writing what was found: only what differs from what is current; the former row is superseded, never edited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from caseloads.rules.facts import Evidence
from outcomes.models import DeterminationRow, EvidenceRow, JourneyRow
from outcomes.queries.decisions import PREFIX
from outcomes.queries.schemes import InForce
from outcomes.rules.determination import ClientFound, Determination, JourneyFound
from pbr import clock

Key = tuple[int | None, Any, str, str, tuple[str, ...]]
_SAID = ("status", "date", "group", "contracts", "reason", "why", "version_id", "awaits", "awaits_date")


def supersede_clients(
    partnership_id: int, in_force: InForce, clients: Collection[int], determined: Sequence[ClientFound]
) -> None:
    """Makes what was found current for these clients; one of whom nothing is found any more is left with nothing."""
    current = DeterminationRow.objects.filter(client_id__in=clients, superseded_at__isnull=True)
    rows = (one for client in determined for one in client.determinations)
    _supersede(partnership_id, in_force, list(current), rows)
    _write_journeys(partnership_id, in_force, clients, determined)


def supersede_cohorts(partnership_id: int, in_force: InForce, rows: Iterable[Determination]) -> None:
    current = DeterminationRow.objects.filter(
        partnership_id=partnership_id, client__isnull=True, superseded_at__isnull=True
    )
    _supersede(partnership_id, in_force, list(current), rows)


def _supersede(
    partnership_id: int, in_force: InForce, current: Sequence[DeterminationRow], rows: Iterable[Determination]
) -> None:
    counts = _evidence_counts(current)
    before = {_key_of(row): row for row in current}
    fresh: list[tuple[DeterminationRow, tuple[Evidence, ...]]] = []
    over = dict(before)
    for told in rows:
        row = _row(partnership_id, in_force, told)
        former = before.get(_key_of(row))
        if former is not None and _says_the_same(former, row, counts[former.pk], len(told.evidence)):
            del over[_key_of(row)]
        else:
            fresh.append((row, told.evidence))
    now = clock.now()
    DeterminationRow.objects.filter(pk__in=[row.pk for row in over.values()]).update(superseded_at=now)
    made = DeterminationRow.objects.bulk_create([row for row, _ in fresh], batch_size=2000)
    EvidenceRow.objects.bulk_create(
        (
            _evidence(row.pk, place, one)
            for row, (_, evidence) in zip(made, fresh, strict=True)
            for place, one in enumerate(evidence)
        ),
        batch_size=5000,
    )


def _key_of(row: DeterminationRow) -> Key:
    # Rows of cohorts differ by contract; a client's row may change its contract and is still the same question.
    contracts = tuple(row.contracts) if row.client_id is None else ()
    return (row.client_id, row.journey, row.outcome, row.part, contracts)


def _says_the_same(former: DeterminationRow, row: DeterminationRow, evidence_before: int, evidence: int) -> bool:
    """Whether nothing that anybody reads differs. That a later file repeats the same rows of evidence is no news: the
    lines named before still say it."""
    return evidence_before == evidence and all(getattr(former, name) == getattr(row, name) for name in _SAID)


def _evidence_counts(current: Sequence[DeterminationRow]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    rows = EvidenceRow.objects.filter(determination_id__in=[row.pk for row in current])
    for determination in rows.values_list("determination_id", flat=True):
        counts[determination] += 1
    return counts


def _row(partnership_id: int, in_force: InForce, told: Determination) -> DeterminationRow:
    return DeterminationRow(
        partnership_id=partnership_id,
        client_id=int(told.client) if told.client else None,
        journey=told.journey,
        outcome=told.outcome,
        part=told.part,
        status=str(told.status),
        date=told.date,
        group=told.group,
        contracts=list(told.contracts),
        reason=told.reason,
        why=told.why,
        version_id=in_force.id_of(told.version),
        awaits=told.awaits,
        awaits_date=told.awaits_date,
        found_at=clock.now(),
    )


def _evidence(determination: int, place: int, told: Evidence) -> EvidenceRow:
    if told.extract.startswith(PREFIX):
        decision = int(told.extract.removeprefix(PREFIX))
        return EvidenceRow(determination_id=determination, place=place, decision_id=decision)
    return EvidenceRow(determination_id=determination, place=place, extract_id=int(told.extract), line=told.line)


def _write_journeys(
    partnership_id: int, in_force: InForce, clients: Collection[int], determined: Sequence[ClientFound]
) -> None:
    """Journeys are a working copy for pricing and pages, written anew where they differ."""
    before = {(row.client_id, row.start): row for row in JourneyRow.objects.filter(client_id__in=clients)}
    rows = [_journey(partnership_id, in_force, one) for client in determined for one in client.journeys]
    names = [field.attname for field in JourneyRow._meta.concrete_fields if field.name != "id"]
    fresh = []
    for row in rows:
        former = before.pop((row.client_id, row.start), None)
        if former is None:
            fresh.append(row)
        elif any(getattr(former, name) != getattr(row, name) for name in names):
            row.pk = former.pk
            row.save(force_update=True)
    JourneyRow.objects.filter(pk__in=[row.pk for row in before.values()]).delete()
    JourneyRow.objects.bulk_create(fresh, batch_size=2000)


def _journey(partnership_id: int, in_force: InForce, told: JourneyFound) -> JourneyRow:
    agency, clientid = told.first_episode
    return JourneyRow(
        partnership_id=partnership_id,
        client_id=int(told.client),
        start=told.start,
        end=told.end,
        settled=told.settled,
        version_id=None if told.version is None else in_force.id_of(told.version),
        group=told.group,
        holder=told.holder,
        first_contract=told.first_contract,
        first_agency=agency,
        first_clientid=clientid,
        offences=[
            [date.isoformat(), proven and proven.isoformat(), trigger, row.extract, row.line]
            for (date, proven, trigger), row in zip(told.offences, told.offence_rows, strict=True)
        ],
    )
