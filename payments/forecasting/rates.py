"""Parameter sets and tables to draw times from: cumulative monthly rates by age, for every risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from payments.forecasting.chances import Chances, family_of
from payments.forecasting.history import OLDEST, OTHER_END, SUCCESS, Floats, Ints, Yes

Singles = NDArray[np.float32]
Months = NDArray[np.int16]  # months of the forecast from 0; below 0: before it; the horizon's length: not within it

_NEARLY: Final = np.float32(0.98)  # nothing is surer
UNBORN: Final = -1  # the age of a journey that starts in the next month


@dataclass(frozen=True, slots=True)
class Rates:
    """`cumulative` (risks, sets or 1, ages from -1, months): what adds up from the next month on at an age, for factor 1.
    `factor` (risks, sets, groups, contracts): one draw of each factor for every parameter set.
    """

    cumulative: Singles
    factor: Singles
    course: Singles  # (risks, 2)
    sets: int

    @property
    def months(self) -> int:
        return int(self.cumulative.shape[-1])


def draw_rates(chances: Chances, months: int, sets: int, rng: np.random.Generator) -> Rates:
    """As many versions of the chances as there are sets, each as likely as the history makes it.

    The level of each risk is as sure as the number of times it was seen; groups and contracts come from their gammas; a
    month's common shock, where the history shows any, raises or lowers a family of risks for everybody.
    """
    courses = chances.courses
    level = rng.gamma(courses.seen[:, None] + 0.5, 1 / (courses.seen[:, None] + 0.5), (len(courses.seen), sets))
    group = rng.gamma(courses.of_group[0][:, None], 1 / courses.of_group[1][:, None], _wide(courses.of_group, sets))
    contract = rng.gamma(
        courses.of_contract[0][:, None], 1 / courses.of_contract[1][:, None], _wide(courses.of_contract, sets)
    )
    factor = level[:, :, None, None] * group[:, :, :, None] * contract[:, :, None, :]
    ages = np.clip(np.arange(UNBORN, OLDEST + 1)[:, None] + 1 + np.arange(months), 0, OLDEST)
    monthly = -np.log1p(-courses.base[:, None])[:, :, ages]
    cumulative = np.cumsum(monthly * _shocks(chances, months, sets, rng), axis=-1)
    return Rates(cumulative.astype(np.float32), factor.astype(np.float32), courses.factor.astype(np.float32), sets)


def _wide(gammas: Floats, sets: int) -> tuple[int, int, int]:
    return (gammas.shape[1], sets, gammas.shape[2])


def _shocks(chances: Chances, months: int, sets: int, rng: np.random.Generator) -> Floats:
    """(risks, sets or 1, 1, months) of mean 1."""
    families = family_of(np.arange(len(chances.courses.seen)))
    if not chances.shocks.any():
        return np.ones((1, 1, 1, 1))
    drawn = np.ones((len(chances.shocks), sets, months))
    for family in np.flatnonzero(chances.shocks):
        shape = 1 / chances.shocks[family]
        drawn[family] = rng.gamma(shape, 1 / shape, (sets, months))
    return np.asarray(drawn[families][:, :, None, :])


def times(reached: Singles, threshold: Singles) -> Months:
    """The month in which a cumulative rate first reaches each threshold; their number where it does not.

    `reached` is (n, sets or 1, months), `threshold` (n, sets, each).
    """
    when = np.zeros(threshold.shape, dtype=np.int16)
    for month in range(reached.shape[-1]):
        when += reached[:, :, month, None] < threshold
    return when


def times_at(reached: Singles, threshold: Singles, chance: float, events: Sequence[Yes]) -> Months:
    """As `times`, where something can come only in the months of events, each of which is an event by `chance`.

    `events` has (n, sets, each) for each month. Over all months it comes as often as without.
    """
    when, so_far = np.zeros(threshold.shape, dtype=np.int16), np.zeros(threshold.shape, dtype=np.float32)
    monthly = -np.expm1(-np.diff(reached, axis=-1, prepend=np.float32(0)))
    at_event = -np.log1p(-np.minimum(monthly / np.float32(chance), _NEARLY))
    for month, event in enumerate(events):
        so_far += at_event[:, :, month, None] * event
        when += so_far < threshold
    return when


def settling_now(rates: Rates, chances: Chances, ages: Ints, ended: NDArray[np.bool_]) -> tuple[Singles, Singles]:
    """The cumulative rates of leaving as planned and otherwise, with what is particular about the next month.

    Of journeys that have ended nearly all are settled within a month, as one or the other in proportion to their rates.
    """
    both = np.array(rates.cumulative[[SUCCESS, OTHER_END]][:, :, ages - UNBORN])  # (2, sets or 1, n, months)
    first = both[..., 0].copy()
    almost_sure = -np.log1p(-min(chances.settling.of_ended, 0.99)) * (first + 1e-6) / (first.sum(0) + 2e-6)
    both += (np.where(ended, almost_sure, first * chances.settling.of_open) - first)[..., None]
    planned, otherwise = (np.moveaxis(one, 1, 0).astype(np.float32) for one in both)
    return planned, otherwise
