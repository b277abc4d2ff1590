"""Writing what was found: only what differs from what is current; the former row is superseded, never edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from caseloads.rules.facts import Evidence
from lasars.queries import PREFIX as ASSESSMENT
from outcomes.actions.copying import copy_in, reserve_ids
from outcomes.models import DeterminationRow, EvidenceRow, JourneyRow
from outcomes.queries.decisions import PREFIX
from outcomes.queries.schemes import InForce
from outcomes.rules.determination import ClientFound, Determination, JourneyFound
from pbr import clock

_EVIDENCE = ("determination_id", "place", "extract_id", "line", "decision_id", "assessment_id")


class Said(NamedTuple):
    """What a determination says, in the order of its columns."""

    client_id: int | None
    journey: dt.date
    outcome: str
    part: str
    contracts: list[str]
    status: str
    date: dt.date | None
    group: str | None
    reason: str
    why: str
    version_id: int
    awaits: str
    awaits_date: dt.date | None

    @property
    def key(self) -> tuple[object, ...]:
        # Rows of cohorts differ by contract; a client's row may change its contract and is still the same question.
        contracts = tuple(self.contracts) if self.client_id is None else ()
        return (self.client_id, self.journey, self.outcome, self.part, contracts)


def supersede_clients(
    partnership_id: int, in_force: InForce, clients: Collection[int], determined: Sequence[ClientFound]
) -> None:
    """Makes what was found current for these clients; one of whom nothing is found any more is left with nothing."""
    current = DeterminationRow.objects.filter(client_id__in=clients, superseded_at__isnull=True)
    rows = (one for client in determined for one in client.determinations)
    _supersede(partnership_id, in_force, current, rows)
    _write_journeys(partnership_id, in_force, clients, determined)


def supersede_cohorts(partnership_id: int, in_force: InForce, rows: Iterable[Determination]) -> None:
    current = DeterminationRow.objects.filter(
        partnership_id=partnership_id, client__isnull=True, superseded_at__isnull=True
    )
    _supersede(partnership_id, in_force, current, rows)


def _supersede(
    partnership_id: int, in_force: InForce, current: QuerySet[DeterminationRow], rows: Iterable[Determination]
) -> None:
    """Writes what is new or says something else, and marks what no longer holds.

    That a later file repeats the rows of evidence is no news: the lines named before still say it.
    """
    before = {said.key: (pk, said) for pk, said in ((row[0], Said(*row[1:])) for row in _read(current))}
    counts = _evidence_counts(current)
    over = {pk for pk, _ in before.values()}
    fresh: list[tuple[Said, tuple[Evidence, ...]]] = []
    for told in rows:
        said = _said(in_force, told)
        pk, former = before.get(said.key, (None, None))
        if pk is not None and former == said and counts.get(pk, 0) == len(told.evidence):
            over.discard(pk)
        else:
            fresh.append((said, told.evidence))
    now = clock.now()
    DeterminationRow.objects.filter(pk__in=over).update(superseded_at=now)
    _write(partnership_id, now, fresh)


def _read(current: QuerySet[DeterminationRow]) -> Iterable[tuple[Any, ...]]:
    return current.values_list("pk", *Said._fields)


def _evidence_counts(current: QuerySet[DeterminationRow]) -> dict[int, int]:
    rows = EvidenceRow.objects.filter(determination__in=current).values("determination_id").order_by()
    return dict(rows.annotate(rows=Count("pk")).values_list("determination_id", "rows"))


def _write(partnership_id: int, now: dt.datetime, fresh: Sequence[tuple[Said, tuple[Evidence, ...]]]) -> None:
    ids = reserve_ids(DeterminationRow, len(fresh))
    copy_in(
        DeterminationRow,
        ("id", "partnership_id", "found_at", *Said._fields),
        ((pk, partnership_id, now, *said) for pk, (said, _) in zip(ids, fresh, strict=True)),
    )
    copy_in(
        EvidenceRow,
        _EVIDENCE,
        (
            _evidence(pk, place, one)
            for pk, (_, evidence) in zip(ids, fresh, strict=True)
            for place, one in enumerate(evidence)
        ),
    )


def _said(in_force: InForce, told: Determination) -> Said:
    return Said(
        client_id=int(told.client) if told.client else None,
        journey=told.journey,
        outcome=told.outcome,
        part=told.part,
        contracts=list(told.contracts),
        status=told.status.value,
        date=told.date,
        group=told.group,
        reason=told.reason,
        why=told.why,
        version_id=in_force.id_of(told.version),
        awaits=told.awaits,
        awaits_date=told.awaits_date,
    )


def _evidence(determination: int, place: int, told: Evidence) -> tuple[int | None, ...]:
    """A row of evidence: a line of an extract, or what was decided or assessed in the browser."""
    if told.extract.startswith(PREFIX):
        return (determination, place, None, None, int(told.extract.removeprefix(PREFIX)), None)
    if told.extract.startswith(ASSESSMENT):
        return (determination, place, None, None, None, int(told.extract.removeprefix(ASSESSMENT)))
    return (determination, place, int(told.extract), told.line, None, None)


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
