"""The partnership's own past as counts: who was at risk of what, at which age, and to whom it happened.

The past is read as a row of month ends. Between two of them something that was open either happened or did not: so what is
still open at the last of them is censored there, and what came late counts when it became known, as it will again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Yes = NDArray[np.bool_]

# The first risks of every history; after them for each outcome "met", and for each "met after the journey is settled".
SUCCESS, OTHER_END, RETURN, GONE = range(4)
FIRST_OUTCOME: Final = 4
FIXED_RISKS: Final = ("left as planned", "left otherwise", "came back", "died or moved")
OLDEST: Final = 47  # months; what is older is counted here


class JourneyKey(NamedTuple):
    client: str
    start: dt.date


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One row for each month end at which a journey was at risk of something. All arrays have the same length.

    `age` counts months: from the month of the journey's start, for what comes after its end from the month of that.
    `happened` is 1 or 0. `month` is the month end's number.
    """

    journey: Ints
    risk: Ints
    age: Ints
    month: Ints
    happened: Ints


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something was the case, of how many: both arrays of one shape."""

    times: Floats
    of: Floats


@dataclass(frozen=True, slots=True)
class History:
    """What `fit` learns from. Journeys are the governed ones, in the order in which they were first seen.

    `group` and `contract` are places in `groups` (one more: no assessment) and `contracts`. `eligible` has a row for each
    journey and a column for each outcome: 1, 0, or -1 where it is too early to say. `arrivals` counts new journeys by
    month (from `first_month`) and contract.
    """

    groups: tuple[str, ...]
    contracts: tuple[str, ...]
    outcomes: tuple[str, ...]
    at_risk: AtRisk
    keys: tuple[JourneyKey, ...]
    group: Ints
    contract: Ints
    start: Ints
    eligible: Ints
    unsure: Yes  # (journeys, 2): whether at the ages 0 and 1 it still had to be seen what the client is eligible for
    reviewed: Yes  # (outcomes,): whether it is a review that proves it
    at_exit: Counted  # (outcomes, 2): met at a planned, at another end, of those still open then
    on_day: Counted  # (outcomes,): met on the day that was known in advance, of those whose day came
    later_to: Ints  # (outcomes,): until how many months after the end it may still turn out to be met
    paid: Counted  # (outcomes + 1,): achieved rather than held, of those met with an assessment; last: of planned ends
    settling: Counted  # (2,): settled a month later, of those open and of those ended but not settled
    late: Counted  # (outcomes,): months from date to knowledge, of those met
    arrivals: Floats  # (months, contracts)
    first_month: int
    last_month: int

    @property
    def risks(self) -> tuple[str, ...]:
        return (*FIXED_RISKS, *self.outcomes, *(f"{code}, after the end" for code in self.outcomes))
