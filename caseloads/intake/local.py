"""The rows of a local feed: a person, and what is said about them (extracts.md §2)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from caseloads.intake.cells import is_spreadsheet_number, trimmed
from caseloads.intake.complaints import Complaint
from caseloads.intake.keys import Admission, agency_complaints, odd_characters, read_identity
from caseloads.intake.local_layouts import PERSON_COLUMNS, LocalLayout
from caseloads.intake.mapping import Mapping
from caseloads.intake.ndtms import Cells, cells_of
from caseloads.intake.reading import Reading
from caseloads.intake.table import Table
from caseloads.rules.mentions import LocalMention, LocalValue
from caseloads.rules.people import attributor


class LocalRows:
    """Reads the rows of one local file; iterate for mentions. Counts and findings go to the reading."""

    def __init__(
        self, table: Table, reading: Reading, admission: Admission, layout: LocalLayout, mapping: Mapping
    ) -> None:
        self._table = table
        self._reading = reading
        self._admission = admission
        self._layout = layout
        self._mapping = mapping
        self._columns = (*PERSON_COLUMNS, *layout.columns)
        self._cells = cells_of(table, self._columns)
        self._dated = {*layout.turns_on, *layout.dates, "DOB"}

    def __iter__(self) -> Iterator[LocalMention]:
        reading, layout = self._reading, self._layout
        places: Counter[tuple[str, LocalValue]] = Counter()
        for line, row in self._table:
            if not reading.admit_row(self._table, line, row):
                continue
            row.append("")
            cells = self._mapping.translate(self._columns, self._cells(row))
            self._check_forms(cells, line)
            person = self._person(cells[: len(PERSON_COLUMNS)], line)
            values, faults = self._values(cells[len(PERSON_COLUMNS) :], line)
            if not isinstance(person, LocalMention) or faults:
                reading.reject((() if isinstance(person, LocalMention) else person) + faults, line)
                continue
            reading.accepted += 1
            reading.warn(reading.fields.complaints, line)
            place = 0
            if layout.placed:
                spot = (person.person, values[layout.turns_on[0]])
                places[spot] += 1
                place = places[spot]
            yield person._replace(place=place, values=values)

    def _check_forms(self, cells: Cells, line: int) -> None:
        for column, cell in zip(self._columns, cells, strict=True):
            if column in self._dated:
                self._reading.dates.read(cell, line, column)

    def _person(self, cells: Cells, line: int) -> LocalMention | tuple[Complaint, ...]:
        """A mention without values, or why the row names nobody: by record where it is given whole (points 10)."""
        agency, clientid = trimmed(cells[4]).upper(), trimmed(cells[5])
        faults = odd_characters((("AGNCY", agency), ("CLIENTID", clientid)))
        if agency and not faults:
            faults = tuple(agency_complaints(agency, trimmed(cells[4]), self._admission))
        identity = read_identity(cells[:4], self._admission, self._reading.dates, line)
        known = identity.dob is not None and not identity.complaints
        if not (agency and clientid) and not known:
            faults += self._nobody(cells, agency, clientid, identity.complaints)
        if faults:
            return faults
        name = ""
        if known and identity.dob is not None:
            name = attributor(identity.finitial, identity.sinitial, identity.dob, identity.sex)
        return LocalMention(self._layout.feed, agency, clientid, name, line, 0, {})

    def _nobody(
        self, cells: Cells, agency: str, clientid: str, complaints: tuple[Complaint, ...]
    ) -> tuple[Complaint, ...]:
        """Whoever gave half a record and no person meant the record."""
        if (agency or clientid) and not any(trimmed(cell) for cell in cells[:4]):
            return (
                (Complaint("CLIENTID", "", "blank-clientid"),) if agency else (Complaint("AGNCY", "", "blank-agncy"),)
            )
        return complaints

    def _values(self, cells: Cells, line: int) -> tuple[dict[str, LocalValue], tuple[Complaint, ...]]:
        layout, fields = self._layout, self._reading.fields
        fields.start(line)
        values: dict[str, LocalValue] = {}
        faults: list[Complaint] = []
        for column, cell in zip(layout.columns, cells, strict=True):
            if column in layout.turns_on:
                values[column] = self._turning_date(column, cell, line, faults)
            elif column in layout.dates:
                values[column] = fields.day(column, cell)
            else:
                values[column] = self._text(column, cell)
        return values, tuple(faults)

    def _turning_date(self, column: str, cell: str, line: int, faults: list[Complaint]) -> dt.date | None:
        day = self._reading.dates.read(cell, line, column)
        if day is None:
            faults.append(Complaint(column, cell.strip(" \t"), "unreadable-date"))
        elif day > self._reading.name.to:
            self._reading.fields.complain(column, trimmed(cell), "date-after-to", str(self._reading.name.to))
        return day

    def _text(self, column: str, cell: str) -> str:
        layout, fields, text = self._layout, self._reading.fields, trimmed(cell)
        value = text.lower() if column in layout.lower else text.upper() if column in layout.upper else text
        if value and column in layout.codes and value not in layout.codes[column]:
            fields.complain(column, text, "unknown-code")
        if column == "ASSESSID":
            if not text:
                fields.complain(column, "", "blank-assessid")
            elif is_spreadsheet_number(text):
                fields.complain(column, text, "spreadsheet-number")
        return value
