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
from payments.forecasting.possibilities import INELIGIBLE, OPEN, TREATED, Payee, Possibilities, payee_of
from payments.forecasting.rates import UNBORN, Rates, Singles
from pbr.values.dates import months_after

SETS: Final = 125
EACH: Final = 4
_AT_ONCE: Final = 64  # journeys drawn together, so that their futures stay in the processor's cache
_STRIP: Final = 24  # columns added up together
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
        of_a_set = -(-draws // rates.sets)
        self.set_of = np.repeat(np.arange(rates.sets), of_a_set)[:draws]
        self._picked = _picked(rates.sets, of_a_set, rng)
        self._slots = layout.year_slot()
        self._shape = (len(layout.kinds), len(layout.years), layout.months)

    def known(self, opened: Iterable[Possibilities]) -> Floats:
        """The money of the journeys that have begun: (contracts, draws, kinds, years, months)."""
        sums = np.zeros((len(self.chances.contracts), self.draws, self.layout.width))
        for version in opened:
            for some in _in_parts(version):
                for payee, futures in self.futures(some, EACH).items():
                    drawn = self._drawn(futures)
                    for contract, share in zip(payee.contracts, payee.shares, strict=True):
                        sums[contract] += drawn if share == 1 else drawn * share
        return sums.reshape(*sums.shape[:2], *self._shape)

    def _drawn(self, futures: Singles) -> Singles:
        """The sums of each draw: (draws, columns). Column by column, in strips too narrow for several threads to share: what
        they would have to say to each other takes ten times as long as the sums."""
        picked = self._picked[:, :, : futures.shape[1]]
        strips = [picked @ futures[:, :, first : first + _STRIP] for first in range(0, futures.shape[2], _STRIP)]
        return np.concatenate(strips, axis=2).reshape(-1, futures.shape[2])[: self.draws]

    def futures(self, some: Possibilities, each: int) -> dict[Payee, Singles]:
        """For each payee the money of every future of some journeys that are paid for alike: (sets, journeys × each,
        columns)."""
        clients = Clients(some, self.chances, self.rates, each, self.rng)
        payees = some.payees[some.payee[0]]
        shape = (self.rates.sets, len(some), each, self.layout.width)
        pools = {payee: np.zeros(shape, dtype=np.float32) for payee in dict.fromkeys(payees)}
        kinds, quarterly = self.layout.kinds_of(some.terms), some.terms.quarterly
        last = (
            month_number(months_after(some.terms.scheme.ends, some.terms.scheme.run_off_months)) - self.layout.base - 1
        )
        for line, money in clients.money():
            self._add(pools[payees[line]], money, int(kinds[line]), quarterly[line], last)
        return {payee: pool.reshape(self.rates.sets, -1, self.layout.width) for payee, pool in pools.items()}

    def _add(self, pool: Singles, money: Money, kind: int, quarterly: bool, last: int) -> None:
        """Each future has at most one amount of a line, so that no place is named twice."""
        layout, (_, journeys, each, width) = self.layout, pool.shape
        when = _quarter_end(money.when, layout) if quarterly else money.when
        inside = np.flatnonzero((when >= 0) & (when < layout.months) & (money.dated <= last))
        row, future = np.divmod(inside, self.rates.sets * each)
        of_set, number = np.divmod(future, each)
        column = ((of_set * journeys + money.rows[row]) * each + number) * width
        column += kind * len(layout.years) * layout.months + when.ravel()[inside]
        if len(layout.years) > 1:
            column += layout.slot_at(self._slots, money.dated.ravel()[inside]) * layout.months
        pool.reshape(-1)[column] += money.amount.ravel()[row]

    def new(self, versions: Sequence[Terms]) -> Floats:
        """The money of the journeys to come, dated as they are known: (contracts, draws, kinds, years, months)."""
        layout = self.layout
        sums = np.zeros((len(self.chances.contracts), self.draws, len(layout.kinds), layout.months))
        counts = self._counts()
        for terms in versions:
            months = [month for month in range(layout.months) if _governs(terms, layout.base + 1 + month)]
            for contract, code in enumerate(self.chances.contracts if months else ()):
                if any(one.code == code for one in terms.scheme.contracts):
                    payees, pools = self._pools_of_new(terms, contract, int(counts[:, contract].max()))
                    for month in months:
                        self._begin(sums, payees, pools, counts[:, contract, month], month)
        return self._by_year(sums)

    def _counts(self) -> Ints:
        """How many journeys begin: (draws, contracts, months)."""
        arrivals, months = self.chances.arrivals, self.layout.months
        rate = self.rng.gamma(arrivals.shape, 1 / arrivals.rate, (self.draws, len(arrivals.shape)))[:, :, None]
        if arrivals.unrest:
            rate = rate * self.rng.gamma(1 / arrivals.unrest, arrivals.unrest, (*rate.shape[:2], months))
        return np.asarray(self.rng.poisson(np.broadcast_to(rate, (*rate.shape[:2], months))))

    def _pools_of_new(self, terms: Terms, contract: int, most: int) -> tuple[list[Payee], list[Singles]]:
        """Futures of new journeys of a contract, (sets, examples, payees × kinds × months); then sums of two of them, of
        four, and so on, out of which any number is put together in few steps."""
        examples = _examples(terms, contract, self.chances, self.rng)
        parts = np.array_split(np.arange(len(examples)), len(examples) // 100)
        by_part = [self.futures(examples.take(part), 1) for part in parts]
        payees = list(by_part[0])
        pool = np.stack([np.concatenate([one[payee] for one in by_part], axis=1) for payee in payees], axis=2)
        whole = pool.reshape(*pool.shape[:3], *self._shape).sum(4)  # over years
        pools = [np.ascontiguousarray(whole.reshape(*pool.shape[:2], -1))]
        while 2 ** len(pools) <= most:
            further = int(self.rng.integers(1, len(examples)))  # each with the one so many further on
            pools.append(pools[-1] + np.roll(pools[-1], further, axis=1))
        return payees, pools

    def _begin(self, sums: Floats, payees: Sequence[Payee], pools: Sequence[Singles], counts: Ints, month: int) -> None:
        """Let so many journeys begin in a month: their futures are moved on by as many months."""
        kinds, months = sums.shape[2:]
        relative = np.zeros((self.draws, len(payees) * kinds * months), dtype=np.float32)
        for power, pool in enumerate(pools):
            some = np.flatnonzero(counts >> power & 1)
            at = self.set_of[some] * pool.shape[1] + self.rng.integers(0, pool.shape[1], len(some))
            relative[some] += pool.reshape(-1, pool.shape[2]).take(at, axis=0)
        by_payee = relative.reshape(self.draws, len(payees), kinds, months)[..., : months - month]
        for place, payee in enumerate(payees):
            for contract, share in zip(payee.contracts, payee.shares, strict=True):
                sums[contract][:, :, month:] += by_payee[:, place] * np.float32(share)

    def _by_year(self, sums: Floats) -> Floats:
        layout = self.layout
        by_year = np.zeros((*sums.shape[:3], len(layout.years), layout.months))
        slots = self._slots[-layout.months :]
        by_year[:, :, :, slots, np.arange(layout.months)] = sums
        return by_year


def _picked(sets: int, of_a_set: int, rng: np.random.Generator) -> Singles:
    """Which future each draw of a set takes of each journey: one 1 among the `EACH` of it, so that a product of matrices
    adds them up. All parts of the caseload are picked alike, which does no harm: their futures know nothing of each other.
    """
    choice = rng.integers(0, EACH, (sets, of_a_set, _AT_ONCE, 1))
    picked: Singles = (choice == np.arange(EACH)).astype(np.float32)
    return picked.reshape(sets, of_a_set, _AT_ONCE * EACH)


def _in_parts(opened: Possibilities) -> Iterator[Possibilities]:
    """Few journeys at a time, all paid for alike and either under way or away, so that little is drawn in vain."""
    for number in range(len(opened.payees)):
        mine = np.flatnonzero(opened.payee == number)
        mine = mine[np.argsort(opened.where[mine] > 1, kind="stable")]
        for first in range(0, len(mine), _AT_ONCE):
            yield opened.take(mine[first : first + _AT_ONCE])


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
    chosen = rng.permutation(np.searchsorted(weight / weight[-1], at))
    group = past.group[chosen]
    names = (*chances.groups, None)
    stands = np.full((_EXAMPLES, len(terms.lines)), OPEN)
    stands[:, : len(terms.own)] = np.where(past.eligible[chosen][:, list(terms.own)] > 0, OPEN, INELIGIBLE)
    worth = np.array([[terms.worth(line, name, chances.contracts[contract]) for line in terms.lines] for name in names])
    same = np.full(_EXAMPLES, contract)
    none = np.zeros(_EXAMPLES, dtype=np.int64)
    code = chances.contracts[contract]
    payees = tuple(payee_of(terms, chances.contracts, (pays or code,)) for pays in terms.pays)
    return Possibilities(
        terms=terms, payees=(payees,), payee=none, group=group, contract=same,
        where=np.full(_EXAMPLES, TREATED), age=np.full(_EXAMPLES, UNBORN), end=none,
        leaning=np.full(_EXAMPLES, chances.courses.share), stands=stands,
        due=np.broadcast_to(terms.awaited, (_EXAMPLES, len(terms.own))), worth=worth[group],
    )  # fmt: skip
