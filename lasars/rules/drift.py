"""Whether somebody's assessments drift from everybody's: the share that one group has, and how much is only chance.

A funnel is a signal, never a verdict (screens.md, "The watch"): who assesses the people of a prison gives other groups
than who assesses those of a clinic.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FEWEST: Final = 5  # fewer than so many are not shown by themselves
# Standard deviations within which 95 % and 99.8 % of shares lie by chance alone.
WARNING: Final = 1.96
ALARM: Final = 3.09


class Place(StrEnum):
    """Where a share lies."""

    WITHIN = "within what chance explains"
    BEYOND = "outside 95 % of what chance explains"
    FAR_BEYOND = "outside 99.8 % of what chance explains"
    TOO_FEW = "too few to say"


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares between which chance alone leaves 95 % and 99.8 % of assessors with `n` assessments."""

    n: int
    low998: float
    low95: float
    high95: float
    high998: float


@dataclass(frozen=True, slots=True)
class Assessor:
    """`assessed` people, `given` of them the group; `share` is None where they are too few."""

    name: str
    assessed: int
    given: int
    share: float | None
    place: Place


@dataclass(frozen=True, slots=True)
class Funnel:
    """`centre` is everybody's share together; `limits` run over the numbers that assessors have."""

    group: str
    assessors: tuple[Assessor, ...]
    centre: float
    limits: tuple[Limits, ...]


def funnel(assessments: Iterable[tuple[str, str]], group: str) -> Funnel:
    """The funnel of one group over (assessor, group given), assessors in order of name."""
    rows = list(assessments)
    assessed = Counter(name for name, _ in rows)
    given = Counter(name for name, told in rows if told == group)
    centre = sum(given.values()) / len(rows) if rows else 0.0
    return Funnel(
        group,
        tuple(_assessor(name, assessed[name], given[name], centre) for name in sorted(assessed)),
        centre,
        tuple(limits(n, centre) for n in _numbers(list(assessed.values()))),
    )


def limits(n: int, centre: float) -> Limits:
    """Of the binomial by its normal approximation, never below nothing or above all."""
    deviation = math.sqrt(centre * (1 - centre) / n)

    def at(deviations: float) -> float:
        return min(1.0, max(0.0, centre + deviations * deviation))

    return Limits(n, at(-ALARM), at(-WARNING), at(WARNING), at(ALARM))


def _assessor(name: str, assessed: int, given: int, centre: float) -> Assessor:
    if assessed < FEWEST:
        return Assessor(name, assessed, given, None, Place.TOO_FEW)
    share, edges = given / assessed, limits(assessed, centre)
    place = Place.WITHIN
    if not edges.low998 <= share <= edges.high998:
        place = Place.FAR_BEYOND
    elif not edges.low95 <= share <= edges.high95:
        place = Place.BEYOND
    return Assessor(name, assessed, given, share, place)


def _numbers(counts: Sequence[int]) -> list[int]:
    """Some forty numbers from the fewest that are shown to the most."""
    most = max(counts, default=0)
    if most < FEWEST:
        return []
    step = max((most - FEWEST) // 40, 1)
    return [*range(FEWEST, most, step), most]
