"""How a local file's own columns and codes are read as ours: saved under a name, offered next time (extracts.md §2)."""

from __future__ import annotations

import collections.abc
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns`: their column name (in any case, spaces ignored) → ours. `date_form`: "YYYY-MM-DD", "DD/MM/YYYY" or ""
    for whichever the file uses. `codes`: our column → their code → ours."""

    columns: collections.abc.Mapping[str, str] = field(default_factory=dict)
    date_form: str = ""
    codes: collections.abc.Mapping[str, collections.abc.Mapping[str, str]] = field(default_factory=dict)

    @property
    def theirs(self) -> tuple[str, ...]:
        """Their columns as a header's names are normalised."""
        return tuple("".join(name.split()).upper() for name in self.columns)

    def rename(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The header of a file under our names. A column of theirs that bears one of our names and is mapped to none
        stays what it says."""
        ours = dict(zip(self.theirs, self.columns.values(), strict=True))
        return tuple(ours.get(name, name) for name in columns)

    def translate(self, columns: Sequence[str], cells: tuple[str, ...]) -> tuple[str, ...]:
        """The cells of our columns with their codes put into ours; codes that are not listed stay."""
        if not self.codes:
            return cells
        return tuple(
            self.codes[column].get(cell.strip(" \t"), cell) if column in self.codes else cell
            for column, cell in zip(columns, cells, strict=True)
        )


AS_PUBLISHED = Mapping()
