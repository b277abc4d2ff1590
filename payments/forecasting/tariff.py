"""The tariff that spends a budget: prices as near to a commissioner's weights as ceilings and other limits let them.

    maker    = PriceMaker(scheme, volumes, wishes)
    proposal = maker.propose()            raises NoTariff, which says which wishes conflict

Every outcome has one unknown, its price in full; the prices of its groups follow from it by the chosen ratio. So all that is
wished is linear, and three linear programmes, each keeping what the one before reached, give the answer:

1. the money of domains as near to its weights as can be (least sum of pounds beside them), where weights are by domain;
2. then the money of outcomes in fair proportion: the largest deviation, relative to what is wished, as small as can be;
3. then the least sum of pounds beside the weights.

Volumes and the exact prices are floats, since both are estimates. What is proposed is whole steps of pence that keep every
ceiling exactly (`whole_prices`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from payments.forecasting.baseline import NO_GROUP
from payments.rules.pricing import is_priced_by_cohort
from pbr.scheme.document import Ceiling, Outcome, Scheme
from pbr.scheme.validation import ceiling_price
from pbr.values.money import Pence, format_pence

Floats = NDArray[np.float64]
Volumes = Mapping[tuple[str, str], float]  # full prices a year by outcome and group
Prices = Mapping[str, Mapping[str, Pence]]

BY_DOMAIN: Final = "domain"
BY_OUTCOME: Final = "outcome"
TOLERANCE: Final = 1e-7  # of the budget: what a programme may lose of what the one before it reached
LEAST_SCALE: Final = 1e-3  # of the budget: an outcome that should get nothing is measured by this


class NoTariff(Exception):
    """No prices can do what was asked; the message says why, in sentences for people."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a commissioner asks of a tariff. Money in whole pence.

    `weights` are by domain or by outcome, as `weigh_by` says, and are taken in proportion. `ratios` holds one number above 0
    for each group; empty, each outcome keeps the ratio between its groups. Prices are multiples of `step`. What is `kept`
    stays as it is. `least` and `most` bind every group's price of an outcome.
    """

    budget: Pence
    weigh_by: str = BY_DOMAIN
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    ratios: Mapping[str, Decimal] = field(default_factory=dict)
    ceilings: tuple[Ceiling, ...] = ()
    step: Pence = Pence(100)
    kept: frozenset[str] = frozenset()
    least: Mapping[str, Pence] = field(default_factory=dict)
    most: Mapping[str, Pence] = field(default_factory=dict)


class Limit(NamedTuple):
    """One wish that can make a tariff impossible. kind: budget | least | most | ceiling."""

    kind: str
    name: str  # an outcome; blank for the budget
    place: int = 0  # of a ceiling


class PriceMaker:
    """The programme of one scheme, its expected volumes and the wishes. Money inside is in pence, as floats."""

    def __init__(self, scheme: Scheme, volumes: Volumes, wishes: Wishes) -> None:
        self.scheme, self.wishes, self.volumes = scheme, wishes, volumes
        self.outcomes = {one.code: one for one in scheme.outcomes}
        self.free = [one for one in scheme.outcomes if self._is_free(one)]
        self._place = {one.code: place for place, one in enumerate(self.free)}

    def _is_free(self, outcome: Outcome) -> bool:
        """Whether the budget can decide its price: not of a cohort, not kept, and somebody is expected to achieve it."""
        if is_priced_by_cohort(outcome) or outcome.code in self.wishes.kept:
            return False
        return self._per_unit(outcome) > 0

    def ratio(self, outcome: Outcome, group: str) -> float:
        """The group's price as a part of the outcome's own unknown."""
        if outcome.flat:
            return 1.0
        if self.wishes.ratios:
            return float(self.wishes.ratios[group])
        highest = max(outcome.prices.values())
        return outcome.prices[group] / highest if highest else 1.0

    def _per_unit(self, outcome: Outcome) -> float:
        """Pence a year that one penny of the outcome's unknown costs."""
        groups = (*self.scheme.groups, NO_GROUP) if outcome.flat else self.scheme.groups
        return sum(self.volumes.get((outcome.code, group), 0.0) * self.ratio(outcome, group) for group in groups)

    @cached_property
    def costs(self) -> Floats:
        return np.array([self._per_unit(one) for one in self.free])

    def stays(self, outcome: Outcome) -> float:
        """Pence a year of an outcome whose prices are not decided here; cohorts are outside the budget."""
        if outcome.code in self._place or is_priced_by_cohort(outcome):
            return 0.0
        return spending(self.volumes, {outcome.code: outcome.prices})

    @cached_property
    def fixed(self) -> float:
        return sum(self.stays(one) for one in self.scheme.outcomes)

    # What is wished ----------------------------------------------------------------------------------------------------

    @cached_property
    def domain_targets(self) -> dict[str, float]:
        """Pence a year for each domain; nothing where weights are by outcome."""
        if self.wishes.weigh_by != BY_DOMAIN:
            return {}
        payable = {self.outcomes[one.code].domain for one in self.free}
        weights = {domain: float(self.wishes.weights.get(domain, 0)) for domain in sorted(payable)}
        staying = {one.domain for one in self.scheme.outcomes if self.stays(one)} - payable
        whole = sum(weights.values()) + sum(float(self.wishes.weights.get(domain, 0)) for domain in sorted(staying))
        return {domain: self.wishes.budget * weight / whole if whole else 0.0 for domain, weight in weights.items()}

    @cached_property
    def targets(self) -> Floats:
        """Pence a year for each free outcome. By domain, what the domain has is shared out as it is today."""
        if self.wishes.weigh_by == BY_DOMAIN:
            return np.array([self._of_domain(one) for one in self.free])
        weights = np.array([float(self.wishes.weights.get(one.code, 0)) for one in self.free])
        whole = weights.sum()
        left = max(self.wishes.budget - self.fixed, 0.0)
        return weights * left / whole if whole else np.zeros(len(self.free))

    def _of_domain(self, outcome: Outcome) -> float:
        inside = [one for one in self.scheme.outcomes if one.domain == outcome.domain]
        left = self.domain_targets[outcome.domain] - sum(self.stays(one) for one in inside)
        today = {one.code: spending(self.volumes, {one.code: one.prices}) for one in inside if one.code in self._place}
        whole = sum(today.values())
        share = today[outcome.code] / whole if whole else 1 / len(today)
        return max(left, 0.0) * share

    # Limits ------------------------------------------------------------------------------------------------------------

    @cached_property
    def limits(self) -> list[Limit]:
        """All that can stand in the way of a tariff."""
        named = [Limit("least", one.code) for one in self.free if self.wishes.least.get(one.code)]
        named += [Limit("most", one.code) for one in self.free if one.code in self.wishes.most]
        ceilings = [Limit("ceiling", one.outcome, place) for place, one in enumerate(self.wishes.ceilings)]
        return [Limit("budget", ""), *named, *ceilings]

    def bounds(self, limits: list[Limit]) -> list[tuple[float, float | None]]:
        """From and to which price in pence each unknown may go."""
        held = {(limit.kind, limit.name) for limit in limits}
        return [self._bound(one, held) for one in self.free]

    def _bound(self, outcome: Outcome, held: set[tuple[str, str]]) -> tuple[float, float | None]:
        ratios = [self.ratio(outcome, group) for group in self.scheme.groups]
        low, high = 0.0, None
        if ("least", outcome.code) in held:
            above = [ratio for ratio in ratios if ratio > 0]
            low = max(self.wishes.least[outcome.code] / ratio for ratio in above)
        if ("most", outcome.code) in held:
            high = self.wishes.most[outcome.code] / max(ratios)
        return low, high

    def ceiling_rows(self, limits: list[Limit]) -> Iterator[tuple[Floats, float]]:
        """Each ceiling for each group as a row and what it is at most: price − share × sum of the domain's prices."""
        for limit in limits:
            if limit.kind != "ceiling":
                continue
            ceiling = self.wishes.ceilings[limit.place]
            for group in self.scheme.groups:
                row, constant = np.zeros(len(self.free)), 0.0
                for one in self.scheme.outcomes:
                    factor = (one.code == ceiling.outcome) - float(ceiling.share) * (one.domain == ceiling.of_domain)
                    if one.code in self._place:
                        row[self._place[one.code]] += factor * self.ratio(one, group)
                    else:
                        constant += factor * ceiling_price(one, group)
                yield row, -constant

    def exact_prices(self) -> dict[str, dict[str, float]]:
        """The best prices before rounding, in pence. Raises NoTariff."""
        if not self.free:
            raise NoTariff("No outcome is left whose price the budget could decide: none was achieved in the period, or "
                           "all prices are to stay.")  # fmt: skip
        solved = _lexicographic(self)
        if solved is None:
            raise NoTariff(in_words(self, conflict(self)))
        return {
            one.code: {group: float(solved[place]) * self.ratio(one, group) for group in self.scheme.groups}
            for place, one in enumerate(self.free)
        }


def spending(volumes: Volumes, prices: Prices) -> float:
    """Pence a year that these prices are expected to cost."""
    return sum(volume * price_for(prices[code], group) for (code, group), volume in volumes.items() if code in prices)


def price_for(by_group: Mapping[str, Pence], group: str) -> Pence:
    """The price for a group. Without a group only an outcome with one price for all is counted: it is any group's."""
    return next(iter(by_group.values())) if group == NO_GROUP else by_group[group]


# The programmes ----------------------------------------------------------------------------------------------------------


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
