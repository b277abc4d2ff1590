"""The scheme as the forecast needs it: lines that may be earned, what each is worth, gates, and who shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from outcomes.rules.determination import Status
from payments.forecasting.recorder import AWAITED, GOES_ON, LEAVING, REVIEWED, STAYING_AWAY, own_outcomes
from payments.forecasting.snapshot import Snapshot
from payments.rules.pricing import is_priced_by_cohort, worth
from pbr.scheme.document import Outcome, Scheme

NEVER_KNOWN: Final = -1


class Line(NamedTuple):
    """Something that a journey may earn: an outcome, or an instalment of one."""

    outcome: str
    part: str


class Part(NamedTuple):
    """An instalment: how many months after the end it is due, until when a return takes it back (0: it does not)."""

    month: int
    taken_back_to: int


@dataclass(frozen=True, slots=True)
class Terms:
    """One scheme version. `lines` are its own outcomes (their places among all outcomes in `own`), then `leaving` ones,
    then instalments. `gates` names for each line the lines it waits for. `quarterly` lines are paid at quarter ends. `pays`:
    who is paid for a line whosever the journey is, if anybody. `at_once`: own outcomes of which one review may prove
    several. `awaited`: of an own outcome whose day is known in advance,
    after how many months from the journey's start it is met at the earliest; else NEVER_KNOWN.

    `bands`: the price now reached of what is priced by cohort, by (contract, outcome, group).
    """

    scheme: Scheme
    lines: tuple[Line, ...]
    own: tuple[int, ...]
    goes_on: tuple[bool, ...]
    at_once: tuple[bool, ...]
    awaited: tuple[int, ...]
    pays: tuple[str | None, ...]
    parts: tuple[Part, ...]
    gates: tuple[tuple[int, ...], ...]
    quarterly: tuple[bool, ...]
    bands: Mapping[tuple[str, str, str], float]

    @property
    def first_part(self) -> int:
        return len(self.lines) - len(self.parts)

    def worth(self, line: Line, group: str | None, contract: str) -> float:
        """What the line earns for a client of the group, in pence; nothing while there is no assessment."""
        outcome = next(one for one in self.scheme.outcomes if one.code == line.outcome)
        if group is None:
            return 0.0
        if is_priced_by_cohort(outcome):
            share = next((float(one.share) for one in outcome.instalments if str(one.month) == line.part), 1.0)
            return share * self.bands.get((contract, outcome.code, group), float(outcome.bands[0].prices[group]))
        value = worth(outcome, group, line.part)
        return 0.0 if value is None else float(value.amount)

    def shares(self, codes: Sequence[str]) -> tuple[float, ...]:
        each = {contract.code: float(contract.share) for contract in self.scheme.contracts}
        total = sum(each[code] for code in codes)
        return tuple(each[code] / total for code in codes)


@dataclass(frozen=True, slots=True)
class Agreement:
    """All versions, and the outcomes of all of them in one order."""

    terms: tuple[Terms, ...]
    outcomes: tuple[str, ...]

    @classmethod
    def of(cls, schemes: Sequence[Scheme], seen: Snapshot | None = None) -> Agreement:
        versions = sorted(schemes, key=lambda scheme: scheme.starts)
        outcomes = tuple(dict.fromkeys(code for scheme in schemes for code in own_outcomes(scheme)))
        bands = {} if seen is None else _bands_reached(seen)
        return cls(tuple(_terms(scheme, outcomes, bands) for scheme in versions), outcomes)


def _terms(scheme: Scheme, outcomes: Sequence[str], bands: Mapping[tuple[str, str, str], float]) -> Terms:
    by_code = {one.code: one for one in scheme.outcomes}
    own = own_outcomes(scheme)
    leaving = [one.code for one in scheme.outcomes if one.measure == LEAVING]
    staying = [(one, part) for one in scheme.outcomes if one.measure == STAYING_AWAY for part in one.instalments]
    lines = [
        *[Line(code, "") for code in (*own, *leaving)],
        *[Line(one.code, str(part.month)) for one, part in staying],
    ]
    return Terms(
        scheme=scheme,
        lines=tuple(lines),
        own=tuple(outcomes.index(code) for code in own),
        goes_on=tuple(by_code[code].measure in GOES_ON for code in own),
        at_once=tuple(by_code[code].measure in REVIEWED for code in own),
        awaited=tuple(_awaited(by_code[code]) for code in own),
        pays=tuple(_pays(by_code[line.outcome]) for line in lines),
        parts=tuple(Part(part.month, _taken_back_to(one)) for one, part in staying),
        gates=tuple(_gate(scheme, line, lines) for line in lines),
        quarterly=tuple(is_priced_by_cohort(by_code[line.outcome]) for line in lines),
        bands=bands,
    )


def _awaited(outcome: Outcome) -> int:
    if outcome.measure not in AWAITED:
        return NEVER_KNOWN
    asked = outcome.parameters
    return int(asked["clock_offset_days"]) // 30 + int(asked["months"]) + int(asked["lag_months"])


def _pays(outcome: Outcome) -> str | None:
    """A move is paid to the contract that it leads from or to."""
    asked = outcome.parameters
    return asked[f"{asked['pays']}_contract"] if outcome.measure == "pathway_move" else None


def _taken_back_to(outcome: Outcome) -> int:
    return max(one.month for one in outcome.instalments) if outcome.parameters["on_failure"] == "clawback" else 0


def _gate(scheme: Scheme, line: Line, lines: Sequence[Line]) -> tuple[int, ...]:
    required = {code for gate in scheme.gates if line.outcome in gate.outcomes for code in gate.requires}
    return tuple(place for place, other in enumerate(lines) if other.outcome in required)


def _bands_reached(seen: Snapshot) -> dict[tuple[str, str, str], float]:
    """The unit price of each cohort in its latest year with money: what the year's quarters came to ÷ who achieved."""
    earned: dict[tuple[str, str, str], dict[dt.date, int]] = {}
    known_to: dict[dt.date, dt.date] = {}
    for row in seen.entitled.entitlements:
        if row.client == "" and row.group is not None:
            year = earned.setdefault((row.contract, row.outcome, row.group), {})
            year[row.journey] = year.get(row.journey, 0) + row.amount
            known_to[row.journey] = max(row.date, known_to.get(row.journey, row.date))
    prices = {}
    for key, years in earned.items():
        start = max(years)
        count = _achieving(seen, key, start, known_to[start])
        if count:
            prices[key] = years[start] / count
    return prices


def _achieving(seen: Snapshot, cohort: tuple[str, str, str], first: dt.date, last: dt.date) -> int:
    contract, outcome, group = cohort
    return sum(
        one.outcome == outcome and one.status is Status.ACHIEVED and one.date is not None and first <= one.date <= last
        for client in seen.found
        for journey in client.journeys
        if (journey.holder, journey.group) == (contract, group)
        for one in client.determinations
        if one.journey == journey.start
    )
