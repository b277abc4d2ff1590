"""One extract, from bytes to mentions: the door for `evaluate` and for the application alike.

    reading = read_extract(stream, read_name(file), agencies=…)
    for mention in reading: …              # streamed, in bounded memory
    reading.summary                        # counts, once all has been read

FileRefused may be raised on opening and at any moment of the iteration; nothing read before it may then be used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from collections.abc import Set as AbstractSet
from typing import BinaryIO

from caseloads.intake.cells import DateReader
from caseloads.intake.decode import scan
from caseloads.intake.findings import FileRefused, Finding
from caseloads.intake.keys import Admission
from caseloads.intake.layouts import KNOWN, READ, REQUIRED
from caseloads.intake.local import LocalRows
from caseloads.intake.local_layouts import LOCAL_LAYOUTS, PERSON_COLUMNS
from caseloads.intake.mapping import AS_PUBLISHED, Mapping
from caseloads.intake.names import ExtractName, check_received
from caseloads.intake.ndtms import NdtmsRows
from caseloads.intake.reading import Reading, Summary
from caseloads.intake.table import Table
from caseloads.rules.mentions import Mention, Source

_BY_ATTRIBUTOR = PERSON_COLUMNS[:4]
_BY_RECORD = PERSON_COLUMNS[4:]


class ExtractReading:
    """An extract opened at its first row. Iterate once for its mentions; `rows` tells how far it has got.

    A client, episode, intervention or TOP is mentioned again only where the file says something new about it.
    """

    def __init__(
        self,
        stream: BinaryIO,
        name: ExtractName,
        admission: Admission,
        mapping: Mapping,
        allow_empty: bool,
        report: Callable[[Finding], object],
    ) -> None:
        scanned = scan(stream, name.file)
        stream.seek(0)
        self.name = name
        self.source = Source(name.file, name.feed, name.agency, name.to, scanned.sha256)
        self._scanned = scanned
        self._admission = admission
        self._mapping = mapping
        self._may_be_empty = allow_empty or name.feed in LOCAL_LAYOUTS
        self._known = known_columns(name.feed)
        self._table = Table(stream, scanned.encoding, name.file, {*self._known, *mapping.theirs})
        self._table.rename(mapping.rename(self._table.columns))
        self._refuse_missing_columns()
        self._reading = Reading(name, DateReader(name.file, mapping.date_form), report)
        for found in scanned.findings:
            self._reading.found(found)

    @property
    def rows(self) -> int:
        """Rows read so far."""
        return self._reading.rows

    def __iter__(self) -> Iterator[Mention]:
        layout = LOCAL_LAYOUTS.get(self.name.feed)
        try:
            if layout is None:
                yield from NdtmsRows(self._table, self._reading, self._admission)
            else:
                yield from LocalRows(self._table, self._reading, self._admission, layout, self._mapping)
            if not self.rows and not self._may_be_empty:
                raise FileRefused(
                    self.name.file,
                    "it has a header and no rows, which would say that the agency has treated nobody; if that is so, "
                    "send it in replace mode",
                )
        finally:
            self._table.close()

    @property
    def summary(self) -> Summary:
        """What the file held; meaningful once the iteration has ended."""
        reading, columns = self._reading, self._table.columns
        return Summary(
            sha256=self._scanned.sha256,
            size=self._scanned.size,
            encoding=self._scanned.encoding,
            lines=self._table.lines_read,
            rows=reading.rows,
            accepted=reading.accepted,
            rejected=reading.rejected,
            without_consent=reading.without_consent,
            warnings=reading.warnings,
            date_form=reading.dates.form,
            unknown_columns=tuple(name for name in columns if name and name not in self._known),
            missing_columns=tuple(name for name in _columns_read(self.name.feed) if name not in columns),
        )

    def _refuse_missing_columns(self) -> None:
        """All that are missing are named at once (points 8)."""
        columns = set(self._table.columns)
        layout = LOCAL_LAYOUTS.get(self.name.feed)
        missing = [name for name in required_columns(self.name.feed) if name not in columns]
        if layout is not None and not columns.issuperset(_BY_ATTRIBUTOR) and not columns.issuperset(_BY_RECORD):
            near = _BY_RECORD if columns & set(_BY_RECORD) and not columns & set(_BY_ATTRIBUTOR) else _BY_ATTRIBUTOR
            missing = [name for name in near if name not in columns] + missing
        if missing:
            raise FileRefused(
                self.name.file,
                f"the header does not have {', '.join(missing)}; add the column{'s' if len(missing) > 1 else ''}"
                f"{'' if layout is None else ', or map your own columns'}",
                line=self._table.header_line,
            )


def required_columns(feed: str) -> tuple[str, ...]:
    """Columns without which a file of the feed is refused, the person's of a local feed apart."""
    layout = LOCAL_LAYOUTS.get(feed)
    return REQUIRED[feed] if layout is None else layout.all_required


def _columns_read(feed: str) -> tuple[str, ...]:
    layout = LOCAL_LAYOUTS.get(feed)
    return READ[feed] if layout is None else layout.columns


def known_columns(feed: str) -> Collection[str]:
    """Columns that a published layout of the feed has."""
    layout = LOCAL_LAYOUTS.get(feed)
    return KNOWN[feed] if layout is None else frozenset({*PERSON_COLUMNS, *layout.columns})


def _unheard(finding: Finding) -> None:
    """For those who only want the counts."""


def read_extract(
    stream: BinaryIO,
    name: ExtractName,
    *,
    agencies: AbstractSet[str],
    senders: AbstractSet[str] | None = None,
    received: dt.date | None = None,
    mapping: Mapping = AS_PUBLISHED,
    allow_empty: bool = False,
    report: Callable[[Finding], object] = _unheard,
) -> ExtractReading:
    """Open one extract, a stream that can be read twice from its start.

    `agencies` are the partnership's, `senders` those of the sender's provider (None: rows of any agency are taken),
    `received` the day on which it came (None: not asked). `report` gets every finding as it is made. An NDTMS or TOP
    extract without rows is refused unless `allow_empty`: it would be complete to its date and say that nobody is there.
    """
    if received is not None:
        check_received(name, received)
    latest_dob = name.to if received is None else received
    admission = Admission(agencies, senders, name.agency, latest_dob)
    return ExtractReading(stream, name, admission, mapping, allow_empty, report)
