"""The rows of an NDTMS or TOP extract, each split into the entities that it carries (extracts.md §1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Final, cast

from caseloads.intake import layouts
from caseloads.intake.cells import LONGEST_KEY, MISSING, trimmed
from caseloads.intake.entities import Born, EpisodeKey, read_episode, read_intervention, read_top
from caseloads.intake.keys import Admission, RowKey, odd_characters, read_identity, read_key
from caseloads.intake.memory import ClientMemory, Memory, Said, disagreement, stage_complaints
from caseloads.intake.reading import Reading
from caseloads.intake.table import Row, Table
from caseloads.rules.mentions import ClientMention, NdtmsMention, WithdrawalMention

Cells = tuple[str, ...]
Getter = Callable[[Row], Cells]

IDS: Final = ("MODID", "TOPID")


def cells_of(table: Table, columns: Sequence[str]) -> Getter:
    """Picks two columns or more out of a row; one that the file does not have reads the row's last cell, a blank."""
    places = {name: place for place, name in enumerate(table.columns)}
    getter: Any = itemgetter(*(places.get(name, -1) for name in columns))
    return getter  # type: ignore[no-any-return]


class NdtmsRows:
    """Reads the rows of one file; iterate for mentions. Counts and findings go to the reading."""

    def __init__(self, table: Table, reading: Reading, admission: Admission) -> None:
        self._table = table
        self._reading = reading
        self._admission = admission
        self._fields = reading.fields
        self._memory = Memory()
        self._whole = reading.name.feed == "ndtms"  # a TOP extract has no person, episode or intervention
        self._key = cells_of(table, layouts.KEY)
        self._client = cells_of(table, layouts.CLIENT)
        self._episode = cells_of(table, layouts.EPISODE)
        self._intervention = cells_of(table, layouts.INTERVENTION)
        self._top = cells_of(table, layouts.TOP)
        self._dates = cells_of(table, layouts.DATES)
        self._ids = cells_of(table, IDS)

    def __iter__(self) -> Iterator[NdtmsMention]:
        reading, key_cells, key = self._reading, None, None
        for line, row in self._table:
            if not reading.admit_row(self._table, line, row):
                continue
            row.append("")  # what a missing column reads
            cells = self._key(row)
            if key is None or cells != key_cells:
                key_cells, key = cells, read_key(cells, self._admission)
            if key.consent and not key.complaints and self._plain_ids(row):
                yield from self._accepted(line, row, key)
            else:
                yield from self._without_consent_or_rejected(line, row, key)

    def _plain_ids(self, row: Row) -> bool:
        ids = self._ids(row)
        text = "".join(ids)
        short = len(text) <= LONGEST_KEY or all(len(trimmed(cell)) <= LONGEST_KEY for cell in ids)
        return short and text.isascii() and text.isprintable()

    def _without_consent_or_rejected(self, line: int, row: Row, key: RowKey) -> Iterator[NdtmsMention]:
        self._reading.check_date_forms(layouts.DATES, self._dates(row), line)
        if key.complaints or key.consent:
            complaints = key.complaints + odd_characters(zip(IDS, self._ids(row), strict=True))
            if key.consent and self._whole:
                complaints += read_identity(
                    self._client(row)[:4], self._admission, self._reading.dates, line
                ).complaints
            self._reading.reject(complaints, line)
            return
        self._reading.without_consent += 1
        self._memory.forget(key.agency, key.clientid)
        yield WithdrawalMention(key.agency, key.clientid, key.episodid, line)

    def _accepted(self, line: int, row: Row, key: RowKey) -> Iterator[NdtmsMention]:
        client = self._memory.of(key.agency, key.clientid)
        episode = EpisodeKey(key.agency, key.clientid, key.episodid)
        if self._whole:
            cells = self._client(row)
            said = client.person
            if said is None or said.cells != cells:
                mention = self._read_client(line, row, key, client)
                if mention is None:
                    return
                yield mention
            elif said.complaints:
                self._reading.warn(said.complaints, line)
            yield from self._episode_of(line, self._episode(row), episode, client, cells[2])
            cells = self._intervention(row)
            if not MISSING.issuperset(cells):
                yield from self._intervention_of(line, cells, episode, client)
        self._reading.accepted += 1
        cells = self._top(row)
        if not MISSING.issuperset(cells):
            yield from self._top_of(line, cells, episode, client)

    def _read_client(self, line: int, row: Row, key: RowKey, client: ClientMemory) -> ClientMention | None:
        """The client as this row describes them, or None: the row was rejected."""
        cells = self._client(row)
        identity = read_identity(cells[:4], self._admission, self._reading.dates, line)
        if identity.complaints or identity.dob is None:
            self._reading.check_date_forms(layouts.DATES, self._dates(row), line)
            self._reading.reject(identity.complaints, line)
            return None
        fields = self._fields
        fields.start(line)
        fields.identifier("CLIENTID", key.clientid)
        area = fields.area("DAT", cells[4])
        complaints = tuple(fields.complaints)
        before = client.person
        client.person = Said(cells, line, complaints)
        if before is not None:
            client.entities.clear()  # another date of birth: what was checked against the old one is checked again
            complaints += tuple(disagreement(before, cells, layouts.CLIENT))
        self._memory.count()
        self._reading.warn(complaints, line)
        return ClientMention(
            key.agency, key.clientid, line, identity.finitial, identity.sinitial, identity.dob, identity.sex,
            area, trimmed(cells[5]),
        )  # fmt: skip

    def _known(self, client: ClientMemory, entity: tuple[str, ...], line: int, cells: Cells) -> bool:
        """Whether the file said just this last time; its warnings then hold for this line too."""
        said = client.entities.get(entity)
        if said is None or said.cells != cells:
            return False
        if said.complaints:
            self._reading.warn(said.complaints, line)
        return True

    def _remember(
        self, client: ClientMemory, entity: tuple[str, ...], line: int, cells: Cells, columns: Sequence[str]
    ) -> None:
        """Keep what a row said and report its complaints; a disagreement is reported once, where it begins."""
        complaints = tuple(self._fields.complaints)
        before = client.entities.get(entity)
        client.entities[entity] = Said(cells, line, complaints)
        self._memory.count()
        if before is not None:
            complaints += tuple(disagreement(before, cells, columns))
        if complaints:
            self._reading.warn(complaints, line)

    def _episode_of(
        self, line: int, cells: Cells, episode: EpisodeKey, client: ClientMemory, dob: str
    ) -> Iterator[NdtmsMention]:
        entity = ("episode", episode.episodid)
        if self._known(client, entity, line, cells):
            return
        self._fields.start(line)
        born = Born(cast(dt.date, self._reading.dates.read(dob, line, "DOB")), trimmed(dob))  # or the row was rejected
        mention = read_episode(episode, born, cells, self._fields)
        self._fields.identifier("EPISODID", episode.episodid)
        self._remember(client, entity, line, cells, layouts.EPISODE)
        yield mention

    def _intervention_of(
        self, line: int, cells: Cells, episode: EpisodeKey, client: ClientMemory
    ) -> Iterator[NdtmsMention]:
        modid, modal, start = cells[0], cells[1], cells[4]
        entity = ("intervention", episode.episodid, modid, *(() if trimmed(modid) else (modal, start)))
        if self._known(client, entity, line, cells):
            return
        self._fields.start(line)
        mention = read_intervention(episode, cells, self._fields)
        if mention is not None:
            self._remember(client, entity, line, cells, layouts.INTERVENTION)
            yield mention

    def _top_of(self, line: int, cells: Cells, episode: EpisodeKey, client: ClientMemory) -> Iterator[NdtmsMention]:
        topid, date, stage = cells[:3]
        entity = ("top", episode.episodid, topid, *(() if trimmed(topid) else (date, stage)))
        if self._known(client, entity, line, cells):
            return
        self._fields.start(line)
        mention = read_top(episode, cells, self._fields)
        if mention is not None:
            self._fields.complaints += stage_complaints(client.stages, mention)
            self._remember(client, entity, line, cells, layouts.TOP)
            yield mention
