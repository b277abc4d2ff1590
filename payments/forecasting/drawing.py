"""Ten thousand draws of the whole partnership out of a pool of futures of every client.

Every client has `sets × each` futures: under each of `sets` parameter sets, `each` of them. A draw takes one parameter set
for everybody and, for each client by chance, one of that set's futures. So every draw by itself is a whole simulation –
clients independent of each other given the chances, the chances uncertain together – at the cost of adding up rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from payments.forecasting.agreement import Terms
from payments.forecasting.chances import Chances
from payments.forecasting.clients import Clients, Money
from payments.forecasting.history import Floats, Ints
from payments.forecasting.layout import Layout
from payments.forecasting.months import month_number
from payments.forecasting.possibilities import INELIGIBLE, OPEN, TREATED, Payee, Possibilities
from payments.forecasting.rates import UNBORN, Rates, Singles
from pbr.values.dates import months_after

SETS: Final = 125
EACH: Final = 4
_AT_ONCE: Final = 64  # journeys drawn together, so that their futures stay in the processor's cache
_EXAMPLES: Final = 1200  # different new journeys of each contract, each with one future in every set


@dataclass(frozen=True, slots=True)
class Sums:
    """Drawn money in pence by contract: arrays (draws, kinds, years, months). `known`: of journeys already begun."""

    known: Floats  # (contracts, draws, kinds, years, months)
    new: Floats


class Drawing:
    """Adds up futures into draws."""

    def __init__(self, chances: Chances, rates: Rates, layout: Layout, draws: int, rng: np.random.Generator) -> None:
        self.chances, self.rates, self.layout, self.draws, self.rng = chances, rates, layout, draws, rng
        self.set_of = np.sort(np.arange(draws) % rates.sets)
        self._slots = layout.year_slot()
        self._shape = (len(layout.kinds), len(layout.years), layout.months)

    def known(self, opened: Iterable[Possibilities]) -> Floats:
        """The money of the journeys that have begun: (contracts, draws, kinds, years, months)."""
        sums = np.zeros((len(self.chances.contracts), self.draws, self.layout.width))
        for version in opened:
            for payee, some in _in_parts(version):
                drawn = self._recombined(self.futures(some, EACH))
                for contract, share in zip(payee.contracts, payee.shares, strict=True):
                    sums[contract] += drawn if share == 1 else drawn * share
        return sums.reshape(*sums.shape[:2], *self._shape)

    def futures(self, some: Possibilities, each: int) -> Singles:
        """The money of every future of some journeys: (journeys, sets, each, columns)."""
        clients = Clients(some, self.chances, self.rates, each, self.rng)
        pool = np.zeros((*clients.shape, self.layout.width), dtype=np.float32)
        kinds, quarterly = self.layout.kinds_of(some.terms), some.terms.quarterly
        last = (
            month_number(months_after(some.terms.scheme.ends, some.terms.scheme.run_off_months)) - self.layout.base - 1
        )
        for line, money in clients.money():
            self._add(pool.reshape(-1), money, int(kinds[line]), quarterly[line], last)
        return pool

    def _add(self, flat: Singles, money: Money, kind: int, quarterly: bool, last: int) -> None:
        """Each future has at most one amount of a line, so that no place is named twice."""
        layout = self.layout
        when = _quarter_end(money.when, layout) if quarterly else money.when
        inside = np.flatnonzero((when >= 0) & (when < layout.months) & (money.dated <= last))
        if not len(inside):
            return
        futures = self.rates.sets * when.shape[2]
        row, future = np.divmod(inside, futures)
        column = (money.rows[row] * futures + future) * layout.width
        column += kind * len(layout.years) * layout.months + when.ravel()[inside]
        if len(layout.years) > 1:
            column += layout.slot_at(self._slots, money.dated.ravel()[inside]) * layout.months
        flat[column] += money.amount.ravel()[row]

    def _recombined(self, pool: Singles) -> Singles:
        """Two journeys at a time: all sixteen pairs of their futures under a set, of which each draw takes one."""
        journeys, sets, each, width = pool.shape
        if journeys % 2:
            pool = np.concatenate([pool, np.zeros((1, sets, each, width), dtype=np.float32)])
        pairs = np.empty((sets, each, each, width), dtype=np.float32)
        rows = pairs.reshape(-1, width)
        total, taken = np.zeros((2, self.draws, width), dtype=np.float32)
        first = self.set_of * each * each
        for one, other in zip(pool[::2], pool[1::2], strict=True):
            np.add(one[:, :, None], other[:, None], out=pairs)
            at = first + self.rng.integers(0, each * each, self.draws, dtype=np.uint8)
            total += rows.take(at, axis=0, out=taken, mode="clip")
        return total

    def new(self, versions: Sequence[Terms]) -> Floats:
        """The money of the journeys to come, dated as they are known: (contracts, draws, kinds, years, months)."""
        layout = self.layout
        sums = np.zeros((len(self.chances.contracts), self.draws, len(layout.kinds), layout.months))
        counts = self._counts()
        for terms in versions:
            months = [month for month in range(layout.months) if _governs(terms, layout.base + 1 + month)]
            for contract, code in enumerate(self.chances.contracts if months else ()):
                if any(one.code == code for one in terms.scheme.contracts):
                    pools = self._pools_of_new(terms, contract, int(counts[:, contract].max()))
                    for month in months:
                        self._begin(sums[contract], pools, counts[:, contract, month], month)
        return self._by_year(sums)

    def _counts(self) -> Ints:
        """How many journeys begin: (draws, contracts, months)."""
        arrivals, months = self.chances.arrivals, self.layout.months
        rate = self.rng.gamma(arrivals.shape, 1 / arrivals.rate, (self.draws, len(arrivals.shape)))[:, :, None]
        if arrivals.unrest:
            rate = rate * self.rng.gamma(1 / arrivals.unrest, arrivals.unrest, (*rate.shape[:2], months))
        return np.asarray(self.rng.poisson(np.broadcast_to(rate, (*rate.shape[:2], months))))

    def _pools_of_new(self, terms: Terms, contract: int, most: int) -> list[Singles]:
        """Futures of new journeys of a contract, (examples, sets, kinds × months); then sums of two of them, of four, and so
        on, out of which any number is put together in few steps."""
        examples = _examples(terms, contract, self.chances, self.rng)
        parts = np.array_split(np.arange(len(examples)), len(examples) // 100)
        pool = np.concatenate([self.futures(examples.take(part), 1) for part in parts])
        pools = [
            pool.reshape(len(examples), self.rates.sets, *self._shape)
            .sum(3)
            .reshape(len(examples), self.rates.sets, -1)
        ]
        while 2 ** len(pools) <= most:
            one, other = self.rng.permutation(len(examples)), self.rng.permutation(len(examples))
            pools.append(pools[-1][one] + pools[-1][other])
        return pools

    def _begin(self, sums: Floats, pools: Sequence[Singles], counts: Ints, month: int) -> None:
        """Let so many journeys begin in a month: their futures are moved on by as many months."""
        kinds, months = sums.shape[1:]
        relative = np.zeros((self.draws, kinds * months), dtype=np.float32)
        for power, pool in enumerate(pools):
            some = np.flatnonzero(counts >> power & 1)
            at = self.rng.integers(0, len(pool), len(some)) * self.rates.sets + self.set_of[some]
            relative[some] += pool.reshape(-1, pool.shape[-1]).take(at, axis=0)
        sums[:, :, month:] += relative.reshape(self.draws, kinds, months)[:, :, : months - month]

    def _by_year(self, sums: Floats) -> Floats:
        layout = self.layout
        by_year = np.zeros((*sums.shape[:3], len(layout.years), layout.months))
        slots = self._slots[-layout.months :]
        by_year[:, :, :, slots, np.arange(layout.months)] = sums
        return by_year


def _in_parts(opened: Possibilities) -> Iterator[tuple[Payee, Possibilities]]:
    """Few journeys at a time, all of one payee and either under way or away, so that little is drawn in vain."""
    for number, payee in enumerate(opened.payees):
        mine = np.flatnonzero(opened.payee == number)
        mine = mine[np.argsort(opened.where[mine] > 1, kind="stable")]
        for first in range(0, len(mine), _AT_ONCE):
            yield payee, opened.take(mine[first : first + _AT_ONCE])


def _quarter_end(when: NDArray[np.int16], layout: Layout) -> NDArray[np.int16]:
    """What is priced by cohort is dated at the end of the quarter."""
    into = (layout.base + 1 - month_number(layout.years[0].start) + when) % 3
    return np.where(when < 0, when, when + 2 - into).astype(np.int16)


def _governs(terms: Terms, month: int) -> bool:
    return month_number(terms.scheme.starts) <= month <= month_number(terms.scheme.ends)


def _examples(terms: Terms, contract: int, chances: Chances, rng: np.random.Generator) -> Possibilities:
    """New journeys such as the contract's past ones; where it has few of its own, such as the whole partnership's."""
    past = chances.templates
    own = past.contract == contract
    weight = np.cumsum(1.0 + own * (len(own) / 20.0))
    at = (np.arange(_EXAMPLES) + rng.random()) / _EXAMPLES  # evenly spread, so that the examples have the past's mix
    chosen = np.searchsorted(weight / weight[-1], at)
    group = past.group[chosen]
    names = (*chances.groups, None)
    stands = np.full((_EXAMPLES, len(terms.lines)), OPEN)
    stands[:, : len(terms.own)] = np.where(past.eligible[chosen][:, list(terms.own)] > 0, OPEN, INELIGIBLE)
    worth = np.array([[terms.worth(line, name, chances.contracts[contract]) for line in terms.lines] for name in names])
    same = np.full(_EXAMPLES, contract)
    none = np.zeros(_EXAMPLES, dtype=np.int64)
    return Possibilities(
        terms=terms, payees=(Payee((contract,), (1.0,)),), payee=none, group=group, contract=same,
        where=np.full(_EXAMPLES, TREATED), age=np.full(_EXAMPLES, UNBORN), end=none,
        leaning=np.full(_EXAMPLES, chances.courses.share), stands=stands, worth=worth[group],
    )  # fmt: skip
