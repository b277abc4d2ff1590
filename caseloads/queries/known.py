"""What is known of some people, read from the tables into the shapes of the pure rules, in a handful of queries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection

from caseloads.models import Extract
from caseloads.rules.knowledge import Known, Winners, floors, know
from caseloads.rules.mentions import (
    ClientMention,
    EpisodeMention,
    InterventionMention,
    LocalMention,
    LocalValue,
    Source,
    TopMention,
    WithdrawalMention,
)

_DATES = frozenset(
    {"ASSESSED", "STARTED", "OFFENCE_DATE", "PROVEN_DATE", "DOSE_DATE", "DATE", "ATTACHED", "ENDED", "DIED", "MOVED"}
    | {"JOURNEY", "ON"}
)


def replacing(partnership_id: int) -> dict[str, tuple[dt.date, str]]:
    """Of each agency the floor that its extracts in replace mode set (knowledge.floors)."""
    rows = Extract.objects.filter(
        partnership_id=partnership_id, mode=Extract.Mode.REPLACE, feed="ndtms", applied_at__isnull=False
    ).values_list("file_name", "feed", "agency", "to", "file_id")
    return floors(Source(*row) for row in rows)


def known(partnership_id: int, attributors: Collection[str]) -> Known:
    """Everything that is known of whoever has one of these attributors. A closed world: nobody else is needed to say
    who is whose twin, or which of two local rows holds."""
    return know(winners(partnership_id, attributors), replacing(partnership_id))


def winners(partnership_id: int, attributors: Collection[str]) -> Winners:
    """The rows of the tables as mentions, with their extracts."""
    reader = _Reader(partnership_id, sorted(attributors))
    found = Winners()
    for row in reader.of_records("record", ClientMention._fields):
        told = ClientMention(*row[1:])
        found.clients[told[:2]] = (reader.source(row[0]), told)
    for row in reader.of_records("episode", EpisodeMention._fields):
        episode = EpisodeMention(*row[1:])
        found.episodes[episode[:3]] = (reader.source(row[0]), episode)
    for row in reader.of_records("intervention", InterventionMention._fields):
        intervention = InterventionMention(*row[1:])
        found.interventions[intervention[:4]] = (reader.source(row[0]), intervention)
    for row in reader.of_records("review", TopMention._fields):
        items = tuple(int(answer) if answer else None for answer in row[-1].split(","))
        top = TopMention._make((*row[1:-1], items))
        found.tops[top[:4]] = (reader.source(row[0]), top)
    for row in reader.of_records("withdrawal", WithdrawalMention._fields):
        withdrawal = WithdrawalMention(*row[1:])
        found.withdrawals[withdrawal[:3]] = (reader.source(row[0]), withdrawal)
    found.local = [(reader.source(extract), local) for extract, local in reader.local_rows()]
    return found


class _Reader:
    """Reads by the keys of the records concerned, each through its index: the plan is right however new the tables are
    to the planner, and costs what is asked for, not what is there."""

    def __init__(self, partnership_id: int, attributors: list[str]) -> None:
        self._asked: dict[str, Any] = {"partnership": partnership_id, "attributors": attributors}
        keys = self._ask(
            "SELECT agency, clientid FROM caseloads_record"
            " WHERE partnership_id = %(partnership)s AND attributor = ANY(%(attributors)s)"
        )
        self._asked |= {"agencies": [agency for agency, _ in keys], "clientids": [clientid for _, clientid in keys]}
        sources = Extract.objects.filter(partnership_id=partnership_id, applied_at__isnull=False)
        rows = sources.values_list("pk", "feed", "agency", "to", "file_id")
        self._sources = {pk: Source(str(pk), feed, agency, to, sha256) for pk, feed, agency, to, sha256 in rows}

    def source(self, extract_id: int) -> Source:
        if extract_id not in self._sources:  # the one that is being applied at this moment
            row = Extract.objects.values_list("feed", "agency", "to", "file_id").get(pk=extract_id)
            self._sources[extract_id] = Source(str(extract_id), *row)
        return self._sources[extract_id]

    def of_records(self, table: str, fields: Iterable[str]) -> list[tuple[Any, ...]]:
        """Rows of the records with the attributors: the extract's id, then the fields."""
        columns = ", ".join(f't."{field}"' for field in fields)
        return self._ask(f"SELECT t.extract_id, {columns} FROM {_BY_RECORD.format(table=table)}")

    def local_rows(self) -> Iterable[tuple[int, LocalMention]]:
        """Local rows that name one of the attributors, or the record of one."""
        columns = ", ".join(f"t.{name}" for name in _LOCAL_ROW)
        rows = self._ask(
            f"SELECT {columns} FROM caseloads_localrow t WHERE partnership_id = %(partnership)s"
            " AND attributor = ANY(%(attributors)s) AND (agency = '' OR clientid = '')"
            f" UNION ALL SELECT {columns} FROM {_BY_RECORD.format(table='localrow')} WHERE t.clientid <> ''"
        )
        for extract, feed, agency, clientid, attributor, line, place, values in rows:
            told = {name: _local_value(name, value) for name, value in json.loads(values).items()}
            yield extract, LocalMention(feed, agency, clientid, attributor, line, place, told)

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self._asked)
            return list(cursor.fetchall())


_LOCAL_ROW = ("extract_id", "feed", "agency", "clientid", "attributor", "line", "place", "values")
_BY_RECORD = (
    "unnest(%(agencies)s::text[], %(clientids)s::text[]) AS asked (agency, clientid)"
    " JOIN caseloads_{table} t ON t.partnership_id = %(partnership)s"
    ' AND t.agency = asked.agency COLLATE "C" AND t.clientid = asked.clientid COLLATE "C"'
)


def _local_value(name: str, value: Any) -> LocalValue:
    if name in _DATES:
        return dt.date.fromisoformat(value) if value else None
    return value if value is not None else ""
