"""What is open on the day of the forecast: every outcome not yet decided, every instalment not yet due, and its worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from outcomes.rules.determination import Determination, JourneyFound, Status
from payments.forecasting.agreement import NEVER_KNOWN, Agreement, Terms
from payments.forecasting.chances import Chances
from payments.forecasting.history import Floats, Ints, JourneyKey
from payments.forecasting.months import month_number
from payments.forecasting.recorder import contract_of, is_too_early
from payments.forecasting.snapshot import Snapshot
from pbr.scheme.document import Scheme

# How an outcome or an instalment stands. INELIGIBLE asks for nothing at a gate; FAILED (or held) keeps it shut.
INELIGIBLE, OPEN, MET, FAILED, PERHAPS = range(5)
# Where a journey is: in treatment, ended but not settled, away after a planned end, or over.
TREATED, ENDED, AWAY, OVER = range(4)


class Payee(NamedTuple):
    """Who earns a line: places of contracts, and each one's share of an amount."""

    contracts: tuple[int, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Possibilities:
    """The journeys with anything open, of one scheme version. Arrays have one row for each.

    `payees` are the ways in which journeys are paid for: a payee for each line; `payee` is the place of a journey's own.

    `stands` and `worth` have a column for each outcome of `terms.own`, `leaving`, and each instalment of `terms.parts`, in
    this order; worth is in pence, and one for what is priced by cohort. `age` is in months on the day; `end` is the month
    of the journey's end counted from the first month of the forecast, so below 0 (0 where there is none). `due` has a
    column for each own outcome: the month of the forecast in which it will be met if nothing comes between, NEVER_KNOWN
    where that cannot be said.
    """

    terms: Terms
    payees: tuple[tuple[Payee, ...], ...]
    payee: Ints
    group: Ints
    contract: Ints
    where: Ints
    age: Ints
    end: Ints
    leaning: Floats
    stands: Ints
    due: Ints
    worth: Floats

    def __len__(self) -> int:
        return len(self.age)

    def take(self, chosen: Ints) -> Possibilities:
        rows = (getattr(self, name)[chosen] for name in _BY_JOURNEY)
        return Possibilities(self.terms, self.payees, *rows)


_BY_JOURNEY: Final = ("payee", "group", "contract", "where", "age", "end", "leaning", "stands", "due", "worth")


class _Row(NamedTuple):
    payee: int
    group: int
    contract: int
    where: int
    age: int
    end: int
    leaning: float
    stands: list[int]
    due: list[int]
    worth: list[float]


def possibilities(seen: Snapshot, schemes: Sequence[Scheme], chances: Chances) -> list[Possibilities]:
    """The open possibilities as known at a month's end, for each scheme version that has any."""
    agreement = Agreement.of(schemes)
    opened = []
    for terms in agreement.terms:
        reader = _Reader(terms, seen, chances)
        rows = [row for client in seen.found for row in reader.journeys(client.journeys, client.determinations)]
        if rows:
            opened.append(reader.arrays(rows))
    return opened


class _Reader:
    """Turns the journeys that one version governs into rows."""

    def __init__(self, terms: Terms, seen: Snapshot, chances: Chances) -> None:
        self._terms, self._chances, self._month = terms, chances, seen.month
        self._payees: dict[tuple[Payee, ...], int] = {}
        self._worth: dict[str | None, list[float]] = {}

    def journeys(self, journeys: Sequence[JourneyFound], found: Sequence[Determination]) -> list[_Row]:
        by_start: dict[dt.date, list[Determination]] = {}
        for one in found:
            if one.version == self._terms.scheme.starts:
                by_start.setdefault(one.journey, []).append(one)
        rows = []
        for journey in journeys:
            mine = by_start.get(journey.start, [])
            contract = contract_of(journey, mine)
            if contract is not None and any(one.status is Status.PENDING for one in mine):
                rows.append(self._row(journey, {(one.outcome, one.part): one for one in mine}, contract))
        return rows

    def _row(self, journey: JourneyFound, found: Mapping[tuple[str, str], Determination], contract: str) -> _Row:
        chances = self._chances
        age = self._month - month_number(journey.start)
        lines = [found.get(line) for line in self._terms.lines]
        group = journey.group or next((one.group for one in lines if one and one.group), None)
        return _Row(
            payee=self._payee(lines, contract),
            group=len(chances.groups) if group is None else chances.groups.index(group),
            contract=chances.contracts.index(contract),
            where=self._where(journey, lines),
            age=age,
            end=0 if journey.end is None else month_number(journey.end) - self._month - 1,
            leaning=chances.leaning.get(JourneyKey(journey.client, journey.start), chances.courses.share),
            stands=[_stands(one, age, journey.end is not None) for one in lines],
            due=[self._due(one, awaited) for one, awaited in zip(lines, self._terms.awaited, strict=False)],
            worth=self._worths(group),
        )

    def _where(self, journey: JourneyFound, lines: Sequence[Determination | None]) -> int:
        if not journey.settled:
            return TREATED if journey.end is None else ENDED
        parts = lines[self._terms.first_part :]
        return AWAY if any(one is not None and one.status is Status.PENDING for one in parts) else OVER

    def _worths(self, group: str | None) -> list[float]:
        if group not in self._worth:
            self._worth[group] = [self._terms.worth(place, group) for place in range(len(self._terms.lines))]
        return self._worth[group]

    def _payee(self, lines: Sequence[Determination | None], contract: str) -> int:
        """Each line is earned by whoever would earn it today; what can no longer be earned needs nobody of its own."""
        still = (Status.PENDING, Status.ACHIEVED)
        usual = next((one.contracts for one in lines if one and one.contracts and one.status in still), (contract,))
        earning = [one.contracts if one and one.contracts and one.status in still else usual for one in lines]
        payees = tuple(payee_of(self._terms, self._chances.contracts, codes) for codes in earning)
        return self._payees.setdefault(payees, len(self._payees))

    def _due(self, one: Determination | None, awaited: int) -> int:
        if awaited == NEVER_KNOWN or one is None or one.awaits_date is None:
            return NEVER_KNOWN
        return max(month_number(one.awaits_date) - self._month - 1, 0)

    def arrays(self, rows: Sequence[_Row]) -> Possibilities:
        columns = [np.array(column) for column in zip(*rows, strict=True)]
        return Possibilities(self._terms, tuple(self._payees), *columns)


def payee_of(terms: Terms, contracts: Sequence[str], codes: tuple[str, ...]) -> Payee:
    return Payee(tuple(contracts.index(code) for code in codes), terms.shares(codes))


def _stands(one: Determination | None, age: int, ended: bool) -> int:
    if one is None:
        return INELIGIBLE
    if one.status is Status.NOT_ELIGIBLE:
        return PERHAPS if is_too_early(one, age, ended=ended) else INELIGIBLE
    return {Status.PENDING: OPEN, Status.ACHIEVED: MET}.get(one.status, FAILED)
