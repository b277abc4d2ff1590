"""The linear programmes behind a tariff, and what is said where they have no solution. `tariff` says what they are for."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog  # type: ignore[import-untyped]

from payments.forecasting.tariff import Limit, NoTariff, PriceMaker
from pbr.values.money import format_pence

Floats = NDArray[np.float64]

TOLERANCE: Final = 1e-7  # of the budget: what a programme may lose of what the one before it reached
LEAST_SCALE: Final = 1e-3  # of the budget: an outcome that should get nothing is measured by this


def exact_prices(maker: PriceMaker) -> dict[str, dict[str, float]]:
    """The best prices before rounding, in pence, of the outcomes that are free. Raises NoTariff."""
    if not maker.free:
        raise NoTariff(
            "No outcome is left whose price the budget could decide: none was achieved in the period, or all prices stay."
        )
    solved = _lexicographic(maker)
    if solved is None:
        raise NoTariff(in_words(maker, conflict(maker)))
    return {
        one.code: {group: float(solved[place]) * maker.ratio(one, group) for group in maker.scheme.groups}
        for place, one in enumerate(maker.free)
    }


def _lexicographic(maker: PriceMaker) -> Floats | None:
    """The unknowns in pence; None where the limits leave none. Columns: unknowns, domains' deviations, the largest relative
    deviation, outcomes' deviations."""
    count, domains = len(maker.free), list(maker.domain_targets)
    width = count + len(domains) + 1 + count
    rows, most = _rows_of_wishes(maker, domains, width)
    for row, bound in maker.ceiling_rows(maker.limits):
        rows.append(np.concatenate([row, np.zeros(width - count)]))
        most.append(bound)
    of_domains = np.zeros(width)
    of_domains[count : count + len(domains)] = 1
    largest = np.zeros(width)
    largest[count + len(domains)] = 1
    of_outcomes = np.zeros(width)
    of_outcomes[count + len(domains) + 1 :] = 1
    spend = np.concatenate([maker.costs, np.zeros(width - count)])
    bounds = [*maker.bounds(maker.limits), *([(0.0, None)] * (width - count))]
    solution: Floats | None = None
    for goal, slack in ((of_domains, maker.wishes.budget * TOLERANCE), (largest, TOLERANCE), (of_outcomes, 0.0)):
        answer = linprog(
            goal, np.array(rows), np.array(most), spend[None, :], [maker.wishes.budget - maker.fixed], bounds
        )
        if answer.status != 0:
            return solution
        solution = answer.x[:count]
        rows.append(goal)
        most.append(float(answer.fun) + slack)
    return solution


def _rows_of_wishes(maker: PriceMaker, domains: list[str], width: int) -> tuple[list[Floats], list[float]]:
    count = len(maker.free)
    rows: list[Floats] = []
    most: list[float] = []

    def near(money: Floats, target: float, column: int, scale: float) -> None:
        """−deviation ≤ money − target ≤ deviation."""
        for sign in (1.0, -1.0):
            row = np.zeros(width)
            row[:count] = sign * money
            row[column] = -scale
            rows.append(row)
            most.append(sign * target)

    for number, domain in enumerate(domains):
        inside = np.array([one.domain == domain for one in maker.free])
        staying = sum(maker.stays(one) for one in maker.scheme.outcomes if one.domain == domain)
        near(maker.costs * inside, maker.domain_targets[domain] - staying, count + number, 1.0)
    for place in range(count):
        alone = maker.costs * (np.arange(count) == place)
        target = float(maker.targets[place])
        near(alone, target, count + len(domains), max(target, maker.wishes.budget * LEAST_SCALE))
        near(alone, target, count + len(domains) + 1 + place, 1.0)
    return rows, most


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
