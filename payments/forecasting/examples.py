"""Past journeys as examples of new ones."""

from __future__ import annotations

from typing import Final

import numpy as np

from payments.forecasting.agreement import Terms
from payments.forecasting.chances import Chances, Templates
from payments.forecasting.history import Floats
from payments.forecasting.possibilities import INELIGIBLE, OPEN, TREATED, Possibilities, payee_of
from payments.forecasting.rates import UNBORN

_EXAMPLES: Final = 1200  # different new journeys of each contract, each with one future in every set
_OF_A_GROUP: Final = 200  # where each group is drawn by itself


def weights(past: Templates, contract: int) -> Floats:
    """How much each past journey says of a contract's new ones: the whole partnership's some where it has few of its own."""
    own = past.contract == contract
    return np.asarray(1.0 + own * (len(own) / 20.0))


def examples_of(
    terms: Terms, contract: int, group: int | None, chances: Chances, rng: np.random.Generator
) -> Possibilities:
    """New journeys such as the contract's past ones, of one group where only these are wanted."""
    past = chances.templates
    weight = np.cumsum(weights(past, contract) * (1.0 if group is None else past.group == group))
    number = _EXAMPLES if group is None else _OF_A_GROUP
    at = (np.arange(number) + rng.random()) / number  # evenly spread, so that the examples have the past's mix
    chosen = rng.permutation(np.searchsorted(weight / weight[-1], at))
    stands = np.full((number, len(terms.lines)), OPEN)
    stands[:, : len(terms.own)] = np.where(past.eligible[chosen][:, list(terms.own)] > 0, OPEN, INELIGIBLE)
    names = (*chances.groups, None)
    worth = np.array([[terms.worth(place, name) for place in range(len(terms.lines))] for name in names])
    none = np.zeros(number, dtype=np.int64)
    code = chances.contracts[contract]
    payees = tuple(payee_of(terms, chances.contracts, (pays or code,)) for pays in terms.pays)
    return Possibilities(
        terms=terms, payees=(payees,), payee=none, group=past.group[chosen], contract=np.full(number, contract),
        where=np.full(number, TREATED), age=np.full(number, UNBORN), end=none,
        leaning=np.full(number, chances.courses.share), stands=stands,
        due=np.broadcast_to(terms.awaited, (number, len(terms.own))), worth=worth[past.group[chosen]],
    )  # fmt: skip
