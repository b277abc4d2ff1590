"""What a forecast says of cash rests on the partnership's own payment runs, and on what it has paid since."""

from __future__ import annotations

import datetime as dt

import pytest

from payments.actions.forecast import make_forecast
from payments.models import Account, ForecastFigure, KeptForecast, PaymentRun
from payments.queries.forecasts import years_ahead
from payments.queries.ledger import balances
from pbr import clock
from tests.rooms.payments.world import World

JULY = dt.date(2013, 7, 1)
KNOWN = dt.date(2013, 6, 30)  # the case's extracts reach the end of June 2013


@pytest.fixture
def world(db: None) -> World:
    with clock.standing_on(dt.date(2013, 7, 10)):
        return World.of_case()


def forecast(world: World) -> KeptForecast:
    made = make_forecast(
        partnership=world.partnership, asked_by=world.jo.person, progress=lambda *_: None, finish=lambda: None
    )
    assert made is not None
    return made


def run(world: World, code: str = "northway") -> PaymentRun:
    world.limit(10**9)
    world.approve(world.claim(code))
    return world.pay()


def of(made: KeptForecast, month: dt.date, code: str = "") -> ForecastFigure:
    return made.figures.get(contract=code, kind="paid", month=month)


def unpaid(world: World, code: str = "northway") -> int:
    accounts = balances(world.partnership.pk)[world.contract(code).pk]
    return accounts[Account.ACCRUED] + accounts[Account.PAYABLE]


def test_what_a_run_of_this_month_has_paid_is_paid_in_this_month(world: World) -> None:
    with clock.standing_on(dt.date(2013, 7, 20)):
        pence = run(world).pence
        made = forecast(world)
        assert pence > 0
        assert (of(made, JULY, "northway").low80, of(made, JULY, "northway").high80) == (pence, pence)
        year = next(one for one in years_ahead(world.jo, made) if one.starts < JULY)
        assert year.low80 >= pence


def test_what_is_unpaid_is_paid_by_the_first_run(world: World) -> None:
    waiting = unpaid(world)
    assert waiting > 0
    with clock.standing_on(dt.date(2013, 7, 20)):
        assert of(forecast(world), JULY, "northway").low80 == waiting


def test_who_has_paid_a_quarter_apart_pays_nothing_before_the_next_quarter(world: World) -> None:
    one, other = (code for code in world.finance if unpaid(world, code) > 0)
    with clock.standing_on(dt.date(2013, 7, 20)):
        in_july = run(world, one).pence
    with clock.standing_on(dt.date(2013, 10, 20)):
        in_october = run(world, other).pence
        made = forecast(world)
    assert made.day == KNOWN
    median = {figure.month: figure.median for figure in made.figures.filter(contract="", kind="paid")}
    assert (median[JULY], median[dt.date(2013, 10, 1)]) == (in_july, in_october)
    assert [median[dt.date(2013, month, 1)] for month in (8, 9, 11, 12)] == [0, 0, 0, 0]
    assert median[dt.date(2014, 1, 1)] > 0
