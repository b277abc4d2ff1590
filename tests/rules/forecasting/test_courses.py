"""Two outcomes that one review proves together: whoever still waits for them has no worse a chance for that."""

from dataclasses import replace

import numpy as np
import pytest

from payments.forecasting.courses import follow_courses
from payments.forecasting.history import FIRST_OUTCOME, AtRisk, Counted, History, JourneyKey
from payments.forecasting.months import first_day

JOURNEYS, MONTHS, CHANCE = 600, 18, 0.15


def met_together() -> History:
    """A journey starts each month with thirty others. Whoever still waits meets both at once, three times in twenty."""
    rng = np.random.default_rng(2012)
    start = np.arange(JOURNEYS) % MONTHS
    met = start + rng.geometric(CHANCE, JOURNEYS) - 1
    rows = [
        (journey, FIRST_OUTCOME + outcome, month - start[journey], month, int(month == met[journey]))
        for month in range(MONTHS)
        for journey in range(JOURNEYS)
        if start[journey] <= month <= met[journey]
        for outcome in range(2)
    ]
    none = np.zeros(JOURNEYS, dtype=np.int64)
    nothing = Counted(np.zeros(2), np.zeros(2))
    return History(
        groups=("medium",), contracts=("northway",), outcomes=("change", "abstinence"),
        at_risk=AtRisk(*np.array(rows, dtype=np.int64).T),
        keys=tuple(JourneyKey(str(number), first_day(24_000)) for number in range(JOURNEYS)),
        group=none, contract=none, start=start, eligible=np.ones((JOURNEYS, 2), dtype=np.int64),
        at_exit=nothing, paid=nothing, settling=nothing, late=nothing, on_day=nothing, later_to=none[:2],
            unsure=np.zeros((JOURNEYS, 2), dtype=np.bool_), reviewed=np.ones(2, dtype=np.bool_),
        arrivals=np.zeros((MONTHS, 1)), first_month=0, last_month=MONTHS - 1,
    )  # fmt: skip


def known_before(history: History, month: int) -> History:
    rows = history.at_risk
    earlier = np.flatnonzero(rows.month < month)
    at_risk = AtRisk(*(getattr(rows, name)[earlier] for name in ("journey", "risk", "age", "month", "happened")))
    return replace(history, at_risk=at_risk, last_month=month - 1)


def test_what_each_month_led_one_to_expect_adds_up_to_what_happened() -> None:
    history = met_together()
    rows, expected, happened = history.at_risk, 0.0, 0
    for month in range(6, MONTHS):
        courses, leaning = follow_courses(known_before(history, month))
        now = rows.month == month
        expected += courses.expected(history, leaning)[now].sum()
        happened += int(rows.happened[now].sum())
    assert expected == pytest.approx(happened, rel=0.12)
