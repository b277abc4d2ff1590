"""What was found, as pricing reads it: the shapes of the pure rules, out of the tables."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from caseloads.queries import attributors
from caseloads.rules.facts import Evidence
from outcomes.models import DeterminationRow, JourneyRow
from outcomes.queries.schemes import InForce
from outcomes.rules.determination import ClientFound, Determination, JourneyFound, Status

_DETERMINATION = (
    "client_id", "journey", "outcome", "part", "status", "date", "group", "contracts", "reason", "version_id", "awaits",
    "awaits_date",
)  # fmt: skip
_JOURNEY = (
    "client_id", "start", "end", "settled", "version_id", "group", "holder", "first_agency", "first_clientid",
    "offences", "first_contract",
)  # fmt: skip


def found(partnership_id: int, in_force: InForce) -> tuple[list[ClientFound], list[Determination]]:
    """Everything found of a partnership's clients, and what was found of cohorts; without sentences and evidence,
    which pricing does not ask for. Four queries."""
    starts = dict(zip(in_force.ids, (scheme.starts for scheme in in_force.schemes), strict=True))
    by_client: dict[int | None, list[Determination]] = defaultdict(list)
    current = DeterminationRow.objects.filter(partnership_id=partnership_id, superseded_at__isnull=True)
    for row in current.values_list(*_DETERMINATION).iterator(chunk_size=5000):
        if row[9] in starts:
            by_client[row[0]].append(_determination(row, starts))
    names = attributors(partnership_id)
    journeys: dict[int, list[JourneyFound]] = defaultdict(list)
    for row in JourneyRow.objects.filter(partnership_id=partnership_id).values_list(*_JOURNEY).iterator(5000):
        journeys[row[0]].append(_journey(row, starts, names[row[0]]))
    clients = [
        ClientFound(str(client), tuple(sorted(rows, key=lambda row: row.start)), tuple(by_client[client]))
        for client, rows in journeys.items()
    ]
    return clients, by_client[None]


def _determination(row: tuple[Any, ...], starts: dict[int, dt.date]) -> Determination:
    client, journey, outcome, part, status, date, group, contracts, reason, version, awaits, awaits_date = row
    return Determination(
        client="" if client is None else str(client),
        journey=journey,
        outcome=outcome,
        part=part,
        status=Status(status),
        date=date,
        group=group,
        contracts=tuple(contracts),
        reason=reason,
        why="",
        evidence=(),
        version=starts[version],
        awaits=awaits,
        awaits_date=awaits_date,
    )


def _journey(row: tuple[Any, ...], starts: dict[int, dt.date], attributor: str) -> JourneyFound:
    client, start, end, settled, version, group, holder, agency, clientid, offences, first_contract = row
    return JourneyFound(
        client=str(client),
        attributor=attributor,
        start=start,
        end=end,
        settled=settled,
        version=starts.get(version),
        group=group,
        holder=holder,
        first_episode=(agency, clientid),
        offences=tuple(_offence(*offence[:3]) for offence in offences),
        first_contract=first_contract,
        offence_rows=tuple(Evidence(str(extract), line) for *_, extract, line in offences),
    )


def _offence(date: str, proven: str | None, trigger: bool) -> tuple[dt.date, dt.date | None, bool]:
    return (dt.date.fromisoformat(date), dt.date.fromisoformat(proven) if proven else None, trigger)


def determination_ids(
    partnership_id: int, contract: str, keys: Collection[tuple[int | None, dt.date, str, str]]
) -> dict[tuple[int | None, dt.date, str, str], tuple[int, int]]:
    """The current determination (its id and its scheme version's) of each (client, journey, outcome, part).

    What is found about a cohort is found for one contract: only this contract's is given.
    """
    clients = {key[0] for key in keys}
    current = current_determinations(partnership_id)
    rows = current.filter(client_id__in=[client for client in clients if client is not None])
    if None in clients:
        rows |= current.filter(client_id__isnull=True, contracts__contains=[contract])
    fields = ("client_id", "journey", "outcome", "part", "pk", "version_id")
    return {row[:4]: row[4:] for row in rows.values_list(*fields).iterator(chunk_size=5000)}


def current_determinations(partnership_id: int) -> QuerySet[DeterminationRow]:
    """All that is now found, for conditions of other queries; whoever shows it narrows it to what a person may see."""
    return DeterminationRow.objects.filter(partnership_id=partnership_id, superseded_at__isnull=True)
