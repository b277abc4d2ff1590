"""The linear programmes behind a tariff, and what is said where they have no solution. `tariff` says what they are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from payments.forecasting.tariff import Limit, NoTariff, PriceMaker
from pbr.values.money import format_pence

Floats = NDArray[np.float64]

TOLERANCE: Final = 1e-7  # what a programme may lose of what the one before it reached, as a share
LEAST_SCALE: Final = 1e-3  # of the budget: an outcome that should get nothing is measured by this


def exact_prices(maker: PriceMaker) -> dict[str, dict[str, float]]:
    """The best prices before rounding, in pence, of the outcomes that are free. Raises NoTariff."""
    if not maker.free:
        raise NoTariff(
            "No outcome is left whose price the budget could decide: none was achieved in the period, or all prices stay."
        )
    try:
        solved = _best(maker)
    except _Impossible:
        limits = conflict(maker)
        raise NoTariff(in_words(maker, limits), limits) from None
    return {
        one.code: {group: float(solved[place]) * maker.ratio(one, group) for group in maker.scheme.groups}
        for place, one in enumerate(maker.free)
    }


class _Programme:
    """Rows of one programme and the next. Columns: the unknowns, what each domain's money is beside its target, and the
    largest deviation of an outcome that is not yet settled, relative to its target."""

    def __init__(self, maker: PriceMaker) -> None:
        self._maker, self._count, self._domains = maker, len(maker.free), list(maker.domain_targets)
        self.width = self._count + len(self._domains) + 1
        self._rows: list[Floats] = []
        self._most: list[float] = []
        for row, bound in maker.ceiling_rows(maker.limits):
            self.hold(np.concatenate([row, np.zeros(self.width - self._count)]), bound)
        for number, domain in enumerate(self._domains):
            self._near_domain(domain, self._count + number)

    def hold(self, row: Floats, most: float) -> None:
        self._rows.append(row)
        self._most.append(most)

    def _near_domain(self, domain: str, column: int) -> None:
        """−deviation ≤ money − target ≤ deviation."""
        maker = self._maker
        inside = np.array([one.domain == domain for one in maker.free])
        staying = sum(maker.stays(one) for one in maker.scheme.outcomes if one.domain == domain)
        for sign in (1.0, -1.0):
            row = np.zeros(self.width)
            row[: self._count] = sign * maker.costs * inside
            row[column] = -1.0
            self.hold(row, sign * (maker.domain_targets[domain] - staying))

    def beside_target(self, place: int, sign: float) -> tuple[Floats, float]:
        """sign × (money − target), as a row without its deviation and what the target gives it room for."""
        row = np.zeros(self.width)
        row[place] = sign * self._maker.costs[place]
        return row, sign * float(self._maker.targets[place])

    def solve(self, goal: Floats, more: Sequence[tuple[Floats, float]] = ()) -> Any:
        """With rows for this once; raises _Impossible where there is no solution."""
        rows, most = [*self._rows, *(row for row, _ in more)], [*self._most, *(bound for _, bound in more)]
        spend = np.concatenate([self._maker.costs, np.zeros(self.width - self._count)])
        left = self._maker.wishes.budget - self._maker.fixed
        bounds = [*self._maker.bounds(self._maker.limits), *([(0.0, None)] * (self.width - self._count))]
        upper = (np.array(rows), np.array(most)) if rows else (None, None)
        answer = linprog(goal, *upper, spend[None, :], [left], bounds)
        if answer.status != 0:
            raise _Impossible
        return answer


class _Impossible(Exception):
    """The limits leave nothing."""


def _best(maker: PriceMaker) -> Floats:
    """The unknowns in pence. Raises _Impossible.

    The largest relative deviation is made as small as can be; those that cannot be smaller (their rows have a price of their
    own, a marginal) are settled there; and so on with the rest.
    """
    programme = _Programme(maker)
    of_domains = np.zeros(programme.width)
    of_domains[len(maker.free) : -1] = 1
    programme.hold(of_domains, float(programme.solve(of_domains).fun) + maker.wishes.budget * TOLERANCE)
    largest = np.zeros(programme.width)
    largest[-1] = 1
    scales = np.maximum(maker.targets, maker.wishes.budget * LEAST_SCALE)
    waiting = list(range(len(maker.free)))
    while True:
        sides = [(place, *programme.beside_target(place, sign)) for place in waiting for sign in (1.0, -1.0)]
        answer = programme.solve(largest, [(row - scales[place] * largest, most) for place, row, most in sides])
        marginals = answer.ineqlin.marginals[-len(sides) :]
        settled = {place for (place, *_), price in zip(sides, marginals, strict=True) if abs(price) > TOLERANCE}
        if answer.fun <= TOLERANCE or not settled or len(settled) == len(waiting):
            unknowns: Floats = answer.x[: len(maker.free)]
            return unknowns
        for place, row, most in sides:
            if place in settled:
                programme.hold(row, most + scales[place] * (float(answer.fun) + TOLERANCE))
        waiting = [place for place in waiting if place not in settled]


def conflict(maker: PriceMaker) -> list[Limit]:
    """A smallest set of limits that cannot hold together: without any one of them the others could."""
    kept = list(maker.limits)
    for limit in maker.limits:
        without = [one for one in kept if one != limit]
        if _reach(maker, without, 0.0) is None:
            kept = without
    return kept


def _reach(maker: PriceMaker, limits: list[Limit], direction: float) -> float | None:
    """The least (direction 1) or most (−1) pence a year under these limits; None where they cannot hold; infinity where
    nothing holds it back."""
    rows = list(maker.ceiling_rows(limits))
    asked = Limit("budget", "") in limits
    answer = linprog(
        direction * maker.costs,
        np.array([row for row, _ in rows]) if rows else None,
        np.array([most for _, most in rows]) if rows else None,
        maker.costs[None, :] if asked else None,
        [maker.wishes.budget - maker.fixed] if asked else None,
        maker.bounds(limits),
    )
    if answer.status == 3:
        return float("inf")
    return None if answer.status != 0 else direction * float(answer.fun) + maker.fixed


def in_words(maker: PriceMaker, limits: list[Limit]) -> str:
    """Which wishes conflict, and what the rest would let the tariff spend."""
    said = [_said(maker, limit) for limit in limits]
    listed = said[0] if len(said) == 1 else ", ".join(said[:-1]) + " and " + said[-1]
    text = f"No tariff can keep {listed}{' together' if len(said) > 1 else ''}."
    if maker.fixed:
        text += f" Prices that stay cost {format_pence(round(maker.fixed))} a year already."
    others = [limit for limit in maker.limits if limit.kind != "budget"]
    least, most = _reach(maker, others, 1.0), _reach(maker, others, -1.0)
    if limits[0].kind == "budget" and least is not None and most is not None:
        to = "any amount" if most == float("inf") else format_pence(round(most))
        text += f" The other wishes let a tariff spend from {format_pence(round(least))} to {to} a year."
    return text


def _said(maker: PriceMaker, limit: Limit) -> str:
    title = maker.outcomes[limit.name].title if limit.name else ""
    match limit.kind:
        case "budget":
            return f"the budget of {format_pence(maker.wishes.budget)} a year"
        case "least":
            return f"the lowest price of {format_pence(maker.wishes.least[limit.name])} for “{title}”"
        case "most":
            return f"the highest price of {format_pence(maker.wishes.most[limit.name])} for “{title}”"
    share = maker.wishes.ceilings[limit.place].share * 100
    return f"the ceiling of {share.normalize():f} % on “{title}”"
