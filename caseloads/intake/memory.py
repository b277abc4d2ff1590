"""What a file has said so far about its entities, in bounded memory.

A client and an episode repeat over many rows. Rows that agree with what the file said last are one fact and need not
be read again; rows that disagree are reported, and the last one wins (extracts.md §1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from caseloads.intake.cells import trimmed
from caseloads.intake.complaints import Complaint
from caseloads.rules.mentions import TopMention

# Rows further apart than this many entities are not compared with each other: the price of reading files of any size.
MOST_ENTITIES: Final = 30_000

Cells = tuple[str, ...]
EntityKey = tuple[str, ...]


class Said(NamedTuple):
    """The raw cells of an entity, the line they stood on, and what was wrong with them."""

    cells: Cells
    line: int
    complaints: tuple[Complaint, ...]


class Stages(NamedTuple):
    """The start TOP of an episode, and its earliest review, so far."""

    start: TopMention | None = None
    review: TopMention | None = None


class ClientMemory:
    """One client of one agency."""

    __slots__ = ("entities", "person", "stages")

    def __init__(self) -> None:
        self.person: Said | None = None
        self.entities: dict[EntityKey, Said] = {}
        self.stages: dict[str, Stages] = {}


class Memory:
    """The clients of one file, by agency and client number."""

    def __init__(self) -> None:
        self._clients: dict[tuple[str, str], ClientMemory] = {}
        self._entities = 0

    def of(self, agency: str, clientid: str) -> ClientMemory:
        key = (agency, clientid)
        client = self._clients.get(key)
        if client is None:
            if self._entities >= MOST_ENTITIES:
                self._clients.clear()
                self._entities = 0
            client = self._clients[key] = ClientMemory()
        return client

    def count(self) -> None:
        """One entity more is remembered."""
        self._entities += 1

    def forget(self, agency: str, clientid: str) -> None:
        """After a withdrawal of consent: a later row that says the same again must be heard again."""
        self._clients.pop((agency, clientid), None)


def disagreement(before: Said, cells: Cells, columns: Sequence[str]) -> list[Complaint]:
    """The first column in which two rows of one file differ about an entity; empty where only spaces differ."""
    for column, old, new in zip(columns, before.cells, cells, strict=True):
        if trimmed(old) != trimmed(new):
            more = f'"{trimmed(old)}" in line {before.line}'
            return [Complaint(column, trimmed(new), "rows-disagree", more)]
    return []


def stage_complaints(stages: dict[str, Stages], top: TopMention) -> list[Complaint]:
    """Two start TOPs of an episode, or a start dated after a review: seen here, loaded as they are."""
    seen = stages.get(top.episodid, Stages())
    if top.stage == "S":
        stages[top.episodid] = seen._replace(start=top)
        if seen.start is not None and seen.start.top != top.top:
            return [Complaint("TRSTAGE", top.topid, "two-starts", f"the one in line {seen.start.line}")]
        if seen.review is not None and _before(seen.review, top):
            return [Complaint("TOPDATE", str(top.date), "start-after-review", f"line {seen.review.line}")]
    elif top.stage == "R":
        if seen.review is None or _before(top, seen.review):
            stages[top.episodid] = seen._replace(review=top)
        if seen.start is not None and _before(top, seen.start):
            return [Complaint("TOPDATE", str(top.date), "start-after-review", f"this one, and line {seen.start.line}")]
    return []


def _before(one: TopMention, other: TopMention) -> bool:
    return one.date is not None and other.date is not None and one.date < other.date
