"""Clients drawn whole: each journey's outcomes, end, return and instalments hang together as the rules have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from payments.forecasting.agreement import NEVER_KNOWN
from payments.forecasting.chances import Chances
from payments.forecasting.history import FIRST_OUTCOME, GONE, OTHER_END, RETURN, SUCCESS, Ints, Yes
from payments.forecasting.possibilities import (
    AWAY,
    ENDED,
    FAILED,
    INELIGIBLE,
    MET,
    OPEN,
    OVER,
    PERHAPS,
    TREATED,
    Possibilities,
)
from payments.forecasting.rates import UNBORN, Months, Rates, Singles, settling_now, times, times_at

PAID_BEFORE: Final = -1  # the month of whatever was met before the forecast begins
NEVER: Final = 10_000


class Money(NamedTuple):
    """Amounts that fall due: for the journeys `rows`, in the months `when`, dated in the months `dated`."""

    rows: Ints
    when: Months
    dated: Months
    amount: Singles


class Clients:
    """`sets` × `each` futures of every journey of a small number of possibilities."""

    def __init__(
        self, opened: Possibilities, chances: Chances, rates: Rates, each: int, rng: np.random.Generator
    ) -> None:
        self.opened, self.chances, self.rates, self.rng = opened, chances, rates, rng
        self.shape = (len(opened), rates.sets, each)
        self.months = rates.months
        self.first_course: Yes = self._uniform(self.shape) < opened.leaning[:, None, None].astype(np.float32)
        self.planned, self.ended = self._ends()
        self.left = self._left()
        months = range(self.months if any(opened.terms.at_once) and chances.reviews < 1 else 0)
        self.reviews: list[Yes] = [self._uniform(self.shape) < np.float32(chances.reviews) for _ in months]
        self.unsure = self._seen_to_be_eligible()
        self.when = {place: self._outcome(place) for place in range(len(opened.terms.own))}

    def money(self) -> Iterator[tuple[int, Money]]:
        """Everything that the journeys earn, and what a return takes back, each with the place of its line."""
        terms = self.opened.terms
        for place in self.when:
            yield place, self._own(place)
        for place in range(len(terms.own), terms.first_part):
            yield place, self._leaving(place)
        yield from self._parts()

    def lasting(self, line: int, month: int) -> float:
        """Of how many journeys, on average over the futures, it holds that a month finds them in treatment and the line
        open."""
        waiting = np.isin(self.opened.stands[:, line], (OPEN, PERHAPS)) & (self.opened.where == TREATED)
        lasts = self.left >= month
        if line in self.when:
            lasts = lasts & (self.when[line] >= month)
        return float(lasts[waiting & (self.opened.worth[:, line] > 0)].mean((1, 2)).sum())

    def _uniform(self, shape: tuple[int, ...]) -> Singles:
        return self.rng.random(shape, dtype=np.float32)

    def _threshold(self, risk: int, rows: Ints) -> Singles:
        """Exponential thresholds, divided by the factors of each journey, parameter set and course."""
        opened = self.opened
        factor = self.rates.factor[risk][:, opened.group[rows], opened.contract[rows]].T[:, :, None]
        drawn = self.rng.standard_exponential((len(rows), *self.shape[1:]), dtype=np.float32)
        drawn /= np.maximum(factor, 1e-9)
        first, second = np.maximum(self.rates.course[risk], 1e-6)
        drawn /= np.where(self.first_course[rows], first, second)
        return drawn

    def _reached(self, risk: int, ages: Ints) -> Singles:
        return np.moveaxis(self.rates.cumulative[risk][:, ages - UNBORN], 1, 0)

    def _ends(self) -> tuple[Yes, Months]:
        """Whether each journey ends as planned, and the month in which its end is settled."""
        opened = self.opened
        settled = opened.where >= AWAY
        planned = np.repeat(settled[:, None], self.rates.sets, 1)[:, :, None] & np.ones(self.shape, dtype=bool)
        ended = np.where(settled[:, None, None], np.int16(PAID_BEFORE), np.int16(self.months))
        ended = np.broadcast_to(ended, self.shape).copy()
        rows = np.flatnonzero(~settled)
        if len(rows):
            age, gone = opened.age[rows], opened.where[rows] == ENDED
            reached = settling_now(self.rates, self.chances, age, gone)
            success, other = (times(reached[risk], self._threshold(risk, rows)) for risk in (SUCCESS, OTHER_END))
            coin = self.rng.integers(0, 2, success.shape, dtype=np.int8)
            ended[rows] = np.minimum(success, other)
            planned[rows] = (2 * success + coin < 2 * other + 1) & (success < self.months)
        return planned, ended

    def _outcome(self, place: int) -> Months:
        """When each journey meets one of its own outcomes, and is not held; NEVER where it does not."""
        opened, terms = self.opened, self.opened.terms
        stands, outcome = opened.stands[:, place], terms.own[place]
        when = np.full(self.shape, NEVER, dtype=np.int16)
        when[stands == MET] = PAID_BEFORE
        waiting = (stands == OPEN) | (stands == PERHAPS)
        if terms.awaited[place] != NEVER_KNOWN:
            rows = np.flatnonzero(waiting & (opened.due[:, place] >= 0))
            met = self._on_day(rows, place)
        else:
            later = FIRST_OUTCOME + len(self.chances.outcomes) + outcome
            goes_on = terms.goes_on[place]
            comes_later = not goes_on and self.chances.courses.seen[later] > 0
            rows = np.flatnonzero(waiting & ((opened.where < AWAY) | goes_on | comes_later))
            met = self._in_treatment(rows, place, goes_on=goes_on)
            if comes_later:
                after = self._later(later, rows)
                met = np.where(after - self.left[rows] <= self.chances.later_to[outcome], np.minimum(met, after), met)
        held = self._uniform(met.shape) >= np.float32(self.chances.paid[outcome])
        met = np.where(held | (met >= self.months), np.int16(NEVER), met)
        when[rows] = np.where(self._is_asked(rows, place), met, np.int16(NEVER))
        return when

    def _on_day(self, rows: Ints, place: int) -> Months:
        due = self.opened.due[rows, place, None, None]
        chance = np.float32(self.chances.on_day[self.opened.terms.own[place]])
        clean = self._uniform((len(rows), *self.shape[1:])) < chance
        return np.where(clean, due, NEVER).astype(np.int16)

    def _in_treatment(self, rows: Ints, place: int, *, goes_on: bool) -> Months:
        """When the outcome is met while the journey lasts or with its end."""
        opened, outcome = self.opened, self.opened.terms.own[place]
        risk = FIRST_OUTCOME + outcome
        reached, threshold = self._reached(risk, opened.age[rows]), self._threshold(risk, rows)
        if self.reviews and opened.terms.at_once[place]:
            met = times_at(reached, threshold, self.chances.reviews, [month[rows] for month in self.reviews])
        else:
            met = times(reached, threshold)
        if goes_on:
            return met
        end = self.ended[rows]
        met = np.where(met < end, met, np.int16(NEVER))
        chance = np.where(self.planned[rows], *self.chances.at_exit[outcome].astype(np.float32))
        return np.where((met == NEVER) & (end >= 0) & (self._uniform(met.shape) < chance), end, met)

    def _seen_to_be_eligible(self) -> tuple[Ints, Ints]:
        """A journey whose start TOP has not come may turn out not to be eligible at all: as a past one of its age did. The
        journeys so uncertain, and for each of their futures the place of the past one."""
        opened, past = self.opened, self.chances.templates
        own = opened.stands[:, : len(opened.terms.own)]
        rows = np.flatnonzero((own == PERHAPS).any(1))
        at = np.zeros((len(rows), *self.shape[1:]), dtype=np.int64)
        for age in (0, 1):
            mine = np.flatnonzero(np.clip(opened.age[rows], 0, 1) == age)
            like = np.flatnonzero(past.unsure[:, age])
            like = like if len(like) else np.arange(len(past.group))
            at[mine] = like[self.rng.integers(0, len(like), (len(mine), *self.shape[1:]))]
        return rows, at

    def _is_asked(self, rows: Ints, place: int) -> Yes | np.bool_:
        """Of some journeys, in which futures the client is eligible for an outcome that is open or perhaps so."""
        unsure, at = self.unsure
        perhaps = unsure[self.opened.stands[unsure, place] == PERHAPS]
        if not len(perhaps):
            return np.True_
        asked = np.ones((len(self.opened), *self.shape[1:]), dtype=np.bool_)
        like = at[self.opened.stands[unsure, place] == PERHAPS]
        asked[perhaps] = self.chances.templates.eligible[like, self.opened.terms.own[place]] > 0
        return asked[rows]

    def _opened(self, place: int) -> Months | None:
        """When the gate of a line opens: the latest of what it waits for; None without a gate."""
        gate = self.opened.terms.gates[place]
        latest: Months | None = None
        for other in gate:
            asked = self._time_of(other)
            latest = asked if latest is None else np.maximum(latest, asked)
        return latest

    def _time_of(self, place: int) -> Months:
        """When a line is met, as a gate sees it: what the client is not eligible for asks for nothing."""
        stands = self.opened.stands[:, place, None, None]
        if place in self.when:
            when = self.when[place]
        elif place < self.opened.terms.first_part:
            when = np.where(self.planned, self.ended, np.int16(NEVER))
        else:
            when = np.broadcast_to(np.int16(NEVER), self.shape)
        when = np.where(stands == MET, np.int16(PAID_BEFORE), when)
        when = np.where(stands == FAILED, np.int16(NEVER), when)
        if place in self.when and (self.opened.stands[:, place] == PERHAPS).any():
            when = np.where(self._is_asked(np.arange(len(self.opened)), place), when, np.int16(PAID_BEFORE))
        return np.where(stands == INELIGIBLE, np.int16(PAID_BEFORE), when)

    def _money(self, place: int, rows: Ints, when: Months, dated: Months) -> Money:
        gate = self._opened(place)
        if gate is not None:
            when, dated = np.maximum(when, gate[rows]), np.maximum(dated, gate[rows])
        return Money(rows, when, dated, self.opened.worth[rows, place, None, None].astype(np.float32))

    def _own(self, place: int) -> Money:
        rows = np.flatnonzero(
            (self.opened.worth[:, place] > 0) & np.isin(self.opened.stands[:, place], (OPEN, MET, PERHAPS))
        )
        outcome = self.opened.terms.own[place]
        when = self.when[place][rows]
        return self._money(place, rows, when, when - np.int16(self.chances.late[outcome]))

    def _leaving(self, place: int) -> Money:
        opened = self.opened
        rows = np.flatnonzero((opened.worth[:, place] > 0) & np.isin(opened.stands[:, place], (OPEN, MET)))
        paid = self.planned[rows] & (self._uniform((len(rows), *self.shape[1:])) < np.float32(self.chances.paid[-1]))
        when = np.where(paid, self.ended[rows], np.int16(NEVER))
        when = np.where((opened.stands[rows, place] == MET)[:, None, None], np.int16(PAID_BEFORE), when)
        return self._money(place, rows, when, self.left[rows])

    def _left(self) -> Months:
        """The month of the end itself: known where the journey has ended, else often the one before it is settled."""
        before = self._uniform(self.shape) < np.float32(self.chances.settling.month_before)
        known = (self.opened.where != TREATED)[:, None, None]
        end = self.opened.end[:, None, None].astype(np.int16)
        return np.where(known, end, self.ended - before.astype(np.int16))

    def _parts(self) -> Iterator[tuple[int, Money]]:
        terms, opened = self.opened.terms, self.opened
        rows = np.flatnonzero(opened.where != OVER)
        if not terms.parts or not len(rows):
            return
        left = self.left[rows]
        returned, gone = self._stopped(RETURN, rows, left), self._stopped(GONE, rows, left)
        coin = self.rng.integers(0, 2, left.shape, dtype=np.int8)
        for number in range(len(terms.parts)):
            stopped = (np.minimum(returned, gone) + coin).astype(np.int16)
            for money in self._part(number, rows, stopped, returned, coin):
                yield terms.first_part + number, money

    def _stopped(self, risk: int, rows: Ints, left: Months) -> Months:
        """The month of a return (or death) after the end. Those already away are known not to have come back so far."""
        away, reached = self._since_end(risk, rows)
        drawn = times(reached, self._threshold(risk, rows))
        none = drawn >= self.months
        when = np.where(away, drawn, np.maximum(left + drawn, self.ended[rows]))
        return np.where(none, np.int16(NEVER), when)

    def _later(self, risk: int, rows: Ints) -> Months:
        """The month in which something turns out once the end is settled; until then other chances hold."""
        over, reached = self._since_end(risk, rows)
        settled = np.clip(self.ended[rows] - self.left[rows], 0, self.months - 1)[..., None]
        until_then = np.take_along_axis(reached[:, :, None, :], settled.astype(np.int64), axis=3)[..., 0]
        drawn = times(reached, self._threshold(risk, rows) + np.where(over, np.float32(0), until_then))
        when = np.where(over, drawn, self.left[rows] + drawn)
        return np.where(drawn >= self.months, np.int16(NEVER), when)

    def _since_end(self, risk: int, rows: Ints) -> tuple[Yes, Singles]:
        """Which journeys are over, and the cumulative rates by the time since the end, or from the end on."""
        over = self.opened.where[rows] >= AWAY
        since = np.where(over, -self.opened.end[rows] - 1, UNBORN)
        return over[:, None, None], self._reached(risk, np.maximum(since, UNBORN))

    def _part(self, number: int, rows: Ints, stopped: Months, returned: Months, coin: NDArray[np.int8]) -> list[Money]:
        """An instalment falls due if the client left as planned and has not come back by then; a return takes it back.

        The coin says whether a return in the month of a due date came after it; `stopped` has it added already.
        """
        place, part = self.opened.terms.first_part + number, self.opened.terms.parts[number]
        live = np.flatnonzero(
            (self.opened.worth[rows, place] > 0) & np.isin(self.opened.stands[rows, place], (OPEN, MET))
        )
        at, back = rows[live], returned[live]
        reckoned = back + coin[live]
        due = self.left[at] + np.int16(part.month)
        earned = self.planned[at] & (self.ended[at] < self.months) & (due < stopped[live])
        when = np.where(earned, np.maximum(due, self.ended[at]), np.int16(NEVER))
        when = np.where((self.opened.stands[at, place] == MET)[:, None, None], np.int16(PAID_BEFORE), when)
        paid = self._money(place, at, when, due)
        if not part.taken_back_to:
            return [paid]
        owed = (paid.when < reckoned) & (reckoned <= self.left[at] + part.taken_back_to)
        taken_back = np.where(owed, back, np.int16(NEVER))
        return [paid, Money(at, taken_back, paid.dated, -paid.amount)]
