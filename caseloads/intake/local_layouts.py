"""The local feeds: their columns beside the person, and which date a row turns on.

Sources: extracts.md §2, points 7, 9 and 51.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

PERSON_COLUMNS: Final = ("FINITIAL", "SINITIAL", "DOB", "SEX", "AGNCY", "CLIENTID")


@dataclass(frozen=True, slots=True)
class LocalLayout:
    """`turns_on`: dates without which a row is rejected; `dates`: those that may be missing; `texts`: everything else.

    `placed`: a row is known by its place among those of one person and day, since two offences of a day are two.
    `lower` and `upper` name texts read in either case. `codes`: known values; another is a warning.
    """

    feed: str
    turns_on: tuple[str, ...]
    texts: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    placed: bool = False
    lower: frozenset[str] = frozenset()
    upper: frozenset[str] = frozenset()
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column beside the person."""
        return (*self.turns_on, *self.dates, *self.texts)

    @property
    def all_required(self) -> tuple[str, ...]:
        return (*self.turns_on, *self.required)


def _codes(**codes: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    return MappingProxyType({column: frozenset(values) for column, values in codes.items()})


LOCAL_LAYOUTS: Final[Mapping[str, LocalLayout]] = MappingProxyType(
    {
        layout.feed: layout
        for layout in (
            LocalLayout(
                "assessments",
                turns_on=("ASSESSED",),
                texts=("ASSESSID", "GROUP", "ASSESSOR", "APPROVED_BY", "AUDIT"),
                required=("ASSESSID", "GROUP"),
                lower=frozenset({"AUDIT"}),
                codes=_codes(AUDIT=("pass", "fail")),
            ),
            LocalLayout(
                "cjs",
                turns_on=("STARTED",),
                texts=("SOURCE",),
                required=("SOURCE",),
                upper=frozenset({"SOURCE"}),
                codes=_codes(SOURCE=("DIP", "PRISON", "CJIT")),
            ),
            LocalLayout(
                "offences",
                turns_on=("OFFENCE_DATE",),
                dates=("PROVEN_DATE",),
                texts=("TRIGGER",),
                placed=True,
                upper=frozenset({"TRIGGER"}),
                codes=_codes(TRIGGER=("Y", "N")),
            ),
            LocalLayout("hepb", turns_on=("DOSE_DATE",), texts=("DOSE",)),
            LocalLayout("local", turns_on=("DATE",), texts=("CODE", "VERIFIED_BY"), required=("CODE",)),
            LocalLayout("work_programme", turns_on=("ATTACHED",), dates=("ENDED",)),
            LocalLayout("deaths", turns_on=("DIED",)),
            LocalLayout("moves", turns_on=("MOVED",)),
            LocalLayout(
                "decisions",
                turns_on=("JOURNEY", "ON"),
                texts=("OUTCOME", "PART", "REASON", "DECISION", "BY"),
                required=("OUTCOME", "REASON", "DECISION"),
                lower=frozenset({"DECISION"}),
                codes=_codes(DECISION=("release", "refuse")),
            ),
        )
    }
)
