"""From a stored extract to staging tables: what the file says, beside what is known, before anything is changed.

The tables live for one transaction. Checking an extract fills them, counts, and lets them go; applying it fills them
again and writes from them.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from caseloads.rules.local_facts import KEYS
from caseloads.rules.mentions import (
    ClientMention,
    EpisodeMention,
    InterventionMention,
    LocalMention,
    Mention,
    TopMention,
    WithdrawalMention,
)
from caseloads.rules.people import attributor

ROWS_A_COPY: Final = 5_000
LONGEST_KEY: Final = 400  # characters, well below what an index takes


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of entity: its table, its key, the columns it states, and how a mention fills them (with its line)."""

    table: str
    keys: tuple[str, ...]
    values: tuple[str, ...]
    cells: Callable[[Any], tuple[object, ...]]

    @property
    def staged(self) -> str:
        return self.table.replace("caseloads_", "staged_")

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.keys, "line", *self.values)


def short_key(text: str) -> str:
    """A key that an index can hold: what made it may be as long as a cell."""
    return text if len(text) <= LONGEST_KEY else hashlib.sha256(text.encode()).hexdigest()


def _client_cells(told: ClientMention) -> tuple[object, ...]:
    return (*told, attributor(told.finitial, told.sinitial, told.dob, told.sex))


def _intervention_cells(told: InterventionMention) -> tuple[object, ...]:
    return (*told[:3], short_key(told.intervention), *told[4:])


def _top_cells(told: TopMention) -> tuple[object, ...]:
    items = ",".join("" if answer is None else str(answer) for answer in told.items)
    return (*told[:3], short_key(told.top), *told[4:-1], items)


def local_row_key(told: LocalMention) -> str:
    """What tells two rows of a feed apart, the person as the row names it (points 9). Every decision is kept, also one
    that a later one displaces: on a day between the two the earlier one holds."""
    if told.feed == "assessments" and told.values["ASSESSID"]:
        return str(told.values["ASSESSID"])
    columns = (*KEYS[told.feed], *(("ON",) if told.feed == "decisions" else ()))
    return "|".join([told.person, *(str(told.values[column]).casefold() for column in columns), str(told.place)])


def _local_cells(told: LocalMention) -> tuple[object, ...]:
    values = json.dumps({name: value and str(value) for name, value in told.values.items()}, sort_keys=True)
    key = short_key(local_row_key(told))
    return (told.feed, key, told.line, told.agency, told.clientid, told.attributor, told.place, values)


_EPISODE: Final = ("agency", "clientid", "episodid")
RECORD: Final = Entity(
    "caseloads_record",
    ("agency", "clientid"),
    ("finitial", "sinitial", "dob", "sex", "dat", "ethnic", "attributor"),
    _client_cells,
)
EPISODE: Final = Entity("caseloads_episode", _EPISODE, EpisodeMention._fields[4:], tuple)
INTERVENTION: Final = Entity(
    "caseloads_intervention", (*_EPISODE, "intervention"), InterventionMention._fields[5:], _intervention_cells
)
REVIEW: Final = Entity("caseloads_review", (*_EPISODE, "top"), ("topid", "date", "stage", "items"), _top_cells)
WITHDRAWAL: Final = Entity("caseloads_withdrawal", _EPISODE, (), tuple)
LOCAL: Final = Entity(
    "caseloads_localrow", ("feed", "key"), ("agency", "clientid", "attributor", "place", "values"), _local_cells
)
OF_MENTION: Final[dict[type, Entity]] = {
    ClientMention: RECORD,
    EpisodeMention: EPISODE,
    InterventionMention: INTERVENTION,
    TopMention: REVIEW,
    WithdrawalMention: WITHDRAWAL,
    LocalMention: LOCAL,
}


def entities_of(feed: str) -> tuple[Entity, ...]:
    """The entities that an extract of this feed can tell of."""
    return tuple(one for one in OF_MENTION.values() if (one is LOCAL) == (feed not in {"ndtms", "top"}))


def quoted(columns: Iterable[str], of: str = "") -> str:
    return ", ".join(f'{of}"{column}"' for column in columns)


class Staging:
    """The staging tables of one transaction. `add` mentions, then `close` before asking anything of them."""

    def __init__(self, feed: str) -> None:
        self._waiting: dict[Entity, list[str]] = {entity: [] for entity in entities_of(feed)}
        with connection.cursor() as cursor:
            for entity in self._waiting:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{entity.staged}")
                cursor.execute(
                    f"CREATE TEMP TABLE {entity.staged} ON COMMIT DROP AS "
                    f"SELECT {quoted(entity.columns)} FROM {entity.table} WITH NO DATA"
                )

    def add(self, mention: Mention) -> None:
        entity = OF_MENTION[type(mention)]
        waiting = self._waiting[entity]
        waiting.append("\t".join(map(copied, entity.cells(mention))))
        if len(waiting) >= ROWS_A_COPY:
            self._copy(entity)

    def close(self) -> None:
        """Everything is in the tables; of several mentions of one entity the last of the file remains."""
        with connection.cursor() as cursor:
            for entity in self._waiting:
                self._copy(entity)
                keys = quoted(entity.keys)
                cursor.execute(f"CREATE INDEX ON {entity.staged} ({keys}, line)")
                cursor.execute(f"ANALYZE {entity.staged}")
                later = " AND ".join(f'later."{key}" = s."{key}"' for key in entity.keys)
                cursor.execute(
                    f"DELETE FROM {entity.staged} s USING {entity.staged} later WHERE {later} AND later.line > s.line"
                )

    def _copy(self, entity: Entity) -> None:
        waiting = self._waiting[entity]
        if not waiting:
            return
        with connection.cursor() as cursor:
            cursor.copy_expert(
                f"COPY {entity.staged} ({quoted(entity.columns)}) FROM STDIN", io.StringIO("\n".join(waiting) + "\n")
            )
        waiting.clear()


def copied(cell: object) -> str:
    """One cell in COPY's text form."""
    if cell is None:
        return r"\N"
    if isinstance(cell, bool):
        return "t" if cell else "f"
    text = str(cell)
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text
