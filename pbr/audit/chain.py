"""Checking that nobody changed the event log: from its own hashes, and against a head that was noted elsewhere.

The chain itself shows an event that was changed, removed, added or moved. A tail that was cut off leaves a chain that is
whole; only a head kept outside the database shows it (reliability.md A-02): whoever audits notes the head of today and
gives it back another day.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from pbr.access.models import Partnership

from .models import Event

FIRST = "0" * 64
_WRITTEN_HEAD = re.compile(r"\s*([0-9]{1,18})\s*:\s*([0-9a-fA-F]{64})\s*")


@dataclass(frozen=True, slots=True)
class Head:
    """The last event's place and hash. Written "1234:9f86d0…"."""

    sequence: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.sha256}"

    @classmethod
    def read(cls, text: str) -> Head | None:
        """None where the text is no head."""
        match = _WRITTEN_HEAD.fullmatch(text)
        return cls(int(match[1]), match[2].lower()) if match else None


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the log is not what was written, and what is wrong there."""

    sequence: int
    what: str


def head(partnership: Partnership) -> Head:
    """The chain's end now; place 0 before the first event."""
    last = Event.objects.filter(partnership=partnership).order_by("-sequence").values_list("sequence", "sha256").first()
    return Head(*last) if last else Head(0, FIRST)


def verify_chain(partnership: Partnership, noted: Head | None = None) -> Break | None:
    """The first break of the partnership's chain, or None where it is whole and reaches the head that was noted."""
    previous, sequence, at_noted = FIRST, 0, FIRST
    for row in Event.objects.filter(partnership=partnership).order_by("sequence").iterator():
        if row.sequence != sequence + 1:
            return Break(sequence + 1, "an event was removed")
        if row.previous != previous:
            return Break(row.sequence, "the event does not follow the one before it")
        if digest(row) != row.sha256:
            return Break(row.sequence, "the event was changed")
        previous, sequence = row.sha256, row.sequence
        if noted and sequence == noted.sequence:
            at_noted = row.sha256
    if noted and noted.sequence > sequence:
        return Break(sequence + 1, f"the events up to {noted.sequence} were cut off")
    if noted and at_noted != noted.sha256:
        return Break(noted.sequence, "the log up to here is not the one of which the head was noted")
    return None


def digest(row: Event) -> str:
    """The SHA-256 of everything the event says, its place in the chain included."""
    said = [
        row.partnership_id,
        row.sequence,
        row.at.isoformat(),
        row.actor_id,
        row.event,
        row.subject,
        row.details,
        row.previous,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
