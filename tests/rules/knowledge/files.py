"""A partnership's extracts in memory, to facts."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence

from caseloads.intake.extract import read_extract
from caseloads.intake.names import read_name
from caseloads.rules.assemble import Assembled, assemble
from caseloads.rules.facts import ClientFacts
from caseloads.rules.knowledge import Winners, floors, know
from tests.rules.intake.files import AGENCIES, written

FIRST = "N0852-20120401-20120630-TREAT-IN-J.csv"
SECOND = "N0852-20120401-20120930-TREAT-IN-J.csv"
THIRD = "N0852-20120401-20121231-TREAT-IN-J.csv"

Files = Sequence[tuple[str, bytes]]


def assembled(files: Files, replacing: Iterable[str] = ()) -> Assembled:
    """What is known of these files, taken in the order given."""
    winners, sources = Winners(), []
    for name, data in files:
        reading = read_extract(io.BytesIO(data), read_name(name), agencies=AGENCIES, allow_empty=True)
        sources.append(reading.source)
        for mention in reading:
            winners.hear(reading.source, mention)
    return assemble(know(winners, floors(source for source in sources if source.extract in set(replacing))))


def facts(*files: tuple[str, list[dict[str, str]]], replacing: Iterable[str] = ()) -> dict[str, ClientFacts]:
    """Clients by name, of files given as rows that differ from the usual one."""
    known = assembled([(name, written(rows)) for name, rows in files], replacing)
    return {client.client: client for client in known.clients}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
