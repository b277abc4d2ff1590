"""The proof of a scheme version: worked out once for each document, then remembered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from outcomes.queries.schemes import parsed
from payments.rules.kinds_of_client import Kind
from payments.rules.proof import Most, proof

SHADES = 5
LITTLE = 4  # earning at most a quarter of what the best-paid kind can earn is little


@dataclass(frozen=True, slots=True)
class Cell:
    """Pence for one kind, or from least to most for several. `shade` is 0 for nothing, else 1 to SHADES; `place` is
    the (best-paid) kind's among all."""

    least: int
    most: int
    shade: int
    place: int
    group: str


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in one row of a heat table: the kind (of any one group), and a cell for each group."""

    kind: Kind
    cells: tuple[Cell, ...]

    @property
    def needs(self) -> tuple[tuple[str, bool], ...]:
        """What distinguishes the kind besides its substances, by the head of its column."""
        kind = self.kind
        return (
            ("Injecting", kind.injecting), ("Offending", kind.offending), ("Housing problem", kind.housing_problem),
            ("In work", kind.in_work),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeatTable:
    """`nothing` and `little` count kinds; `highest` is what the best-paid kind can earn, in pence."""

    groups: tuple[str, ...]
    rows: tuple[Row, ...]
    kinds: int
    nothing: int
    little: int
    lowest: int
    highest: int


@lru_cache(maxsize=32)
def proof_of(version_id: int, sha256: str) -> tuple[Most, ...]:
    return proof(parsed(version_id, sha256))


def by_substances(told: Sequence[Most], groups: tuple[str, ...]) -> HeatTable:
    """A row for substances and injecting; cells run over offending, housing and work."""
    return _table(told, groups, lambda kind: (kind.substances, kind.injecting))


def by_kind(told: Sequence[Most], groups: tuple[str, ...]) -> HeatTable:
    """A row for every kind but its group."""
    return _table(told, groups, lambda kind: kind[:-1])


def _table(told: Sequence[Most], groups: tuple[str, ...], row_of: Callable[[Kind], Hashable]) -> HeatTable:
    highest = max((one.pence for one in told), default=0)
    gathered: dict[Hashable, dict[str, list[Most]]] = {}
    for one in told:
        gathered.setdefault(row_of(one.kind), {}).setdefault(one.kind.group, []).append(one)
    rows = [
        Row(next(iter(by_group.values()))[0].kind, tuple(_cell(by_group[group], highest) for group in groups))
        for by_group in gathered.values()
    ]
    return HeatTable(
        groups=groups,
        rows=tuple(rows),
        kinds=len(told),
        nothing=sum(one.pence == 0 for one in told),
        little=sum(0 < one.pence * LITTLE <= highest for one in told),
        lowest=min((one.pence for one in told), default=0),
        highest=highest,
    )


def _cell(several: Sequence[Most], highest: int) -> Cell:
    best = max(several, key=lambda one: one.pence)
    shade = -(-best.pence * SHADES // highest) if best.pence else 0
    return Cell(min(one.pence for one in several), best.pence, shade, best.place, best.kind.group)
