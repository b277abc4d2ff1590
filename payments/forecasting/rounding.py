"""Prices as they may be proposed: whole steps of pence that keep every ceiling exactly and spend nearly the budget, and
never more than it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from payments.forecasting.baseline import NO_GROUP
from payments.forecasting.programme import exact_prices
from payments.forecasting.tariff import Limit, NoTariff, PriceMaker, Prices, spending
from payments.rules.pricing import is_priced_by_cohort
from pbr.scheme.document import Ceiling, Outcome
from pbr.scheme.validation import ceiling_price
from pbr.values.money import Pence, format_pence

NEARLY: Final = 1e-6  # pence: a whole price that the solver gives as 89.9999999 is 90
LOST: Final = 0.01  # pence: what adding floats may lose of a year's spending


class Key(NamedTuple):
    """One price that can be set: of an outcome for a group; `group` blank where one price holds for every group."""

    outcome: str
    group: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whole prices of every individually priced outcome, those that stay included, and what they are expected to cost."""

    prices: Prices
    spends: Pence


def propose(maker: PriceMaker) -> Proposal:
    """The best prices, rounded. Raises NoTariff with a sentence where no prices can do what was asked."""
    prices = WholePrices(maker, exact_prices(maker)).prices()
    return Proposal(prices, Pence(round(spending(maker.volumes, prices))))


