"""Reads month end after month end into a `History`, comparing each with the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from outcomes.rules.determination import ClientFound, Determination, JourneyFound, Status
from payments.forecasting.history import (
    FIRST_OUTCOME,
    GONE,
    OLDEST,
    OTHER_END,
    RETURN,
    SUCCESS,
    AtRisk,
    Counted,
    History,
    JourneyKey,
)
from payments.forecasting.months import month_number
from payments.forecasting.snapshot import Snapshot
from pbr.scheme.document import Scheme

STAYING_AWAY: Final = "non_representation"
LEAVING: Final = "planned_exit"
# Measures that go on after the journey's end as before, and those of which the day is known on which they will be met.
GOES_ON: Final = frozenset({"attachment", "waiting_time"})
AWAITED: Final = frozenset({"offending_individual"})
# Measures that a review (TOP) proves, often several at once.
REVIEWED: Final = frozenset(
    {"abstinence", "reliable_change", "injecting_ceased", "housing_resolved", "quality_of_life", "employment"}
)
CAME_BACK: Final = frozenset({"returned", "clawback"})
LEFT_FOR_GOOD: Final = frozenset({"died", "moved"})
NO_ASSESSMENT: Final = "no-assessment"
DECIDED: Final = frozenset({Status.ACHIEVED, Status.NOT_ACHIEVED, Status.HELD})
SETTLED_BY_NOW: Final = 2  # months of age at which start TOP and assessment have come, if they come


@dataclass(slots=True)
class Followed:
    """One journey as it stood at the last month end."""

    place: int
    start: int
    settled: bool = False
    ended: bool = False
    over: bool = False  # nothing can happen any more
    stands: dict[str, Status] = field(default_factory=dict)  # by outcome
    awaits: dict[str, int] = field(default_factory=dict)  # the month in which it will be met, if nothing comes between


class Recorder:
    """Takes month ends in order; `history()` is what they say so far and may be asked for after each of them."""

    def __init__(self, schemes: Sequence[Scheme]) -> None:
        self.groups = tuple(dict.fromkeys(group for scheme in schemes for group in scheme.groups))
        self.contracts = tuple(dict.fromkeys(one.code for scheme in schemes for one in scheme.contracts))
        self.outcomes = tuple(dict.fromkeys(code for scheme in schemes for code in own_outcomes(scheme)))
        self._measures = {(scheme.starts, one.code): one.measure for scheme in schemes for one in scheme.outcomes}
        self._by_review = {one.code: one.measure in REVIEWED for scheme in schemes for one in scheme.outcomes}
        self._place = {code: place for place, code in enumerate(self.outcomes)}
        self._followed: dict[JourneyKey, Followed] = {}
        self._rows: list[tuple[int, int, int, int, int]] = []
        self._group: list[int] = []
        self._contract: list[int] = []
        self._eligible: list[list[int]] = []
        self._arrivals: dict[int, list[int]] = {}
        size = len(self.outcomes)
        self._unsure: list[list[bool]] = []
        self._at_exit = np.zeros((2, size, 2))
        self._on_day, self._paid = np.zeros((2, size)), np.zeros((2, size + 1))
        self._later_to = np.zeros(size, dtype=np.int64)
        self._settling, self._late = np.zeros((2, 2)), np.zeros((2, size))
        self._month: int | None = None

    def add(self, seen: Snapshot) -> None:
        """Raises ValueError for a month end that does not follow the last one."""
        if self._month is not None and seen.month != self._month + 1:
            raise ValueError(f"{seen.day.isoformat()} is not the month end after the last one")
        self._month = seen.month
        self._arrivals[seen.month] = [0] * len(self.contracts)
        for client in seen.found:
            self._client(client, seen.month)

    def _client(self, client: ClientFound, month: int) -> None:
        by_journey: dict[object, list[Determination]] = {}
        for one in client.determinations:
            by_journey.setdefault(one.journey, []).append(one)
        for journey in client.journeys:
            found = by_journey.get(journey.start)
            contract = contract_of(journey, found or ())
            if found and contract is not None:
                self._journey(journey, found, self.contracts.index(contract), month)

    def _journey(self, journey: JourneyFound, found: Sequence[Determination], contract: int, month: int) -> None:
        key = JourneyKey(journey.client, journey.start)
        now = self._followed.get(key)
        if now is None:
            now = self._begin(key, contract, month)
        elif now.over:
            return
        group = journey.group or next((one.group for one in found if one.group), None)
        self._group[now.place] = len(self.groups) if group is None else self.groups.index(group)
        kind = None if not journey.settled else self._kind_of_end(found)
        self._outcomes_met(now, journey, found, kind, month)
        if not now.settled:
            self._leaving(now, kind, month)
        if kind == SUCCESS and journey.end is not None:
            self._staying_away(now, found, month_number(journey.end), month)
        now.ended, now.settled = journey.end is not None, journey.settled
        now.over = journey.settled and not any(one.status is Status.PENDING for one in found)

    def _begin(self, key: JourneyKey, contract: int, month: int) -> Followed:
        now = Followed(len(self._followed), month_number(key.start))
        self._followed[key] = now
        self._group.append(len(self.groups))
        self._contract.append(contract)
        self._eligible.append([-1] * len(self.outcomes))
        self._unsure.append([False, False])
        if (self._month is not None and len(self._arrivals) > 1) or now.start == month:
            self._arrivals[month][contract] += 1
        return now

    def _row(self, now: Followed, risk: int, age: int, month: int, happened: bool) -> None:
        self._rows.append((now.place, risk, min(max(age, 0), OLDEST), month, happened))

    def _leaving(self, now: Followed, kind: int | None, month: int) -> None:
        for risk in (SUCCESS, OTHER_END):
            self._row(now, risk, month - now.start, month, kind == risk)
        self._settling[:, int(now.ended)] += (kind is not None, 1)

    def _kind_of_end(self, found: Iterable[Determination]) -> int:
        """A scheme that pays for neither leaving nor staying away does not tell the two apart."""
        for one in found:
            measure = self._measures[one.version, one.outcome]
            if measure == LEAVING and one.status in (Status.ACHIEVED, Status.HELD, Status.NOT_ELIGIBLE):
                return SUCCESS
            if measure == STAYING_AWAY and (one.status is not Status.NOT_ACHIEVED or one.reason in CAME_BACK):
                return SUCCESS
        return OTHER_END

    def _outcomes_met(
        self, now: Followed, journey: JourneyFound, found: Iterable[Determination], kind: int | None, month: int
    ) -> None:
        for one in found:
            place = self._place.get(one.outcome)
            if place is None:
                self._held_at_exit(now, one, kind)
                continue
            before, due = now.stands.get(one.outcome), now.awaits.get(one.outcome, month + 1)
            now.stands[one.outcome] = one.status
            now.awaits[one.outcome] = month + 1 if one.awaits_date is None else month_number(one.awaits_date)
            self._note_eligible(now, place, one, month, ended=journey.end is not None)
            if before in DECIDED or one.status is Status.NOT_ELIGIBLE:
                continue
            met = one.status in (Status.ACHIEVED, Status.HELD)
            measure = self._measures[one.version, one.outcome]
            if measure in AWAITED:
                self._on_day[:, place] += (met, met or due <= month)
            elif kind is None or measure in GOES_ON:
                self._row(now, FIRST_OUTCOME + place, month - now.start, month, met)
            elif not now.settled:
                self._at_exit[:, place, kind] += (met, 1)
            elif journey.end is not None:
                since, later = month - month_number(journey.end), FIRST_OUTCOME + len(self.outcomes) + place
                self._row(now, later, since, month, met)
                self._later_to[place] = max(self._later_to[place], since + due - month)
            if met:
                self._met(place, one, month)

    def _note_eligible(self, now: Followed, place: int, one: Determination, month: int, *, ended: bool) -> None:
        age = month - now.start
        if is_too_early(one, age, ended=ended):
            self._eligible[now.place][place] = -1
            self._unsure[now.place][max(age, 0)] = True
        else:
            # An outcome met is one that the client was eligible for.
            asked = one.status is not Status.NOT_ELIGIBLE or one.reason in ("repeat", "after-run-off")
            self._eligible[now.place][place] = int(asked)

    def _held_at_exit(self, now: Followed, one: Determination, kind: int | None) -> None:
        leaving = self._measures[one.version, one.outcome] == LEAVING
        if leaving and kind == SUCCESS and not now.settled and one.reason != NO_ASSESSMENT:
            self._paid[:, -1] += (one.status is Status.ACHIEVED, one.status is not Status.NOT_ELIGIBLE)

    def _met(self, place: int, one: Determination, month: int) -> None:
        if one.reason != NO_ASSESSMENT:
            self._paid[:, place] += (one.status is Status.ACHIEVED, 1)
        if one.date is not None:
            self._late[:, place] += (max(month - month_number(one.date), 0), 1)

    def _staying_away(self, now: Followed, found: Iterable[Determination], end: int, month: int) -> None:
        parts = [one for one in found if self._measures[one.version, one.outcome] == STAYING_AWAY]
        returned = any(one.reason in CAME_BACK for one in parts)
        gone = any(one.reason in LEFT_FOR_GOOD for one in parts)
        if parts:
            self._row(now, RETURN, month - end, month, returned)
            self._row(now, GONE, month - end, month, gone and not returned)

    def history(self) -> History:
        assert self._month is not None, "no month end was added"
        rows = np.array(self._rows, dtype=np.int64).reshape(-1, 5).T
        return History(
            groups=self.groups,
            contracts=self.contracts,
            outcomes=self.outcomes,
            at_risk=AtRisk(rows[0], rows[1], rows[2], rows[3], rows[4]),
            keys=tuple(self._followed),
            group=np.array(self._group, dtype=np.int64),
            contract=np.array(self._contract, dtype=np.int64),
            start=np.array([one.start for one in self._followed.values()], dtype=np.int64),
            eligible=np.array(self._eligible, dtype=np.int64).reshape(-1, len(self.outcomes)),
            unsure=np.array(self._unsure, dtype=np.bool_).reshape(-1, 2),
            reviewed=np.array([self._by_review[code] for code in self.outcomes], dtype=np.bool_),
            at_exit=Counted(*self._at_exit.copy()),
            on_day=Counted(*self._on_day.copy()),
            later_to=self._later_to.copy(),
            paid=Counted(*self._paid.copy()),
            settling=Counted(*self._settling.copy()),
            late=Counted(*self._late.copy()),
            arrivals=np.array([self._arrivals[month] for month in sorted(self._arrivals)], dtype=np.float64),
            first_month=min(self._arrivals),
            last_month=self._month,
        )


def own_outcomes(scheme: Scheme) -> list[str]:
    """The outcomes whose time is their own: neither leaving nor staying away, nor those of a year's whole cohort."""
    apart = {LEAVING, STAYING_AWAY, "reoffending_cohort"}
    return [one.code for one in scheme.outcomes if one.measure not in apart]


def contract_of(journey: JourneyFound, found: Iterable[Determination]) -> str | None:
    """Whose client it is: the holder at the start, else whoever earns its outcomes."""
    earning = (one.contracts[0] for one in found if one.contracts)
    return journey.holder or journey.first_contract or next(earning, None)


def is_too_early(one: Determination, age: int, *, ended: bool) -> bool:
    """Whether the client is only not eligible because the start TOP may still come."""
    early = age < SETTLED_BY_NOW and not ended
    return early and one.status is Status.NOT_ELIGIBLE and one.reason == "no-start-top"
