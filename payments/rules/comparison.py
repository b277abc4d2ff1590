"""What a trial found: what was earned and what would have been, side by side, in whole pence.

Plain values that a table can keep (`as_json`, `from_json`): a finished trial is read again, never worked out again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from payments.rules.entitlement import BLOCK, FLOOR
from pbr.values.dates import ONE_DAY, months_after
from pbr.values.money import ZERO, Pence

ALL: Final = ""  # of `contract`: all contracts together
NOBODY: Final = ""  # of a kind of client or a group: money that is for no one client


class Aspect(StrEnum):
    """By what amounts are split. Together the amounts of one aspect and contract are all that the contract earned."""

    OUTCOME = "outcome"
    GROUP = "group"
    MONTH = "month"
    SUBSTANCES = "substances"
    INJECTING = "injecting"
    HOUSING = "housing"


class Amount(NamedTuple):
    """`value` of an aspect: an outcome's code, a group, a month's first day (YYYY-MM-DD), a kind of client, NOBODY.
    `now` under the versions in force, `draft` under the draft."""

    contract: str
    aspect: Aspect
    value: str
    now: Pence
    draft: Pence

    @property
    def difference(self) -> Pence:
        return Pence(self.draft - self.now)


class Journeys(NamedTuple):
    """How many journeys would have earned more, less, and the same; `value` of an aspect, both "" for all of them."""

    contract: str
    aspect: str
    value: str
    gaining: int
    losing: int
    unchanged: int


class ContractTried(NamedTuple):
    """One contract of the versions in force or of the draft, known by its code. A provider "" has no such contract there."""

    code: str
    provider_now: str
    provider_draft: str

    @property
    def provider(self) -> str:
        """As now; where the draft would give the contract to another, both."""
        if not self.provider_now or not self.provider_draft or self.provider_now == self.provider_draft:
            return self.provider_now or self.provider_draft
        return f"{self.provider_now} (under the draft {self.provider_draft})"


class Capped(NamedTuple):
    """What caps take off a contract's results on either side, what is carried into a next year included."""

    contract: str
    now: Pence
    draft: Pence


class WorstMonth(NamedTuple):
    """The month of a contract in which least was earned; the earliest of equals."""

    month: dt.date
    pence: Pence


class Comparison(NamedTuple):
    """`starts` and `ends` are the dates over which both stood, or the draft's own where it stood `beside` what is in force;
    `known_to` is the day to which treatment is known completely.
    `titles` are outcomes' by code, `groups` in the scheme's order; `clients` were asked about."""

    starts: dt.date
    ends: dt.date
    as_of: dt.date
    known_to: dt.date | None
    clients: int
    contracts: tuple[ContractTried, ...]
    titles: Mapping[str, str]
    groups: tuple[str, ...]
    amounts: tuple[Amount, ...]
    journeys: tuple[Journeys, ...]
    beside: bool = False
    capped: tuple[Capped, ...] = ()

    def total(self, contract: str = ALL) -> Amount:
        split = self.by(Aspect.OUTCOME, contract)
        now, draft = sum(one.now for one in split), sum(one.draft for one in split)
        return Amount(contract, Aspect.OUTCOME, "", Pence(now), Pence(draft))

    def by(self, aspect: Aspect, contract: str = ALL) -> list[Amount]:
        """In the scheme's order of outcomes and groups, and by name; months without a gap, from the first earned in."""
        told = {one.value: one for one in self.amounts if one.aspect is aspect and one.contract == contract}
        if aspect is Aspect.MONTH:
            months = _months(min(told), max(told)) if told else ()
            return [told.get(month) or Amount(contract, aspect, month, ZERO, ZERO) for month in months]
        order = {value: place for place, value in enumerate((*self.titles, *self.groups))}
        return [told[value] for value in sorted(told, key=lambda value: (value == NOBODY, order.get(value, 0), value))]

    def capped_of(self, contract: str = ALL) -> Capped:
        ours = [one for one in self.capped if contract in (ALL, one.contract)]
        return Capped(contract, Pence(sum(one.now for one in ours)), Pence(sum(one.draft for one in ours)))

    def treated_nobody(self, contract: str) -> bool:
        """Whether all that a contract earns on either side is block and floor, for no journey."""
        journeys = self.journeys_of(contract=contract)
        results = [one for one in self.by(Aspect.OUTCOME, contract) if one.value not in (BLOCK, FLOOR)]
        return not any(journeys[3:]) and not any(one.now or one.draft for one in results)

    def journeys_of(self, aspect: str = "", value: str = "", contract: str = ALL) -> Journeys:
        wanted = (contract, aspect, value)
        return next((one for one in self.journeys if one[:3] == wanted), Journeys(*wanted, 0, 0, 0))

    def worst_months(self, contract: str) -> tuple[WorstMonth, WorstMonth] | None:
        """The worst month now and under the draft, from the first month in which either earned anything to the last that
        is known completely; None where there is no such month. Later months would look bad only because their answers
        are not there yet."""
        known = [one for one in self.by(Aspect.MONTH, contract) if self._is_known(one.value)]
        if not known:
            return None
        now = min(known, key=lambda one: one.now)
        draft = min(known, key=lambda one: one.draft)
        return (
            WorstMonth(dt.date.fromisoformat(now.value), now.now),
            WorstMonth(dt.date.fromisoformat(draft.value), draft.draft),
        )

    def _is_known(self, month: str) -> bool:
        last = months_after(dt.date.fromisoformat(month), 1) - ONE_DAY
        return self.known_to is not None and last <= self.known_to


def _months(first: str, last: str) -> Iterator[str]:
    month = dt.date.fromisoformat(first)
    while month.isoformat() <= last:
        yield month.isoformat()
        month = months_after(month, 1)


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Titles as pairs, since a kept object forgets the order of its keys."""
    told = comparison._asdict() | {"titles": list(comparison.titles.items())}
    for name in ("starts", "ends", "as_of", "known_to"):
        told[name] = told[name] and told[name].isoformat()
    return told


def from_json(told: Mapping[str, Any]) -> Comparison:
    dates = {name: dt.date.fromisoformat(told[name]) for name in ("starts", "ends", "as_of")}
    known_to = told["known_to"]
    return Comparison(
        **dates,
        known_to=None if known_to is None else dt.date.fromisoformat(known_to),
        clients=told["clients"],
        contracts=tuple(ContractTried(*one) for one in told["contracts"]),
        titles=dict(told["titles"]),
        groups=tuple(told["groups"]),
        amounts=tuple(Amount(one[0], Aspect(one[1]), *one[2:]) for one in told["amounts"]),
        journeys=tuple(Journeys(*one) for one in told["journeys"]),
        beside=told.get("beside", False),
        capped=tuple(Capped(*one) for one in told.get("capped", ())),
    )
