"""A client's outcomes hang together: journeys take one of two courses, one on which more is met and more leave as planned.

Which course a journey is on is never known; what happened to it so far makes one or the other likelier. The chances of each
course are found by expectation and maximisation, with hazards that hold for both, times a factor of the course, of the
group and of the contract for every risk. Counts are taken as Poisson, which makes every step a ratio of counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from payments.forecasting.history import OLDEST, Floats, History
from payments.forecasting.pooling import hazards, pooled

_ROUNDS: Final = 30
_ROUNDS_FORWARD: Final = 3
_ALIKE: Final = 4.0  # events that a course must have seen to be believed half


@dataclass(frozen=True, slots=True)
class Courses:
    """`base` (risks, ages): the monthly chance for a factor of 1. `factor` (risks, 2): of the two courses.

    `of_group` and `of_contract` are (2, risks, n): shape and rate of the gamma of each one's factor. `seen` (risks,): how
    often it happened, by which the level of a risk is known. `share`: of journeys on the first course.
    """

    base: Floats
    factor: Floats
    of_group: Floats
    of_contract: Floats
    seen: Floats
    share: float

    def expected(self, history: History, leaning: Floats) -> Floats:
        """What should have happened in each row of the history."""
        rows = history.at_risk
        course = (
            leaning[rows.journey] * self.factor[rows.risk, 0] + (1 - leaning[rows.journey]) * self.factor[rows.risk, 1]
        )
        group = (self.of_group[0] / self.of_group[1])[rows.risk, history.group[rows.journey]]
        contract = (self.of_contract[0] / self.of_contract[1])[rows.risk, history.contract[rows.journey]]
        return np.asarray(self.base[rows.risk, rows.age] * course * group * contract)


class _Fitting:
    """The rounds of expectation and maximisation over one history."""

    def __init__(self, history: History) -> None:
        self.history, self.rows = history, history.at_risk
        self.risks, self.journeys = len(history.risks), len(history.keys)
        rows = self.rows
        self.group_at = rows.risk * (len(history.groups) + 1) + history.group[rows.journey]
        self.contract_at = rows.risk * len(history.contracts) + history.contract[rows.journey]
        self.age_at = rows.risk * (OLDEST + 1) + rows.age
        self.journey_at = rows.journey * self.risks + rows.risk
        self.happened = rows.happened.astype(np.float64)
        self.by_age = self._sum(self.age_at, self.happened, OLDEST + 1)
        self.by_group = self._sum(self.group_at, self.happened, len(history.groups) + 1)
        self.by_contract = self._sum(self.contract_at, self.happened, len(history.contracts))
        size = self.journeys * self.risks
        self.by_journey = np.bincount(self.journey_at, self.happened, size).reshape(self.journeys, self.risks)
        met = self.by_journey[:, [0, *range(4, self.risks)]].sum(1) > self.by_journey[:, 1]
        self.leaning = np.where(met, 0.75, 0.4)
        self.factor = np.ones((self.risks, 2))
        self.of_group = np.ones((2, self.risks, len(history.groups) + 1))
        self.of_contract = np.ones((2, self.risks, len(history.contracts)))
        self.base = np.zeros((self.risks, OLDEST + 1))

    def _sum(self, at: np.ndarray, weights: Floats, width: int) -> Floats:
        return np.bincount(at, weights, self.risks * width).reshape(self.risks, width).astype(np.float64)

    def round(self) -> None:
        leaning = self.leaning[:, None]
        course = (leaning * self.factor[:, 0] + (1 - leaning) * self.factor[:, 1]).ravel()[self.journey_at]
        group, contract = self._factors_of_rows()
        self.base = np.minimum(
            hazards(self.by_age, self._sum(self.age_at, course * group * contract, OLDEST + 1)), 0.98
        )
        base = self.base.ravel()[self.age_at]
        self.of_group = self._pool(self.by_group, self.group_at, base * course * contract)
        group, contract = self._factors_of_rows()
        self.of_contract = self._pool(self.by_contract, self.contract_at, base * course * group)
        group, contract = self._factors_of_rows()
        size = self.journeys * self.risks
        due = np.bincount(self.journey_at, base * group * contract, size).reshape(self.journeys, self.risks)
        self._choose_courses(due.astype(np.float64))

    def look_forward(self) -> None:
        """Set the chances at each age so that they would have been right at the time.

        What happened to a journey has told which course it is on; on the day itself that was not known. Chances that rest on
        the later knowledge are too high for those to whom something happened and so too low for those still waiting.
        """
        group, contract = self._factors_of_rows()
        for _ in range(_ROUNDS_FORWARD):
            course = self._courses_as_known(self.base.ravel()[self.age_at] * group * contract)
            due = self._sum(self.age_at, course * group * contract, OLDEST + 1)
            self.base = np.minimum(hazards(self.by_age, due), 0.98)

    def _courses_as_known(self, due: Floats) -> Floats:
        """The factor of each row's course, by what had happened to the journey before the row's month."""
        rows, first = self.rows, self.history.first_month
        months = self.history.last_month - first + 1
        weight = np.log(self.factor[:, 0] / self.factor[:, 1])[rows.risk] * self.happened
        weight -= due * (self.factor[:, 0] - self.factor[:, 1])[rows.risk]
        at = rows.journey * months + rows.month - first
        told = np.bincount(at, weight, self.journeys * months).reshape(self.journeys, months)
        share = np.clip(self.leaning.mean(), 0.05, 0.95)
        before = np.cumsum(told, axis=1) - told + np.log(share / (1 - share))
        leaning = 1 / (1 + np.exp(-np.clip(before.ravel()[at], -30, 30)))
        return np.asarray(leaning * self.factor[rows.risk, 0] + (1 - leaning) * self.factor[rows.risk, 1])

    def _factors_of_rows(self) -> tuple[Floats, Floats]:
        group, contract = self.of_group[0] / self.of_group[1], self.of_contract[0] / self.of_contract[1]
        return group.ravel()[self.group_at], contract.ravel()[self.contract_at]

    def _pool(self, happened: Floats, at: np.ndarray, expected: Floats) -> Floats:
        due = self._sum(at, expected, happened.shape[1])
        return np.stack([np.stack(pooled(seen, of)) for seen, of in zip(happened, due, strict=True)], axis=1)

    def _choose_courses(self, due: Floats) -> None:
        for course, leaning in enumerate((self.leaning, 1 - self.leaning)):
            self.factor[:, course] = (_ALIKE + leaning @ self.by_journey) / (_ALIKE + leaning @ due)
        share = np.clip(self.leaning.mean(), 0.05, 0.95)
        log_odds = np.log(share / (1 - share))
        log_odds += self.by_journey @ np.log(self.factor[:, 0] / self.factor[:, 1])
        log_odds -= due @ (self.factor[:, 0] - self.factor[:, 1])
        self.leaning = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))


def follow_courses(history: History) -> tuple[Courses, Floats]:
    """The courses, and for each journey the chance that it is on the first."""
    fitting = _Fitting(history)
    for _ in range(_ROUNDS):
        fitting.round()
    fitting.look_forward()
    courses = Courses(
        base=fitting.base,
        factor=fitting.factor,
        of_group=fitting.of_group,
        of_contract=fitting.of_contract,
        seen=fitting.by_age.sum(1),
        share=float(fitting.leaning.mean()),
    )
    return courses, fitting.leaning
