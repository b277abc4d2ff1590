"""A folder of extracts on a desk: every CSV file in it, by its name (evaluate.md). No database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from caseloads.intake.extract import read_extract
from caseloads.intake.findings import REJECTED, FileRefused, Finding
from caseloads.intake.names import ExtractName, read_name
from caseloads.rules.knowledge import Floor, Winners, floors
from caseloads.rules.mentions import Source

REPLACE: Final = "replace"  # the file that names the extracts in replace mode


@dataclass(frozen=True, slots=True)
class FolderRead:
    """What the files of a folder say. `rejected` has (file name, finding) in order of file and line."""

    sources: tuple[Source, ...]
    winners: Winners
    lowest: dict[str, Floor]
    rejected: tuple[tuple[str, Finding], ...]


class FolderRefused(Exception):
    """The folder cannot be read, or one of its files is refused; every reason at once."""

    def __init__(self, messages: Sequence[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(messages))


def read_folder(folder: Path, agencies: AbstractSet[str]) -> FolderRead:
    """Read every CSV file of a folder. `agencies` are the partnership's. Raises FolderRefused."""
    names, messages = _names(folder)
    replacing = _replacing(folder, names, messages)
    reader = _FolderReader(folder, agencies, replacing)
    for name in names:
        try:
            reader.read(name)
        except FileRefused as refused:
            messages.append(str(refused))
    if messages:
        raise FolderRefused(messages)
    lowest = floors(source for source in reader.sources if source.extract in replacing)
    return FolderRead(tuple(reader.sources), reader.winners, lowest, tuple(reader.rejected))


def _names(folder: Path) -> tuple[list[ExtractName], list[str]]:
    names, messages = [], []
    try:
        files = sorted(path.name for path in folder.iterdir() if path.name.lower().endswith(".csv") and path.is_file())
    except OSError as error:
        raise FolderRefused([f"{folder}: {error.strerror}; name a folder of extracts"]) from None
    for file in files:
        try:
            names.append(read_name(file))
        except FileRefused as refused:
            messages.append(str(refused))
    return names, messages


def _replacing(folder: Path, names: Sequence[ExtractName], messages: list[str]) -> AbstractSet[str]:
    """The names in the file `replace`, one a line; each must be an NDTMS extract of the folder (points 50)."""
    path = folder / REPLACE
    if not path.is_file():
        return frozenset()
    try:
        listed = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        messages.append(f"{REPLACE}: it cannot be read; write the names of extracts, one a line")
        return frozenset()
    here = {name.file for name in names if name.feed == "ndtms"}
    messages += [
        f"{REPLACE}: {file} is no NDTMS extract in this folder; correct the name or add the file"
        for file in listed
        if file not in here
    ]
    return frozenset(listed)


class _FolderReader:
    """Takes in one file after the other; what the same bytes say for the same feed, agency and date is said once."""

    def __init__(self, folder: Path, agencies: AbstractSet[str], replacing: AbstractSet[str]) -> None:
        self._folder = folder
        self._agencies = agencies
        self._replacing = replacing
        self._read: set[tuple[object, ...]] = set()
        self.winners = Winners()
        self.sources: list[Source] = []
        self.rejected: list[tuple[str, Finding]] = []

    def read(self, name: ExtractName) -> None:
        """Raises FileRefused."""
        found: list[Finding] = []
        try:
            with (self._folder / name.file).open("rb") as stream:
                before = os.fstat(stream.fileno())
                reading = read_extract(
                    stream,
                    name,
                    agencies=self._agencies,
                    allow_empty=name.file in self._replacing,
                    report=lambda finding: found.append(finding) if finding.severity == REJECTED else None,
                )
                self.sources.append(reading.source)
                said_already = reading.source[1:] in self._read
                self._read.add(reading.source[1:])
                for mention in reading:
                    if not said_already:
                        self.winners.hear(reading.source, mention)
                after = os.stat(self._folder / name.file)
        except OSError as error:
            raise FileRefused(name.file, f"it cannot be read: {error.strerror}") from None
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise FileRefused(name.file, "it changed while it was being read; wait until it is complete")
        if not said_already:
            self.rejected += [(name.file, finding) for finding in found]
