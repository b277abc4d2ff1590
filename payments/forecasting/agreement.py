"""The scheme as the forecast needs it: lines that may be earned, what each is worth, gates, and who shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from payments.forecasting.recorder import AWAITED, GOES_ON, LEAVING, REVIEWED, STAYING_AWAY, own_outcomes
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
    then instalments.

    `gates` names for each line the lines it waits for, `by_cohort` the lines that are priced by cohort (`unit_prices`).
    `pays` says who is paid for a line whosever the journey is, if anybody. Of own outcomes, `at_once` tells those of which
    one review may prove several, and `awaited`, where the day is known in advance, after how many months from the
    journey's start it comes at the earliest; else it is NEVER_KNOWN.
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
    by_cohort: tuple[int, ...]

    @property
    def first_part(self) -> int:
        return len(self.lines) - len(self.parts)

    def outcome(self, place: int) -> Outcome:
        return next(one for one in self.scheme.outcomes if one.code == self.lines[place].outcome)

    def worth(self, place: int, group: str | None) -> float:
        """What the line earns for a client of the group, in pence; nothing while there is no assessment.

        What is priced by cohort is only counted: it is worth one.
        """
        outcome, line = self.outcome(place), self.lines[place]
        if group is None:
            return 0.0
        if place in self.by_cohort:
            return 1.0
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
    def of(cls, schemes: Sequence[Scheme]) -> Agreement:
        versions = sorted(schemes, key=lambda scheme: scheme.starts)
        outcomes = tuple(dict.fromkeys(code for scheme in schemes for code in own_outcomes(scheme)))
        return cls(tuple(_terms(scheme, outcomes) for scheme in versions), outcomes)


def _terms(scheme: Scheme, outcomes: Sequence[str]) -> Terms:
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
        by_cohort=tuple(place for place, line in enumerate(lines) if is_priced_by_cohort(by_code[line.outcome])),
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