class WholePrices:
    """Rounds to the step, mends the ceilings that rounding broke, lowers prices until the budget is kept, and then raises
    single prices by one step each as long as it still is."""

    def __init__(self, maker: PriceMaker, exact: Mapping[str, Mapping[str, float]]) -> None:
        self._maker, self._step = maker, maker.wishes.step
        self._free = {one.code: one for one in maker.free}
        self._limited = {ceiling.outcome for ceiling in maker.wishes.ceilings}
        self._range = {one.code: self._steps_allowed(one) for one in maker.free}
        self._steps = {key: self._rounded(key, exact) for key in self._keys()}
        self._mend_ceilings()
        self._keep_the_budget()
        self._approach_the_budget()

    def prices(self) -> dict[str, dict[str, Pence]]:
        return {
            one.code: {group: Pence(self._pence(one, group)) for group in self._maker.scheme.groups}
            for one in self._maker.scheme.outcomes
            if not is_priced_by_cohort(one)
        }

    def _keys(self) -> Iterator[Key]:
        for one in self._maker.free:
            for group in ("",) if one.flat else self._maker.scheme.groups:
                yield Key(one.code, group)

    def _steps_allowed(self, outcome: Outcome) -> tuple[int, float]:
        least = -(-self._maker.wishes.least.get(outcome.code, Pence(0)) // self._step)
        most = self._maker.wishes.most.get(outcome.code)
        highest = math.inf if most is None else most // self._step
        if least > highest:
            raise NoTariff(
                f"No price of whole {format_pence(self._step)} lies between the lowest and the highest price of "
                f"“{outcome.title}”.",
                [Limit("least", outcome.code), Limit("most", outcome.code)],
            )
        return least, highest

    def _rounded(self, key: Key, exact: Mapping[str, Mapping[str, float]]) -> int:
        steps = exact[key.outcome][key.group or self._maker.scheme.groups[0]] / self._step
        whole = math.floor(steps + NEARLY) if key.outcome in self._limited else round(steps)
        low, high = self._range[key.outcome]
        return int(min(max(whole, low), high))

    def _pence(self, outcome: Outcome, group: str) -> int:
        if outcome.code not in self._free:
            return ceiling_price(outcome, group)
        return self._steps[Key(outcome.code, "" if outcome.flat else group)] * self._step

    # Ceilings ----------------------------------------------------------------------------------------------------------

    def _broken(self) -> Iterator[tuple[Ceiling, str]]:
        for ceiling in self._maker.wishes.ceilings:
            domain = [one for one in self._maker.scheme.outcomes if one.domain == ceiling.of_domain]
            for group in self._maker.scheme.groups:
                whole = sum(self._pence(one, group) for one in domain)
                if self._pence(self._maker.outcomes[ceiling.outcome], group) > Fraction(ceiling.share) * whole:
                    yield ceiling, group

    def _mend_ceilings(self) -> None:
        while broken := next(self._broken(), None):
            self._mend(*broken)

    def _mend(self, ceiling: Ceiling, group: str) -> None:
        """The limited price one step down; where it may not go lower, the domain's dearest other price one step up."""
        limited = self._maker.outcomes[ceiling.outcome]
        key = self._key(limited, group)
        if key and self._steps[key] > self._range[limited.code][0]:
            self._steps[key] -= 1
            return
        others = [one for one in self._maker.free if one.domain == ceiling.of_domain and one.code not in self._limited]
        room = [one for one in others if self._steps[self._own(one, group)] < self._range[one.code][1]]
        if not room or not ceiling.share:
            raise NoTariff(
                f"In whole steps of {format_pence(self._step)} the ceiling on “{limited.title}” cannot be kept beside the "
                f"other wishes for the group {group}. Choose a smaller step, or loosen one of them.",
                [Limit("ceiling", ceiling.outcome)],
            )
        self._steps[self._own(max(room, key=lambda one: self._pence(one, group)), group)] += 1

    def _key(self, outcome: Outcome, group: str) -> Key | None:
        return self._own(outcome, group) if outcome.code in self._free else None

    @staticmethod
    def _own(outcome: Outcome, group: str) -> Key:
        return Key(outcome.code, "" if outcome.flat else group)

    # The budget --------------------------------------------------------------------------------------------------------

    def _left(self) -> float:
        """Pence a year that the budget has left; below 0 where the prices are expected to cost more."""
        return self._maker.wishes.budget - spending(self._maker.volumes, self.prices())

    def _keep_the_budget(self) -> None:
        """Prices go a step down, each time those that bring the spending nearest to the budget, best from below."""
        while self._left() < -LOST:
            lowered = list(self._lowered())
            if not lowered:
                raise NoTariff(
                    f"In whole steps of {format_pence(self._step)} no tariff keeps the budget of "
                    f"{format_pence(self._maker.wishes.budget)} a year beside the other wishes. Choose a smaller step, or "
                    "loosen one of them.",
                    [Limit("budget", "")],
                )
            self._steps = min(lowered, key=lambda one: one[0])[1]

    def _lowered(self) -> Iterator[tuple[tuple[bool, bool, float], dict[Key, int]]]:
        """Each way to go down and how bad it is: groups out of order, then over the budget, then far from it."""
        before = self._steps
        for alike in self._alike():
            self._steps = {key: steps - (key in alike) for key, steps in before.items()}
            if all(self._steps[key] >= self._range[key.outcome][0] for key in alike) and self._ceilings_lowered():
                left, in_order = self._left(), all(map(self._in_order, self._maker.free))
                yield (not in_order, left < -LOST, abs(left)), self._steps
            self._steps = before

    def _ceilings_lowered(self) -> bool:
        """Whether limited prices could follow the others down, as far as each ceiling asks."""
        while broken := next(self._broken(), None):
            key = self._key(self._maker.outcomes[broken[0].outcome], broken[1])
            if key is None or self._steps[key] <= self._range[key.outcome][0]:
                return False
            self._steps[key] -= 1
        return True

    def _approach_the_budget(self) -> None:
        waiting, left = self._alike(), self._left()
        while fitting := [
            (left - self._cost(alike), place)
            for place, alike in enumerate(waiting)
            if -LOST <= left - self._cost(alike) < left and self._may_rise(alike)
        ]:
            left, place = min(fitting)
            for key in waiting.pop(place):
                self._steps[key] += 1

    def _alike(self) -> list[tuple[Key, ...]]:
        """The prices that move together: of one outcome, for groups that are to have the same."""
        together: dict[tuple[str, float], tuple[Key, ...]] = {}
        for key in self._steps:
            ratio = self._maker.ratio(self._free[key.outcome], key.group)
            together[key.outcome, ratio] = (*together.get((key.outcome, ratio), ()), key)
        return list(together.values())

    def _cost(self, alike: Iterable[Key]) -> float:
        """Pence a year that one step of these prices costs."""
        groups = [
            (key.outcome, group)
            for key in alike
            for group in ((key.group,) if key.group else (*self._maker.scheme.groups, NO_GROUP))
        ]
        return sum(self._maker.volumes.get(one, 0.0) for one in groups) * self._step

    def _may_rise(self, alike: Collection[Key]) -> bool:
        """Within its range, no ceiling broken, no group below another that is to have no more, and nothing from £0."""
        if not all(0 < self._steps[key] < self._range[key.outcome][1] for key in alike):
            return False
        before = self._steps
        self._steps = {key: steps + (key in alike) for key, steps in before.items()}
        fine = all(self._in_order(self._free[key.outcome]) for key in alike) and next(self._broken(), None) is None
        self._steps = before
        return fine

    def _in_order(self, outcome: Outcome) -> bool:
        groups = sorted(self._maker.scheme.groups, key=lambda group: self._maker.ratio(outcome, group))
        pairs = [(self._maker.ratio(outcome, group), self._pence(outcome, group)) for group in groups]
        return all(one[1] <= other[1] and (one[0] != other[0] or one[1] == other[1]) for one, other in pairwise(pairs))
