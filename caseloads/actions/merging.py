"""What a staged extract would change, and changing it: set-based, writing only what differs or outranks.

The greatest (TO date, SHA-256, line) wins an entity whole (caseloads.rules.knowledge says the same in Python). A later
file that says the same moves the rank of a row and nothing else; that touches no client, except where ranks are what
matters: an agency with an extract in replace mode, or a client with a withdrawal of consent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from caseloads.actions.staging import LOCAL, Entity, entities_of, quoted
from caseloads.models import Extract


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Rows of the file that say something new, that change something, and that do neither."""

    new: int
    changed: int


class Merge:
    """One extract's staged mentions against what is known; within the transaction of its staging."""

    def __init__(self, extract: Extract) -> None:
        self._extract = extract
        self._parameters: dict[str, Any] = {
            "partnership": extract.partnership_id,
            "extract": extract.pk,
            "to": extract.to,
            "sha256": extract.file_id,
            "agency": extract.agency,
            "ranks_matter": self._has_replaced(),
        }
        self._entities = entities_of(extract.feed)
        for entity in self._entities:
            self._classify(entity)

    def counts(self) -> RowCounts:
        """By row: new where anything in it is new, else changed where anything in it changes something."""
        union = " UNION ALL ".join(f"SELECT line, is_new FROM {_effect(e)}" for e in self._entities)
        rows = self._ask(
            f"SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) "
            f"FROM (SELECT line, bool_or(is_new) AS is_new FROM ({union}) effects GROUP BY line) lines"
        )
        return RowCounts(*rows[0])

    def vanishing(self) -> int:
        """Episodes known now that an extract in replace mode would make vanish."""
        if self._extract.mode != Extract.Mode.REPLACE:
            return 0
        rows = self._ask(
            "SELECT count(*) FROM caseloads_episode t WHERE partnership_id = %(partnership)s AND agency = %(agency)s"
            ' AND (t."to", t.sha256) < (%(to)s, %(sha256)s)'
            " AND NOT EXISTS (SELECT FROM staged_episode s WHERE (s.agency, s.clientid, s.episodid)"
            " = (t.agency, t.clientid, t.episodid))"
        )
        return int(rows[0][0])

    def write(self) -> set[str]:
        """Writes everything and gives the attributors of those of whom something changed, before and after."""
        before = self._attributors()
        for entity in self._entities:
            self._upsert(entity)
        return before | self._attributors()

    def _has_replaced(self) -> bool:
        """Whether an applied extract of this agency, or this one, is in replace mode: then ranks decide what exists."""
        replacing = Extract.objects.filter(
            partnership_id=self._extract.partnership_id,
            feed="ndtms",
            agency=self._extract.agency,
            mode=Extract.Mode.REPLACE,
            applied_at__isnull=False,
        )
        return bool(self._extract.agency) and (self._extract.mode == Extract.Mode.REPLACE or replacing.exists())

    def _classify(self, entity: Entity) -> None:
        """A table of the staged rows that would change what is known: line, key, and whether the entity is new."""
        differs = (
            f"({quoted(entity.values, 's.')}) IS DISTINCT FROM ({quoted(entity.values, 't.')})"
            if entity.values
            else "true"  # a withdrawal states nothing but its rank
        )
        matters = "%(ranks_matter)s"
        if "clientid" in entity.keys:
            matters += (
                " OR EXISTS (SELECT FROM caseloads_withdrawal w WHERE w.partnership_id = %(partnership)s"
                " AND w.agency = s.agency AND w.clientid = s.clientid)"
            )
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{_effect(entity)}")
            cursor.execute(
                f"CREATE TEMP TABLE {_effect(entity)} ON COMMIT DROP AS "
                f"SELECT {quoted(entity.keys, 's.')}, s.line, t.id IS NULL AS is_new "
                f"FROM {entity.staged} s LEFT JOIN {entity.table} t ON {_same_key(entity)} "
                f"WHERE t.id IS NULL OR ({_outranks()} AND ({differs} OR {matters}))",
                self._parameters,
            )

    def _upsert(self, entity: Entity) -> None:
        columns = (*entity.columns, "partnership_id", "extract_id", "to", "sha256")
        changes = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in columns if name not in entity.keys)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {entity.table} ({quoted(columns)}) "
                f"SELECT {quoted(entity.columns, 's.')}, %(partnership)s, %(extract)s, %(to)s, %(sha256)s "
                f"FROM {entity.staged} s LEFT JOIN {entity.table} t ON {_same_key(entity)} "
                f"WHERE t.id IS NULL OR {_outranks()} "
                f"ON CONFLICT (partnership_id, {quoted(entity.keys)}) DO UPDATE SET {changes}",
                self._parameters,
            )

    def _attributors(self) -> set[str]:
        """Of the clients whom the effects concern, as they are known at this moment."""
        if LOCAL in self._entities:
            return {row[0] for row in self._ask(_ATTRIBUTORS_OF_LOCAL_ROWS)}
        records = " UNION ".join(f"SELECT agency, clientid FROM {_effect(e)}" for e in self._entities)
        if self._extract.mode == Extract.Mode.REPLACE:
            records += (
                " UNION SELECT agency, clientid FROM caseloads_record"
                " WHERE partnership_id = %(partnership)s AND agency = %(agency)s"
            )
        rows = self._ask(
            f"SELECT attributor FROM caseloads_record r JOIN ({records}) e USING (agency, clientid)"
            " WHERE r.partnership_id = %(partnership)s"
        )
        return {row[0] for row in rows}

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self._parameters)
            return list(cursor.fetchall())


# Whom the changed local rows name now, and whom the rows that they displace named before.
_ATTRIBUTORS_OF_LOCAL_ROWS = """
    WITH named AS (
        SELECT s.agency, s.clientid, s.attributor FROM staged_localrow s JOIN effect_localrow USING (feed, key)
        UNION ALL
        SELECT t.agency, t.clientid, t.attributor FROM caseloads_localrow t JOIN effect_localrow USING (feed, key)
        WHERE t.partnership_id = %(partnership)s
    )
    SELECT attributor FROM named WHERE attributor <> ''
    UNION
    SELECT r.attributor FROM named JOIN caseloads_record r
        ON r.partnership_id = %(partnership)s AND r.agency = named.agency AND r.clientid = named.clientid
"""


def _effect(entity: Entity) -> str:
    return entity.staged.replace("staged_", "effect_")


def _same_key(entity: Entity) -> str:
    same = " AND ".join(f't."{key}" = s."{key}"' for key in entity.keys)
    return f"t.partnership_id = %(partnership)s AND {same}"


def _outranks() -> str:
    return '(%(to)s, %(sha256)s::text COLLATE "C", s.line) > (t."to", t.sha256, t.line)'
