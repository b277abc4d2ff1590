"""What is priced by cohort (money.md §1): the unit price of each draw goes by the share that the draw has achieving."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from payments.forecasting.agreement import Terms
from payments.forecasting.chances import Chances
from payments.forecasting.history import Floats
from payments.forecasting.layout import Layout
from payments.forecasting.months import last_day, month_number
from payments.forecasting.snapshot import Snapshot
from payments.rules.cohorts import Member, members_of
from pbr.values.dates import MONTHS_IN_A_YEAR, ContractYear

_EVEN: Final = 1e-9  # a share that is reached exactly must not be lost in rounding


class Cohort(NamedTuple):
    """Who is counted together: places of the contract, the line of the terms, and the group."""

    contract: int
    line: int
    group: int


@dataclass(slots=True)
class Counted:
    """What is drawn of the journeys that one version governs, as numbers of journeys. Months are those of the forecast.

    `achieving` by cohort and `entering` by contract and group are arrays (draws, months): who achieves in a month, as known
    then, and who begins. `staying`: of those in treatment now, how many are expected to be so at the start of a later year
    without having achieved, by cohort and the year's first month. `lasting`: the share of those who begin of whom that is
    so after 0, 1, 2, … months.
    """

    achieving: dict[Cohort, Floats] = field(default_factory=dict)
    entering: dict[tuple[int, int], Floats] = field(default_factory=dict)
    staying: dict[tuple[Cohort, int], float] = field(default_factory=lambda: defaultdict(float))
    lasting: dict[Cohort, Floats] = field(default_factory=dict)


class UnitPrices:
    """The cohorts of one version as they stand, and what they earn as they are drawn further."""

    def __init__(self, terms: Terms, seen: Snapshot, layout: Layout, chances: Chances) -> None:
        self.terms, self.layout, self.chances = terms, layout, chances
        self.years = years_in_play(layout)
        self._members = _members(terms, seen, layout)

    def money(self, counted: Counted, draws: int) -> Iterator[tuple[int, int, Floats]]:
        """For each cohort its contract, its line, and what becomes payable: (draws, years of the layout, months), pence."""
        cohorts = dict.fromkeys([*self._members, *counted.achieving])
        for cohort in cohorts:
            yield cohort.contract, cohort.line, self._money(cohort, counted, draws)

    def _money(self, cohort: Cohort, counted: Counted, draws: int) -> Floats:
        months, slots = self.layout.months, len(self.layout.years)
        out = np.zeros((draws, slots, months))
        drawn = _Drawn(cohort, counted, self._late(cohort), draws, months)
        for year in self.years:
            slot = next((place for place, one in enumerate(self.layout.years) if one == year), 0)
            before = self._earned(cohort, drawn, year, -1)
            for month in range(months):
                now = self._earned(cohort, drawn, year, month)
                out[:, slot, month] += now - before
                before = now
        return out

    def _earned(self, cohort: Cohort, drawn: _Drawn, year: ContractYear, month: int) -> Floats | float:
        """What the year has earned as known at a month's end, -1 the last known: by its last quarter over by then."""
        over = [end for end in year.quarter_ends() if end <= last_day(self.layout.base + 1 + month)]
        if not over:
            return 0.0
        first, last = self._place(year.start), self._place(over[-1])
        members = self._members.get(cohort, ())
        stay = first > 0  # a year that has not begun: who will be in treatment then is drawn
        counting = [one for one in members if one.counts_in(year, over[-1]) and not (stay and one.end is None)]
        achieving = drawn.achieving(first, last, month) + sum(one.achieves_by(year, over[-1]) for one in counting)
        eligible = len(counting) + drawn.eligible(first, last, month, self._months_away(cohort.line))
        share = np.divide(achieving, eligible, out=np.zeros(drawn.draws), where=eligible > 0)
        bands = self.terms.outcome(cohort.line).bands
        reached = np.searchsorted([float(band.at_least) for band in bands], share + _EVEN, side="right") - 1
        prices = np.array([float(band.prices[self.chances.groups[cohort.group]]) for band in bands])
        return np.asarray(achieving * prices[np.maximum(reached, 0)])

    def _place(self, day: dt.date) -> int:
        return month_number(day) - self.layout.base - 1

    def _late(self, cohort: Cohort) -> int:
        """Months from the date of a result to its being known, as a rule."""
        if cohort.line < len(self.terms.own):
            return int(self.chances.late[self.terms.own[cohort.line]])
        return int(cohort.line < self.terms.first_part and self.chances.settling.month_before > 0.5)

    def _months_away(self, line: int) -> int:
        """How long after the end a line is achieved: who ended before the year began counts in it only by achieving."""
        return self.terms.parts[line - self.terms.first_part].month if line >= self.terms.first_part else 0


class _Drawn:
    """One cohort's numbers in every draw. Months count from the first of the forecast and may lie before it."""

    def __init__(self, cohort: Cohort, counted: Counted, late: int, draws: int, months: int) -> None:
        none = np.zeros((draws, months))
        self.draws, self._late = draws, late
        self._cohort, self._counted = cohort, counted
        self._achieving = _so_far(counted.achieving.get(cohort, none))
        self._entering = counted.entering.get((cohort.contract, cohort.group), none)
        self._entered = _so_far(self._entering)
        self._lasting = counted.lasting.get(cohort, np.zeros(months + 1))

    def achieving(self, first: int, last: int, known: int) -> Floats:
        """Who achieved from one month to another, as known in a third."""
        return _between(self._achieving, first + self._late, min(last + self._late, known))

    def eligible(self, first: int, last: int, known: int, away: int) -> Floats:
        """Who counts in a year from `first` to `last` besides those that did already."""
        asked = self._lasting[0]
        eligible: Floats = asked * _between(self._entered, max(first, 0), min(last, known))
        if away:
            eligible = eligible + _between(
                self._achieving, first + self._late, min(last + self._late, known, first + away - 1)
            )
        if first > 0:
            before = [self._entering[:, month] * self._lasting[first - month] for month in range(first)]
            eligible = eligible + np.sum(before, axis=0) + self._counted.staying[self._cohort, first]
        return eligible


def _so_far(numbers: Floats) -> Floats:
    """What was there before each month: one column more."""
    return np.concatenate([np.zeros((len(numbers), 1)), np.cumsum(numbers, axis=1)], axis=1)


def _between(so_far: Floats, first: int, last: int) -> Floats:
    """The sum from one month to another, both included."""
    first, last = (min(max(month, 0), so_far.shape[1] - 1) for month in (first, last + 1))
    return np.asarray(so_far[:, max(first, last)] - so_far[:, first] if last > first else np.zeros(len(so_far)))


def years_in_play(layout: Layout) -> list[ContractYear]:
    """The contract years in which something may still become payable: the last one that is over, and all that follow."""
    current = layout.versions.year_of(last_day(layout.base + 1).replace(day=1))
    years = [ContractYear.starting(current.start.replace(year=current.start.year - 1)), current]
    while month_number(years[-1].start) + MONTHS_IN_A_YEAR <= layout.base + layout.months:
        years.append(years[-1].following)
    return years


def _members(terms: Terms, seen: Snapshot, layout: Layout) -> Mapping[Cohort, Sequence[Member]]:
    version = terms.scheme.starts
    priced = {(version, terms.lines[line].outcome): line for line in terms.by_cohort}
    found = members_of(seen.found, set(priced))
    groups, contracts = list(terms.scheme.groups), layout.versions.contracts
    return {
        Cohort(contracts.index(key.contract), priced[version, key.outcome], groups.index(key.group)): members
        for (_, key), members in found.items()
    }
