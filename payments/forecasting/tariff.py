"""The tariff that spends a budget: prices as near to a commissioner's weights as ceilings and other limits let them.

    maker    = PriceMaker(scheme, volumes, wishes)
    proposal = propose(maker)             raises NoTariff, which says which wishes conflict

Every outcome has one unknown, its price in full; the prices of its groups follow from it by the chosen ratio. So all that is
wished is linear, and linear programmes, each keeping what the one before reached, give the answer (`programme`):

1. the money of domains as near to its weights as can be (least sum of pounds beside them), where weights are by domain;
2. then the money of outcomes in fair proportion: the largest deviation, relative to what is wished, as small as can be, then
   the next largest, and so on: no outcome's can be smaller without a larger one becoming larger still.

Volumes and the exact prices are floats, since both are estimates. What is proposed is whole steps of pence that keep every
ceiling exactly (`whole_prices`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from payments.forecasting.baseline import NO_GROUP
from payments.rules.pricing import is_priced_by_cohort
from pbr.scheme.document import Ceiling, Outcome, Scheme
from pbr.scheme.validation import ceiling_price
from pbr.values.money import Pence

Floats = NDArray[np.float64]
Volumes = Mapping[tuple[str, str], float]  # full prices a year by outcome and group
Prices = Mapping[str, Mapping[str, Pence]]

BY_DOMAIN: Final = "domain"
BY_OUTCOME: Final = "outcome"
A_POUND: Final = Pence(100)


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
    step: Pence = A_POUND
    kept: frozenset[str] = frozenset()
    least: Mapping[str, Pence] = field(default_factory=dict)
    most: Mapping[str, Pence] = field(default_factory=dict)


class Limit(NamedTuple):
    """One wish that can make a tariff impossible. kind: budget | least | most | ceiling."""

    kind: str
    name: str  # an outcome; blank for the budget
    place: int = 0  # of a ceiling


class NoTariff(Exception):
    """No prices can do what was asked; the message says why, in sentences for people, `limits` which wishes are at odds."""

    def __init__(self, message: str, limits: Sequence[Limit] = ()) -> None:
        super().__init__(message)
        self.limits = tuple(limits)


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


def spending(volumes: Volumes, prices: Prices) -> float:
    """Pence a year that these prices are expected to cost."""
    return sum(volume * price_for(prices[code], group) for (code, group), volume in volumes.items() if code in prices)


def price_for(by_group: Mapping[str, Pence], group: str) -> Pence:
    """The price for a group. Without a group only an outcome with one price for all is counted: it is any group's."""
    return next(iter(by_group.values())) if group == NO_GROUP else by_group[group]
