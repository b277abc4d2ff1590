"""The proof: what each kind of client can earn at most under a scheme, and which kinds can earn nothing or little.

The production rules are asked about one client of each kind on the day when treatment starts. Whatever they do not rule
out that day can still be achieved, and counts with its full price: gates open, caps not reached, every instalment due.
It is an upper bound: some outcomes stand in each other's way (a client cannot both be slow and be paid for speed).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from caseloads.rules.facts import Completeness
from outcomes.rules.determination import Determination, Status
from outcomes.rules.determine import OF_A_COHORT, determine
from payments.rules.kinds_of_client import Kind, client_of, kinds
from payments.rules.pricing import worth
from pbr.scheme.document import Contract, Outcome, Scheme
from pbr.values.money import ZERO, Pence


class Earnable(NamedTuple):
    """One outcome with the most that a client of a kind can earn by it, in pence."""

    outcome: str
    most: Pence


class Most(NamedTuple):
    """What one client of the kind can earn at most, in pence, and by which outcomes, in the scheme's order.

    `place` is the kind's among all, from 0. `contract` is the code of the contract under which it is most, the first
    listed among equals; "" where nothing is.
    """

    place: int
    kind: Kind
    pence: Pence
    earnable: tuple[Earnable, ...]
    contract: str


def proof(scheme: Scheme) -> tuple[Most, ...]:
    """One row for each kind of client, in the order of `kinds`."""
    return tuple(_most(place, kind, scheme) for place, kind in enumerate(kinds(scheme)))


def _most(place: int, kind: Kind, scheme: Scheme) -> Most:
    best = Most(place, kind, ZERO, (), "")
    for contract in scheme.contracts:
        earnable = tuple(_earnable(kind, contract, scheme))
        total = Pence(sum(one.most for one in earnable))
        if total > best.pence:
            best = Most(place, kind, total, earnable, contract.code)
    return best


def _earnable(kind: Kind, contract: Contract, scheme: Scheme) -> Iterator[Earnable]:
    day = scheme.starts + dt.timedelta(days=1)  # the first start that `stock` can never rule out
    found = determine(client_of(kind, contract, day), (scheme,), Completeness(), day)
    open_now = [one for one in found.determinations if one.status is not Status.NOT_ELIGIBLE]
    for outcome in scheme.outcomes:
        pence = _most_of(outcome, kind, [one for one in open_now if one.outcome == outcome.code])
        if pence:
            yield Earnable(outcome.code, pence)


def _most_of(outcome: Outcome, kind: Kind, parts: Sequence[Determination]) -> Pence:
    if outcome.measure == OF_A_COHORT:
        # Every governed journey is a member, and the highest tier is the most.
        return outcome.tiers[-1].per_member
    earned = [one for one in parts if one.status is not Status.NOT_ACHIEVED]
    if outcome.pricing == "cohort":
        return outcome.bands[-1].prices[kind.group] if earned else ZERO
    amounts = [worth(outcome, kind.group, one.part) for one in earned]
    return Pence(sum(one.amount for one in amounts if one is not None))
