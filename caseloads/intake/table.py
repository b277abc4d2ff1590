"""Text to rows: the header and the records of a CSV file, as a stream (reliability.md X07 to X15).

The csv module alone would swallow half a file after one stray quote, and let the last of two equal headers win.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO, Final

from caseloads.intake.findings import FileRefused

MOST_COLUMNS: Final = 1000
MOST_ROWS: Final = 20_000_000
LONGEST_FIELD: Final = 1 << 17  # characters; the csv module's own limit

_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")
_SPACES: Final = re.compile(r"[\s\u200b\ufeff]+")

Row = list[str]


class Table:
    """A CSV file opened at its first row. `columns` are the header's names, normalised; iterate for (line, cells).

    Lines are those on which a record starts, the first line being 1. Raises FileRefused, on opening and later.
    """

    def __init__(self, stream: BinaryIO, encoding: str, file: str, known: Collection[str]) -> None:
        self.file = file
        text = io.TextIOWrapper(stream, encoding=encoding, newline="")
        self._text = text
        self._reader = csv.reader(text, strict=True)
        self.header_line, header = self._read_header()
        _refuse_other_separators(header, file, self.header_line, known)
        self.width = len(header)
        self.columns = self._normalise(header)
        self.named = len(self.columns)
        _refuse_unknown_header(self.columns, file, self.header_line, known)

    def close(self) -> None:
        """Leaves the stream open for whoever opened it. `lines_read` keeps its value."""
        self._text.detach()

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Every record that is not a blank line, whatever its width: see `fits`."""
        reader, rows, before = self._reader, 0, self._reader.line_num
        try:
            for row in reader:
                line, before = before + 1, reader.line_num
                if not row:
                    continue
                if before != line:
                    self._refuse_swallowed_rows(line, row)
                rows += 1
                if rows > MOST_ROWS:
                    raise FileRefused(self.file, f"it has more than {MOST_ROWS:,} rows; send it in parts")
                yield line, row
        except csv.Error as error:
            raise self._refused(error, before + 1) from None

    @property
    def lines_read(self) -> int:
        """Physical lines so far, the header's included: more than rows where fields hold line breaks."""
        return self._reader.line_num

    def fits(self, row: Row) -> bool:
        """A row has as many cells as the header; unnamed columns at the header's end may be left out."""
        return len(row) == self.width or len(row) == self.named

    def _read_header(self) -> tuple[int, Row]:
        before = 0
        try:
            for row in self._reader:
                if any(cell.strip() for cell in row):
                    return before + 1, row
                before = self._reader.line_num
        except csv.Error as error:
            raise self._refused(error, before + 1) from None
        raise FileRefused(self.file, "it holds only blank lines and no header; export the extract again")

    def _normalise(self, header: Row) -> tuple[str, ...]:
        """Names in capitals and without spaces; empty names at the end are no columns."""
        names = [_SPACES.sub("", cell).upper() for cell in header]
        while names and not names[-1]:
            names.pop()
        if len(names) > MOST_COLUMNS:
            raise FileRefused(
                self.file,
                f"it has {len(names):,} columns; an extract has at most {MOST_COLUMNS:,}",
                line=self.header_line,
            )
        self._refuse_double(names)
        return tuple(names)

    def rename(self, columns: tuple[str, ...]) -> None:
        """Use other names for the columns, in their order (a mapping). Raises FileRefused where two become one."""
        self._refuse_double(columns)
        self.columns = columns

    def _refuse_double(self, names: Sequence[str]) -> None:
        twice = [name for name, times in Counter(names).items() if times > 1 and name]
        if twice:
            raise FileRefused(
                self.file,
                f"the header names {', '.join(twice)} twice, and nobody can say which one holds; remove one of them",
                line=self.header_line,
                column=twice[0],
            )

    def _refuse_swallowed_rows(self, line: int, row: Row) -> None:
        """A record over several lines is either a note with line breaks or a stray quote that swallowed rows.

        Swallowed rows bring their separators with them: where the record came out with the right width, one of its
        fields holds as many commas as a whole row (or more); where it did not, nothing about it can be trusted.
        """
        swallowed = any(
            cell.count(",") >= max(self.named - 1, 1) for cell in row if _LINE_BREAK.search(cell) is not None
        )
        if swallowed or not self.fits(row):
            raise FileRefused(
                self.file,
                f"a quote opened here runs on to line {self._reader.line_num} and swallows rows; "
                "remove the stray quote, or double it inside a quoted field",
                line=line,
                column=self._column_of_break(row),
            )

    def _column_of_break(self, row: Row) -> str:
        place = next((place for place, cell in enumerate(row) if _LINE_BREAK.search(cell)), None)
        return self.columns[place] if place is not None and place < self.named else ""

    def _refused(self, error: csv.Error, line: int) -> FileRefused:
        wrong = str(error)
        if "field limit" in wrong:
            reason = (
                f"a field is longer than {LONGEST_FIELD:,} characters, most likely because a quote opened here is "
                "never closed; remove the stray quote"
            )
        elif "unexpected end of data" in wrong:
            reason = "a quote opened here is never closed; remove the stray quote, or send the file whole"
        else:
            reason = "a quote stands inside a quoted field; double it, or remove the stray quote that opened the field"
        return FileRefused(self.file, reason, line=line)


def _refuse_other_separators(header: Sequence[str], file: str, line: int, known: Collection[str]) -> None:
    """One column full of semicolons is not a file without columns: say which separator was seen."""
    text = ",".join(header)
    for separator, name in _SEPARATORS.items():
        cells = {_SPACES.sub("", cell).upper().strip('"') for cell in text.split(separator)}
        here = {_SPACES.sub("", cell).upper() for cell in header}
        if len(cells & set(known)) > max(len(here & set(known)), 1):
            raise FileRefused(file, f"its columns are separated by {name}; export it with commas", line=line)


def _refuse_unknown_header(columns: Sequence[str], file: str, line: int, known: Collection[str]) -> None:
    if not set(columns) & set(known):
        shown = ", ".join(columns[:3])[:60]
        raise FileRefused(
            file,
            f"the first line ({shown}) has no known column; put the published column names in the first line",
            line=line,
        )
