"""Cash comes in payment runs: in their months only, for all contracts at once, as runs came so far."""

from __future__ import annotations

import numpy as np
import pytest

from payments.forecasting.cash import MONTHLY, Runs, cash, runs_of
from payments.forecasting.history import Floats
from payments.forecasting.months import month_number
from tests.rules.forecasting.certain import forecast
from tests.rules.forecasting.test_certain_money import left_in_september, monthly, months, staying_away
from tests.rules.pricing.findings import day

QUARTERLY = (0.0, 0.0, 0.0, 1.0)
MONTH_AFTER = (0.0, 1.0)
MARCH = month_number(day("2013-03-31"))


def paid(*earned: list[int], unpaid: tuple[int, ...] | None = None, runs: Runs = MONTHLY, draws: int = 400) -> Floats:
    """Contracts that earn these pence month by month in every draw."""
    same = np.repeat(np.array(earned, dtype=np.float64)[:, None], draws, axis=1)
    return cash(same, unpaid or (0,) * len(earned), runs, np.random.default_rng(2012))


def quarterly_past(quarters: int = 8, late: int = 0) -> tuple[dict[int, int], dict[tuple[int, int], int]]:
    """A hundred lines a month up to March, each quarter's paid in the month after it; of each month some a quarter late."""
    earned = {MARCH - place: 100 for place in range(3 * quarters)}
    runs = {month: month + 1 + (MARCH - month) % 3 for month in earned}
    in_time = {(month, run): 100 - late for month, run in runs.items() if run <= MARCH}
    after = {(month, run + 3): late for month, run in runs.items() if late and run + 3 <= MARCH}
    return earned, in_time | after


def test_a_quarterly_payer_pays_in_the_months_of_its_runs_only() -> None:
    runs = Runs(QUARTERLY, MONTH_AFTER, first=1, waited=1)  # the last run was in the month just known
    made = paid([100] * 12, unpaid=(777,), runs=runs)
    assert monthly(made[0]) == months(m3=777 + 200, m6=300, m9=300, m12=300)


def test_a_forecast_between_two_runs_waits_for_the_next() -> None:
    made = forecast(
        staying_away(), [left_in_september()], "2012-11-30",
        runs=Runs(QUARTERLY, MONTH_AFTER, first=1, waited=2), unpaid=(777,),
    )  # fmt: skip
    assert monthly(made.drawn_paid[0]) == months(m2=777 + 10000, m5=10000, m8=10000, m11=10000)


def test_a_run_is_of_all_contracts_at_once() -> None:
    made = paid([100] * 12, [100] * 12, runs=Runs((0.0, 0.5, 0.0, 0.5), (0.0, 0.5, 0.5)))
    assert (made[0] == made[1]).all()
    assert (made[0] != made[0, :1]).any(), "every draw has the same runs"


def test_what_is_unpaid_comes_with_the_first_run() -> None:
    runs = Runs((0.0, 1.0), (0.0, 0.0, 0.0, 1.0), first=2)  # this month's run is over
    assert monthly(paid([100] * 6, unpaid=(777,), runs=runs)[0]) == [0, 777, 0, 100, 100, 100]


def test_what_misses_its_run_comes_with_the_next() -> None:
    made = paid([100] * 6, runs=Runs(QUARTERLY, MONTH_AFTER, missed=0.25, waited=2))
    assert monthly(made[0]) == [0, 75, 0, 0, 25 + 225, 0]


def test_what_is_below_zero_is_set_off_against_the_runs_that_follow() -> None:
    made = paid([-500, 100, 100, 100, 100, 200, 300, 0], runs=Runs(QUARTERLY, MONTH_AFTER, waited=2))
    assert monthly(made[0]) == [0, 0, 0, 0, 0, 0, 0, 400]


def test_where_no_run_was_yet_runs_are_monthly_and_pay_what_a_month_earns_after_one_or_two() -> None:
    runs = runs_of({MARCH: 100}, {}, MARCH, MARCH + 1)
    assert runs == MONTHLY
    made = paid([0, 100, *[0] * 10], runs=runs, draws=10_000)[0].mean(0)
    assert made == pytest.approx([0, 0, 60, 40, *[0] * 8], abs=2)


def test_a_monthly_payer_pays_as_its_lines_were_paid() -> None:
    earned = {MARCH - place: 100 for place in range(24)}
    two_months = {(month, month + 2): 90 for month in earned} | {(month, month + 3): 10 for month in earned}
    runs = runs_of(earned, {of: lines for of, lines in two_months.items() if of[1] <= MARCH}, MARCH, MARCH + 1)
    assert (runs.first, runs.waited) == (1, 1)
    made = paid([1000, *[0] * 11], runs=runs, draws=10_000)[0].mean(0)
    assert made == pytest.approx([0, 0, 900, 100, *[0] * 8], abs=30)


def test_a_quarterly_payers_runs_are_learnt_from_what_was_paid() -> None:
    runs = runs_of(*quarterly_past(late=10), MARCH, MARCH + 1)
    assert (runs.first, runs.waited) == (1, 3)  # the last run was in January
    assert runs.gaps[3] > 0.9
    assert runs.ages[1] > 0.9
    assert runs.missed == pytest.approx(0.10)
    made = paid([100] * 12, unpaid=(330,), runs=runs, draws=10_000)[0]
    assert (made[:, 0] == 330).all()  # in April, for sure
    assert np.median(made, axis=0) == pytest.approx([330, 0, 0, 270, 0, 0, 300, 0, 0, 300, 0, 0])


def test_after_this_months_run_the_next_comes_a_quarter_later() -> None:
    earned, lines = quarterly_past()
    april = {(month, MARCH + 1): 100 for month in (MARCH - 2, MARCH - 1, MARCH)}
    runs = runs_of(earned, lines | april, MARCH, MARCH + 1)
    assert (runs.first, runs.waited) == (2, 1)
    assert np.median(paid([100] * 12, runs=runs)[0], axis=0).tolist() == months(m4=300, m7=300, m10=300)


def test_a_run_that_is_overdue_comes_at_once() -> None:
    runs = runs_of(*quarterly_past(), MARCH, MARCH + 12)
    made = paid([100] * 15, unpaid=(300,), runs=runs)[0]
    assert (made[:, :11] == 0).all()
    assert (made[:, 11] >= 300 + 1000).all()


def test_a_few_early_lines_do_not_make_a_run_reach_further() -> None:
    earned, lines = quarterly_past()
    runs = runs_of({**earned, MARCH - 2: 100}, {**lines, (MARCH - 2, MARCH - 2): 3}, MARCH, MARCH + 1)
    assert runs.ages[0] == 0
