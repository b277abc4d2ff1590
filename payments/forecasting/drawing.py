"""Ten thousand draws of the whole partnership out of a pool of futures of every client.

Every client has `sets × each` futures: under each of `sets` parameter sets, `each` of them. A draw takes one parameter set
for everybody and, for each client by chance, one of that set's futures. So every draw by itself is a whole simulation –
clients independent of each other given the chances, the chances uncertain together – at the cost of adding up rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from payments.forecasting.agreement import Terms
from payments.forecasting.chances import Chances
from payments.forecasting.clients import Clients, Money
from payments.forecasting.examples import examples_of, weights
from payments.forecasting.history import Floats, Ints
from payments.forecasting.layout import Layout
from payments.forecasting.months import month_number
from payments.forecasting.possibilities import Payee, Possibilities
from payments.forecasting.rates import Rates, Singles
from payments.forecasting.snapshot import Snapshot
from payments.forecasting.unit_prices import Cohort, Counted, UnitPrices, years_in_play
from pbr.values.dates import months_after

SETS: Final = 125
EACH: Final = 4
_AT_ONCE: Final = 64  # journeys drawn together, so that their futures stay in the processor's cache
_STRIP: Final = 24  # columns added up together


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
        self._counted: dict[dt.date, Counted] = {}
        years = (month_number(year.start) - layout.base - 1 for year in years_in_play(layout))
        self._years_to_come = [first for first in years if 0 < first < layout.months]
        self._shape = (len(layout.kinds), len(layout.years), layout.months)

    def sums(self, opened: Iterable[Possibilities], versions: Sequence[Terms], seen: Snapshot) -> Sums:
        """All money of all draws. What those who come change in a cohort's price counts as theirs."""
        prices = [UnitPrices(terms, seen, self.layout, self.chances) for terms in versions if terms.by_cohort]
        known = self.known(opened)
        without = [list(price.money(self.counted(price.terms), self.draws)) for price in prices]
        new = self.new(versions)
        for price, before in zip(prices, without, strict=True):
            kinds = self.layout.kinds_of(price.terms)
            for contract, line, money in before:
                known[contract][:, kinds[line]] += money
                new[contract][:, kinds[line]] -= money
            for contract, line, money in price.money(self.counted(price.terms), self.draws):
                new[contract][:, kinds[line]] += money
        return Sums(known, new)

    def known(self, opened: Iterable[Possibilities]) -> Floats:
        """The money of the journeys that have begun: (contracts, draws, kinds, years, months)."""
        sums = np.zeros((len(self.chances.contracts), self.draws, self.layout.width))
        for version in opened:
            for some in _in_parts(version):
                for payee, futures in self.futures(some, EACH).items():
                    drawn = self._drawn(futures)
                    money = drawn[:, : self.layout.width]
                    for contract, share in zip(payee.contracts, payee.shares, strict=True):
                        sums[contract] += money if share == 1 else money * share
                    self._count(some, drawn[:, self.layout.width :])
        return sums.reshape(*sums.shape[:2], *self._shape)

    def counted(self, terms: Terms) -> Counted:
        return self._counted.setdefault(terms.scheme.starts, Counted())

    def _count(self, some: Possibilities, drawn: Singles) -> None:
        """Take in who achieves what is priced by cohort, of journeys of one contract and group: (draws, lines × months)."""
        counted, months = self.counted(some.terms), self.layout.months
        for number, line in enumerate(some.terms.by_cohort):
            cohort = Cohort(int(some.contract[0]), line, int(some.group[0]))
            if cohort.group < len(self.chances.groups):
                mine = drawn[:, number * months : (number + 1) * months]
                before = counted.achieving.get(cohort)
                counted.achieving[cohort] = mine.astype(np.float64) if before is None else before + mine

    def _drawn(self, futures: Singles) -> Singles:
        """The sums of each draw: (draws, columns). Column by column, in strips too narrow for several threads to share: what
        they would have to say to each other takes ten times as long as the sums."""
        picked = self._picked[:, :, : futures.shape[1]]
        strips = [picked @ futures[:, :, first : first + _STRIP] for first in range(0, futures.shape[2], _STRIP)]
        return np.concatenate(strips, axis=2).reshape(-1, futures.shape[2])[: self.draws]

    def futures(self, some: Possibilities, each: int) -> dict[Payee, Singles]:
        """For each payee the money of every future of some journeys that are paid for alike: (sets, journeys × each,
        columns). After the columns of money there are those of the lines priced by cohort, in which journeys are counted."""
        clients = Clients(some, self.chances, self.rates, each, self.rng)
        payees, terms = some.payees[some.payee[0]], some.terms
        shape = (self.rates.sets, len(some), each, self.layout.width + len(terms.by_cohort) * self.layout.months)
        pools = {payee: np.zeros(shape, dtype=np.float32) for payee in dict.fromkeys(payees)}
        kinds = self.layout.kinds_of(terms)
        last = month_number(months_after(terms.scheme.ends, terms.scheme.run_off_months)) - self.layout.base - 1
        for line, money in clients.money():
            first = (
                self.layout.width + terms.by_cohort.index(line) * self.layout.months
                if line in terms.by_cohort
                else None
            )
            self._add(pools[payees[line]], money, int(kinds[line]), first, last)
        self._note_lasting(clients, each)
        return {payee: pool.reshape(self.rates.sets, -1, shape[-1]) for payee, pool in pools.items()}

    def _note_lasting(self, clients: Clients, each: int) -> None:
        """Who will still be there when a later contract year begins, and how long those who begin will be."""
        opened = clients.opened
        group, contract = int(opened.group[0]), int(opened.contract[0])
        if not opened.terms.by_cohort or group == len(self.chances.groups):
            return
        counted = self.counted(opened.terms)
        for line in opened.terms.by_cohort:
            cohort = Cohort(contract, line, group)
            if each == 1:
                before = counted.lasting.get(cohort)
                some = [clients.lasting(line, month) / len(opened) for month in range(self.layout.months + 1)]
                counted.lasting[cohort] = np.array(some) if before is None else (before + some) / 2
            else:
                for first in self._years_to_come:
                    counted.staying[cohort, first] += clients.lasting(line, first)

    def _add(self, pool: Singles, money: Money, kind: int, counted: int | None, last: int) -> None:
        """Each future has at most one amount of a line, so that no place is named twice. `counted`: the first column of a
        line that is counted."""
        layout, (_, journeys, each, width) = self.layout, pool.shape
        inside = np.flatnonzero((money.when >= 0) & (money.when < layout.months) & (money.dated <= last))
        row, future = np.divmod(inside, self.rates.sets * each)
        of_set, number = np.divmod(future, each)
        column = ((of_set * journeys + money.rows[row]) * each + number) * width
        column += (kind * len(layout.years) * layout.months if counted is None else counted) + money.when.ravel()[
            inside
        ]
        if counted is None and len(layout.years) > 1:
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
                    for group, some in self._by_group(terms, contract, counts[:, contract]):
                        examples = examples_of(terms, contract, group, self.chances, self.rng)
                        payees, pools = self._pools(examples, int(some.max()))
                        for month in months:
                            self._pay(sums, payees, self._begun(pools, some[:, month]), month, examples)
        return self._by_year(sums)

    def _by_group(self, terms: Terms, contract: int, counts: Ints) -> Iterator[tuple[int | None, Ints]]:
        """How many journeys begin, (draws, months): group by group where cohorts must be told apart."""
        if not terms.by_cohort:
            yield None, counts
            return
        weight = weights(self.chances.templates, contract)
        share = np.bincount(self.chances.templates.group, weight, len(self.chances.groups) + 1) / weight.sum()
        left, entering = counts, self.counted(terms).entering
        for group, part in enumerate(share):
            remaining = share[group:].sum()
            some = self.rng.binomial(left, min(part / remaining, 1.0) if remaining > 0 else 0.0)
            left = left - some
            if part > 0:
                governed = [_governs(terms, self.layout.base + 1 + month) for month in range(self.layout.months)]
                entering[contract, group] = some.astype(np.float64) * governed
                yield group, some

    def _counts(self) -> Ints:
        """How many journeys begin: (draws, contracts, months)."""
        arrivals, months = self.chances.arrivals, self.layout.months
        rate = self.rng.gamma(arrivals.shape, 1 / arrivals.rate, (self.draws, len(arrivals.shape)))[:, :, None]
        if arrivals.unrest:
            rate = rate * self.rng.gamma(1 / arrivals.unrest, arrivals.unrest, (*rate.shape[:2], months))
        return np.asarray(self.rng.poisson(np.broadcast_to(rate, (*rate.shape[:2], months))))

    def _pools(self, examples: Possibilities, most: int) -> tuple[list[Payee], list[Singles]]:
        """Futures of new journeys, (sets, examples, payees × columns × months); then sums of two of them, of four, and so
        on, out of which any number is put together in few steps."""
        parts = np.array_split(np.arange(len(examples)), len(examples) // 100)
        by_part = [self.futures(examples.take(part), 1) for part in parts]
        payees = list(by_part[0])
        pool = np.stack([np.concatenate([one[payee] for one in by_part], axis=1) for payee in payees], axis=2)
        width, months = self.layout.width, self.layout.months
        money = pool[..., :width].reshape(*pool.shape[:3], *self._shape).sum(4)  # over years
        whole = np.concatenate([money, pool[..., width:].reshape(*pool.shape[:3], -1, months)], axis=3)
        pools = [np.ascontiguousarray(whole.reshape(*pool.shape[:2], -1))]
        while 2 ** len(pools) <= most:
            further = int(self.rng.integers(1, len(examples)))  # each with the one so many further on
            pools.append(pools[-1] + np.roll(pools[-1], further, axis=1))
        return payees, pools

    def _begun(self, pools: Sequence[Singles], counts: Ints) -> Singles:
        """The sums of so many new journeys, from the month in which they begin: (draws, columns of the pools)."""
        relative = np.zeros((self.draws, pools[0].shape[2]), dtype=np.float32)
        for power, pool in enumerate(pools):
            some = np.flatnonzero(counts >> power & 1)
            at = self.set_of[some] * pool.shape[1] + self.rng.integers(0, pool.shape[1], len(some))
            relative[some] += pool.reshape(-1, pool.shape[2]).take(at, axis=0)
        return relative

    def _pay(
        self, sums: Floats, payees: Sequence[Payee], relative: Singles, month: int, counting: Possibilities
    ) -> None:
        """Add up what journeys that begin in a month bring, moved on by as many months."""
        kinds, months = sums.shape[2:]
        by_payee = relative.reshape(self.draws, len(payees), -1, months)[..., : months - month]
        for place, payee in enumerate(payees):
            for contract, share in zip(payee.contracts, payee.shares, strict=True):
                sums[contract][:, :, month:] += by_payee[:, place, :kinds] * np.float32(share)
            if counting.terms.by_cohort:
                moved = np.zeros((self.draws, len(counting.terms.by_cohort), months), dtype=np.float32)
                moved[..., month:] = by_payee[:, place, kinds:]
                self._count(counting, moved.reshape(self.draws, -1))

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
    """Few journeys at a time, all paid for alike and either under way or away, so that little is drawn in vain; and all of
    one cohort, where cohorts are counted."""
    alike = [opened.payee, opened.contract, opened.group] if opened.terms.by_cohort else [opened.payee]
    _, kinds = np.unique(np.stack(alike), axis=1, return_inverse=True)
    for number in range(int(kinds.max()) + 1):
        mine = np.flatnonzero(kinds == number)
        mine = mine[np.argsort(opened.where[mine] > 1, kind="stable")]
        for first in range(0, len(mine), _AT_ONCE):
            yield opened.take(mine[first : first + _AT_ONCE])


def _governs(terms: Terms, month: int) -> bool:
    return month_number(terms.scheme.starts) <= month <= month_number(terms.scheme.ends)
