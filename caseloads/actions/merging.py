"""What a staged extract would change, and changing it: set-based, writing only what differs.

The greatest (TO date, SHA-256, line) wins an entity whole (caseloads.rules.knowledge says the same in Python). A later
file that says the same of an entity writes nothing: the row keeps the lower rank of the line that said it first, as
long as nothing asks for ranks. They are asked for by an agency's extract in replace mode, by a client's withdrawal of
consent, by a local row (which may be another's under another name), and by an extract that comes after later ones:
before that one is compared, `caseloads.actions.ranks` gives their rows the ranks that they have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from caseloads.actions.staging import LOCAL, WITHDRAWAL, Entity, entities_of, quoted
from caseloads.models import Extract
from caseloads.queries.known import replacing


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Rows of the file that say something new, that change something, and that do neither."""

    new: int
    changed: int


class Merge:
    """One extract's staged mentions against what is known; within the transaction of its staging.

    `ranking`: the extract is applied already, and only the ranks of what it repeats are to be written.
    """

    def __init__(self, extract: Extract, *, ranking: bool = False) -> None:
        self._extract = extract
        floor = replacing(extract.partnership_id).get(extract.agency, (None, None))
        self.ranks_matter = ranking or floor[0] is not None or extract.mode == Extract.Mode.REPLACE
        self._parameters: dict[str, Any] = {
            "partnership": extract.partnership_id,
            "extract": extract.pk,
            "to": extract.to,
            "sha256": extract.file_id,
            "agency": extract.agency,
            "floor_to": floor[0],
            "floor_sha256": floor[1],
            "ranks_matter": self.ranks_matter,
        }
        self._entities = entities_of(extract.feed)
        for entity in self._entities:
            self._classify(entity)

    def counts(self) -> RowCounts:
        """By row: new where anything in it is new, else changed where anything in it differs."""
        union = " UNION ALL ".join(
            f"SELECT line, is_new FROM {_effect(e)} WHERE is_new OR differs"
            for e in self._entities
            if e is not WITHDRAWAL
        )
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
            f' AND (t."to", t.sha256) < (%(to)s, %(sha256)s) AND NOT {_SWEPT_AWAY}'
            " AND NOT EXISTS (SELECT FROM staged_episode s WHERE (s.agency, s.clientid, s.episodid)"
            " = (t.agency, t.clientid, t.episodid))"
        )
        return int(rows[0][0])

    def write(self) -> set[str]:
        """Writes what differs and gives the attributors of those of whom something changed, before and after."""
        before = self._attributors()
        self.write_ranks()
        return before | self._attributors()

    def write_ranks(self) -> None:
        """Writes the rows, and asks nobody whose they are."""
        for entity in self._entities:
            self._upsert(entity)

    def _classify(self, entity: Entity) -> None:
        """A table of the staged rows to be written: line, key, whether the entity is new or another than is known, and
        whether its client is touched by it."""
        differs = (
            f"({quoted(entity.values, 's.')}) IS DISTINCT FROM ({quoted(entity.values, 't.')})"
            if entity.values
            else "true"  # a withdrawal states nothing but its rank
        )
        withdrawn = "false" if entity is LOCAL else _WITHDRAWN
        matters = "true" if entity is LOCAL else "%(ranks_matter)s"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{_effect(entity)}")
            cursor.execute(
                f"CREATE TEMP TABLE {_effect(entity)} ON COMMIT DROP AS "
                f"SELECT {quoted(entity.keys, 's.')}, s.line, t.id IS NULL OR {_SWEPT_AWAY} AS is_new, "
                f"{differs} AS differs, "
                f"t.id IS NULL OR {_SWEPT_AWAY} OR {differs} OR {withdrawn} AS touches "
                f"FROM {entity.staged} s LEFT JOIN {entity.table} t ON {_same_key(entity)} "
                f"WHERE t.id IS NULL OR ({_OUTRANKS} AND ({differs} OR {withdrawn} OR {matters}))",
                self._parameters,
            )

    def _upsert(self, entity: Entity) -> None:
        columns = (*entity.columns, "partnership_id", "extract_id", "to", "sha256")
        changes = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in columns if name not in entity.keys)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {entity.table} ({quoted(columns)}) "
                f"SELECT {quoted(entity.columns, 's.')}, %(partnership)s, %(extract)s, %(to)s, %(sha256)s "
                f"FROM {entity.staged} s JOIN {_effect(entity)} USING ({quoted(entity.keys)}) "
                f"ON CONFLICT (partnership_id, {quoted(entity.keys)}) DO UPDATE SET {changes}",
                self._parameters,
            )

    def _attributors(self) -> set[str]:
        """Of the clients whom the effects concern, as they are known at this moment."""
        if LOCAL in self._entities:
            return {row[0] for row in self._ask(_ATTRIBUTORS_OF_LOCAL_ROWS)}
        records = " UNION ".join(f"SELECT agency, clientid FROM {_effect(e)} WHERE touches" for e in self._entities)
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
        WHERE touches
        UNION ALL
        SELECT t.agency, t.clientid, t.attributor FROM caseloads_localrow t JOIN effect_localrow USING (feed, key)
        WHERE t.partnership_id = %(partnership)s AND touches
    )
    SELECT attributor FROM named WHERE attributor <> ''
    UNION
    SELECT r.attributor FROM named JOIN caseloads_record r
        ON r.partnership_id = %(partnership)s AND r.agency = named.agency AND r.clientid = named.clientid
"""

_OUTRANKS = '(%(to)s, %(sha256)s::text COLLATE "C", s.line) > (t."to", t.sha256, t.line)'
# Below the floor that an applied extract in replace mode set; never so where there is none.
_SWEPT_AWAY = 'coalesce((t."to", t.sha256) < (%(floor_to)s::date, %(floor_sha256)s::text COLLATE "C"), false)'

# Consent was withdrawn, before or in this file: whether the entity exists is then a matter of ranks.
_WITHDRAWN = """(
    EXISTS (SELECT FROM caseloads_withdrawal w WHERE w.partnership_id = %(partnership)s
            AND w.agency = s.agency AND w.clientid = s.clientid)
    OR EXISTS (SELECT FROM staged_withdrawal w WHERE w.agency = s.agency AND w.clientid = s.clientid))"""


def _effect(entity: Entity) -> str:
    return entity.staged.replace("staged_", "effect_")


def _same_key(entity: Entity) -> str:
    same = " AND ".join(f't."{key}" = s."{key}"' for key in entity.keys)
    return f"t.partnership_id = %(partnership)s AND {same}"
