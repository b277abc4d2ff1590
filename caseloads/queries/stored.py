"""The bytes of stored files, checked against their SHA-256 whenever they are read."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, cast

from caseloads.intake.decode import scan
from caseloads.models import Extract, StoredPiece

IN_MEMORY = 8 * 1024 * 1024


class StoredBytesChanged(Exception):
    """The bytes in the database are no longer those that arrived. Nothing may be concluded from them."""


def open_stored(sha256: str) -> BinaryIO:
    """A stream of the stored bytes. Raises StoredBytesChanged where they do not have this SHA-256."""
    stream = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
    digest = hashlib.sha256()
    pieces = StoredPiece.objects.filter(file_id=sha256).order_by("number").values_list("data", flat=True)
    for data in pieces.iterator(chunk_size=4):
        digest.update(data)
        stream.write(data)
    if digest.hexdigest() != sha256:
        raise StoredBytesChanged(f"stored file {sha256} has changed")
    stream.seek(0)
    return stream


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """What one line of a stored extract said: the columns that were filled."""

    extract: int
    file_name: str
    line: int
    cells: tuple[tuple[str, str], ...]


PERSONAL = frozenset({"CLIENT", "FINITIAL", "SINITIAL", "DOB", "SEX", "PC", "ETHNIC", "NATION", "GPPTCE", "LA"})


def evidence_lines(rows: Iterable[tuple[str | int, int]], *, with_identity: bool = False) -> list[EvidenceLine]:
    """What the rows said, as (extract id, line), in the order asked for; read from the stored bytes themselves.

    Columns that could tell who somebody is are left out unless `with_identity`.
    """
    asked = [(int(extract), line) for extract, line in rows]
    wanted: dict[int, set[int]] = defaultdict(set)
    for extract, line in asked:
        wanted[extract].add(line)
    extracts = Extract.objects.in_bulk(wanted)
    found: dict[tuple[int, int], EvidenceLine] = {}
    for pk, lines in wanted.items():
        stored = extracts[pk]
        for line, cells in _cells_of(stored.file_id, lines).items():
            shown = tuple(
                (name, cell) for name, cell in cells if cell.strip() and (with_identity or name not in PERSONAL)
            )
            found[pk, line] = EvidenceLine(pk, stored.file_name, line, shown)
    return [found[key] for key in dict.fromkeys(asked)]


def _cells_of(sha256: str, lines: set[int]) -> dict[int, list[tuple[str, str]]]:
    """The named cells of the rows that start on these lines. The file is read as far as the last of them."""
    stream = open_stored(sha256)
    scanned = scan(stream, sha256)
    stream.seek(0)
    reader = csv.reader(io.TextIOWrapper(stream, encoding=scanned.encoding, newline=""), strict=True)
    header: list[str] = []
    found: dict[int, list[tuple[str, str]]] = {}
    before = 0
    for row in reader:
        line, before = before + 1, reader.line_num
        if not header:
            header = [name.strip().upper() for name in row] if any(cell.strip() for cell in row) else []
        elif line in lines:
            found[line] = list(zip(header, row, strict=False))
            if len(found) == len(lines):
                break
    return found
