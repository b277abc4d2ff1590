"""A forecast is kept as it was made: refused by the database, and with each guard dropped, that it was the guard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from payments.actions.forecast import set_budget
from payments.models import ForecastFigure, KeptForecast, LookBack
from pbr import clock
from tests.conftest import switched_to_clone
from tests.people import Town
from tests.rig.guards import requires_guard

MAY = dt.date(2013, 5, 1)
A_SECOND = dt.timedelta(seconds=1)


@dataclass
class Attacked:
    """A forecast with one figure, a look back and a budget."""

    database: str


@pytest.fixture
def attacked(committed_db: str) -> Iterator[Attacked]:
    town = Town.make()
    kept = KeptForecast.objects.create(
        partnership=town.partnership, day=dt.date(2013, 4, 30), made_at=clock.now(), draws=1, seed=1, years=[], caps=[],
        came={}, took=A_SECOND,
    )  # fmt: skip
    bands = {"low80": 1, "low50": 2, "median": 3, "high50": 4, "high80": 5}
    ForecastFigure.objects.create(forecast=kept, contract="northway", kind="earned", month=MAY, **bands)
    LookBack.objects.create(partnership=town.partnership, made_at=clock.now(), figures=[], took=A_SECOND)
    set_budget(access=town.access("commissioner"), starts=dt.date(2013, 4, 1), pence=1)
    connections.close_all()
    with switched_to_clone(committed_db) as name:
        yield Attacked(name)
        connections.close_all()


def refused(sql: str, *parameters: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@requires_guard("rights of payments_keptforecast", "keptforecast_append_only")
def test_a_forecast_is_not_changed(attacked: Attacked) -> None:
    refused("UPDATE payments_keptforecast SET came = '{\"northway\": 1}'")


@requires_guard("rights of payments_forecastfigure", "forecastfigure_append_only")
def test_a_band_is_not_widened_afterwards(attacked: Attacked) -> None:
    refused("UPDATE payments_forecastfigure SET high80 = high80 * 2")


@requires_guard("rights of payments_lookback", "lookback_append_only")
def test_a_look_back_is_not_taken_away(attacked: Attacked) -> None:
    refused("DELETE FROM payments_lookback")


@requires_guard("rights of payments_budget", "budget_append_only")
def test_a_budget_is_set_anew_and_not_changed(attacked: Attacked) -> None:
    refused("UPDATE payments_budget SET pence = 2")


def _truncates(*tables: str) -> Any:
    """Emptying the first empties those that point at it, too."""
    names = [name for table in tables for name in (f"rights of payments_{table}", f"{table}_no_truncate")]

    @requires_guard(*names)
    def test(attacked: Attacked) -> None:
        refused(f"TRUNCATE payments_{tables[0]} CASCADE")

    return test


test_forecasts_are_not_emptied = _truncates("keptforecast", "forecastfigure")
test_figures_are_not_emptied = _truncates("forecastfigure")
test_look_backs_are_not_emptied = _truncates("lookback")
test_budgets_are_not_emptied = _truncates("budget")


def figure(**changed: Any) -> str:
    told = {"contract": "southbank", "low80": 1, "low50": 2, "median": 3, "high50": 4, "high80": 5, **changed}
    return (
        "INSERT INTO payments_forecastfigure (forecast_id, contract, kind, month, low80, low50, median, high50, high80)"
        f" SELECT id, '{told['contract']}', 'earned', '2013-05-01', {told['low80']}, {told['low50']}, {told['median']},"
        f" {told['high50']}, {told['high80']} FROM payments_keptforecast"
    )


@requires_guard("forecast_figure_once")
def test_a_month_of_a_contract_has_one_figure(attacked: Attacked) -> None:
    refused(figure(contract="northway"))


@requires_guard("forecast_figure_in_order")
def test_a_band_lies_within_the_wider_one(attacked: Attacked) -> None:
    refused(figure(low80=3, low50=2))


@requires_guard("budget_within_range")
def test_a_budget_is_not_below_nothing(attacked: Attacked) -> None:
    refused(
        "INSERT INTO payments_budget (partnership_id, starts, pence, set_by_id, set_at)"
        " SELECT partnership_id, starts, -1, set_by_id, set_at FROM payments_budget"
    )
