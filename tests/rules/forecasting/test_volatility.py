"""How steadily money comes in, and how sure a year's money is."""

import datetime as dt

import numpy as np
import pytest

from payments.forecasting.baseline import Period
from payments.forecasting.expected import Cell, Money, band, cap_cut, resampled, volumes
from payments.forecasting.volatility import Volatility, volatility
from payments.rules.entitlement import BLOCK, CARRIED, Entitlement
from pbr.values.money import Pence
from tests.rules.pricing.findings import START, clients, found, outcome, scheme

YEAR = Period(dt.date(2012, 4, 1), dt.date(2013, 3, 31))


def earned(client: str, month: int, pence: int, of: str = "exit", contract: str = "northway") -> Entitlement:
    day = dt.date(2012, month, 15)
    return Entitlement(
        contract=contract, client=client, journey=START, outcome=of, part="", date=day, amount=Pence(pence),
        payable=Pence(0), version=START, how="",
    )  # fmt: skip


def of_months(*rows: Entitlement, last: int = 9, small_below: int = 10) -> Volatility:
    [row] = volatility(rows, {"northway": 9}, dt.date(2012, 4, 1), dt.date(2012, last, 30), small_below)
    return row


def test_the_worst_month_is_shown_with_its_amount() -> None:
    row = of_months(earned("a", 6, 30_000), earned("b", 7, 5_000), earned("a", 8, 25_000), earned("b", 9, 20_000))
    assert (row.worst_month, row.worst) == (dt.date(2012, 7, 1), 5_000)
    assert row.mean == 20_000
    assert row.lean == 0.25  # July, of four months
    assert row.spread == pytest.approx(np.std([300, 50, 250, 200]) / 200)


def test_months_before_the_first_money_are_building_up() -> None:
    row = of_months(earned("a", 8, 100), earned("a", 9, 100))
    assert [month for month, _ in row.months] == [dt.date(2012, 8, 1), dt.date(2012, 9, 1)]
    assert row.spread == 0


def test_a_month_without_money_between_others_counts() -> None:
    assert of_months(earned("a", 7, 100), earned("a", 9, 100)).worst == 0


def test_amounts_are_those_before_caps_and_what_a_cap_carried_is_left_out() -> None:
    row = of_months(earned("a", 9, 100), earned("", 9, 900, CARRIED))
    assert row.months == ((dt.date(2012, 9, 1), 100),)


def test_a_block_steadies_every_draw() -> None:
    rows = [earned("", month, 1_000, BLOCK) for month in range(4, 10)]
    row = of_months(*rows, earned("a", 6, 500))
    assert row.worst == 1_000
    assert row.worst_band == (1_000, 1_000, 1_000, 1_000)


def test_a_contract_with_fewer_journeys_than_the_mark_is_small() -> None:
    assert of_months(small_below=10).small
    assert not of_months(small_below=9).small


def test_without_any_money_there_is_no_worst_month() -> None:
    row = of_months()
    assert (row.worst_month, row.spread, row.months) == (None, None, ())


def test_clients_drawn_anew_bring_what_they_brought_on_average() -> None:
    values = np.array([[100.0, 0.0], [0.0, 50.0], [200.0, 10.0]])
    drawn = resampled(values)
    assert drawn.shape == (2000, 2)
    assert drawn.mean(axis=0) == pytest.approx([300, 60], rel=0.05)


def test_a_year_of_two_years_clients_is_half_of_them_and_varies_as_a_year_does() -> None:
    """A hundred clients of £1 each in two years: a year has about fifty, give or take √(50 + nothing of the draw)."""
    drawn = resampled(np.ones((100, 1)), per_year=0.5)[:, 0]
    assert drawn.mean() == pytest.approx(50, rel=0.02)
    assert drawn.std() == pytest.approx(50**0.5, rel=0.1)


def test_the_same_clients_give_the_same_bands_every_time() -> None:
    values = np.arange(12.0).reshape(6, 2)
    assert (resampled(values) == resampled(values)).all()


def test_draws_in_several_pieces_are_as_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments.forecasting.expected.MOST_AT_ONCE", 10)
    assert (resampled(np.ones((4, 1)), draws=7) == 4).all()


def test_nobody_to_draw_brings_nothing() -> None:
    assert resampled(np.zeros((0, 3))).shape == (2000, 3)


def test_the_money_of_a_scheme_is_its_volumes_at_its_prices() -> None:
    exits = scheme(outcome("exit", 'prices = { low = "60.00", medium = "90.00", high = "120.00" }', "planned_exit"))
    rows = [found("a", "exit", group="low"), found("b", "exit"), found("c", "exit")]
    money = volumes(clients(rows), exits, YEAR).money({"exit": exits.outcomes[0].prices})
    assert money.band().expected == 6_000 + 2 * 9_000
    assert money.band(group="medium").expected == 18_000
    assert money.band(contract="northway").low80 < 24_000 < money.band(contract="northway").high80


def test_bands_lie_within_one_another() -> None:
    told = band(50.0, np.arange(101.0))
    assert told == (50, 10, 25, 75, 90)


def test_a_cap_cuts_the_mean_of_what_lies_above_it() -> None:
    """Of draws of £1, £2, £3 and £4 a cap of £2 cuts nothing twice, £1 once and £2 once."""
    cells = (Cell("northway", "exit", "", "low"), Cell("southgate", "exit", "", "low"))
    draws = np.array([[100.0, 9], [200.0, 9], [300.0, 9], [400.0, 9]])
    cut = cap_cut(Money(cells, np.array([250.0, 9]), draws), "northway", Pence(200))
    assert cut.cut.expected == 75
    assert cut.bites == 0.5
