"""The state of one file being read: what has been counted and found so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from caseloads.intake.cells import DateReader
from caseloads.intake.complaints import Complaint, rejection, warning
from caseloads.intake.fields import FieldReader
from caseloads.intake.findings import Finding
from caseloads.intake.names import ExtractName
from caseloads.intake.table import Row, Table

Report = Callable[[Finding], object]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a file held: rows = accepted + rejected + without_consent.

    `lines` are physical ones, the header's included. `date_form` is "" where the file has no date. `unknown_columns`
    were kept in the stored file and not read, `missing_columns` read as blank.
    """

    sha256: str
    size: int
    encoding: str
    lines: int
    rows: int
    accepted: int
    rejected: int
    without_consent: int
    warnings: int
    date_form: str
    unknown_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]


class Reading:
    """Counts rows and hands findings on; one for each file."""

    def __init__(self, name: ExtractName, dates: DateReader, report: Report) -> None:
        self.name = name
        self.dates = dates
        self.fields = FieldReader(dates, name.to)
        self.rows = 0
        self.accepted = 0
        self.rejected = 0
        self.without_consent = 0
        self.warnings = 0
        self._report = report

    def admit_row(self, table: Table, line: int, row: Row) -> bool:
        """Counts a row; one that is longer or shorter than the header is rejected here."""
        self.rows += 1
        if table.fits(row):
            return True
        more = f"{len(row)} fields where the header has {table.width}"
        self.reject((Complaint("", "", "row-length", more),), line)
        return False

    def check_date_forms(self, columns: Sequence[str], cells: Sequence[str], line: int) -> None:
        """A row that is left out still shows whether the file mixes its dates' forms."""
        for column, cell in zip(columns, cells, strict=True):
            self.dates.read(cell, line, column)

    def reject(self, complaints: Iterable[Complaint], line: int) -> None:
        self.rejected += 1
        for complaint in complaints:
            self._report(rejection(complaint, line))

    def found(self, found: Finding) -> None:
        """A warning about the file as a whole."""
        self.warnings += 1
        self._report(found)

    def warn(self, complaints: Iterable[Complaint], line: int) -> None:
        for complaint in complaints:
            self.warnings += 1
            self._report(warning(complaint, line))
