"""The home of the partnership's people tells the contract year under way: spent, committed, likely, and each limit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from payments.actions.forecast import make_forecast, set_budget
from payments.models import Payment
from payments.queries.budget import year_so_far
from pbr import clock
from pbr.access.access import Access
from tests.people import Town
from tests.rooms.payments.world import World

TODAY = dt.date(2013, 7, 20)  # in the second contract year of acceptance case 29
YEAR = dt.date(2013, 4, 1)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.standing_on(TODAY):
        yield World.of_case()


def home(access: Access) -> str:
    browser = Browser()
    browser.force_login(access.person, "django.contrib.auth.backends.ModelBackend")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", browser.get("/").content.decode()))


def forecast(world: World) -> None:
    make_forecast(partnership=world.partnership, asked_by=None, progress=lambda *_: None, finish=lambda: None)


def test_a_year_without_budget_and_forecast_says_so(world: World) -> None:
    told = home(world.jo)
    assert "The contract year from 1 April 2013 to 31 March 2014." in told
    assert "Budget Not set: set it" in told
    assert "No forecast of this year yet" in told
    assert "Budget Not set Spent" in home(world.eve)  # who may not set one is not asked to


def test_spent_committed_and_left_add_up_to_the_budget(world: World) -> None:
    set_budget(access=world.jo, starts=YEAR, pence=2_000_00)
    before = year_so_far(world.jo)
    assert before is not None
    assert before.spent == 0
    world.approve(world.claim("northway"))
    world.pay()
    after = year_so_far(world.jo)
    assert after is not None
    assert after.spent == Payment.objects.get().paid > 0
    assert after.spent + after.committed == before.committed
    assert after.left == before.left == 2_000_00 - before.committed


def test_more_than_the_budget_is_told_as_such(world: World) -> None:
    set_budget(access=world.jo, starts=YEAR, pence=1_00)
    year = year_so_far(world.jo)
    assert year is not None
    assert f"Nothing: £{(year.committed - 100) / 100:,.2f} over" in home(world.jo)


def test_what_was_paid_in_another_year_is_not_spent_in_this_one(world: World) -> None:
    with clock.standing_on(dt.date(2013, 3, 28)):
        world.approve(world.claim("northway", up_to=dt.date(2013, 3, 28)))
        world.pay()
    year = year_so_far(world.jo)
    assert year is not None
    assert year.spent == 0


def test_each_cap_and_floor_of_the_year_has_its_headroom(world: World) -> None:
    year = year_so_far(world.jo)
    assert year is not None
    assert [(one.provider, one.what, one.amount, one.payable, one.headroom) for one in year.limits] == [
        ("Northway Recovery", "Cap on Abstinent from every presenting substance", 150_00, 0, 150_00),
        ("Northway Recovery", "Cap on every outcome together", 400_00, 350_00, 50_00),
        ("Southbank Trust", "Floor under the year", 1_200_00, 250_02, -949_98),
    ]


def test_the_forecast_tells_the_chance_of_the_budget_and_of_each_cap(world: World) -> None:
    set_budget(access=world.jo, starts=YEAR, pence=2_000_00)
    forecast(world)
    told = home(world.jo)
    assert re.search(r"Forecast £[\d,.]+ to £[\d,.]+ paid in all in four cases of five, £[\d,.]+ in the middle", told)
    assert re.search(r"Chance of paying more than the budget (below |above )?\d+ %", told)
    assert re.search(r"Cap on every outcome together £400.00 £350.00 £50.00 (below |above )?\d+ %", told)
    assert "No forecast" not in told


def test_a_provider_reads_neither_budget_nor_limits_of_others(world: World) -> None:
    told = home(world.finance["northway"])
    assert "Budget and forecast" not in told
    assert "Southbank" not in told


def test_before_a_scheme_is_in_force_no_year_has_begun(db: None) -> None:
    town = Town.make()
    assert "No scheme is in force yet" in home(town.access("commissioner"))


def test_the_year_takes_as_many_queries_with_a_claim_paid_as_with_none(world: World) -> None:
    forecast(world)
    with CaptureQueriesContext(connection) as few:
        year_so_far(world.jo)
    world.approve(world.claim("northway"))
    world.pay()
    with CaptureQueriesContext(connection) as many:
        year_so_far(world.jo)
    assert len(few) == len(many) <= 16


def test_home_takes_as_many_queries_with_two_claims_as_with_one(world: World) -> None:
    forecast(world)
    browser = Browser()
    browser.force_login(world.jo.person, "django.contrib.auth.backends.ModelBackend")
    world.claim("northway")
    with CaptureQueriesContext(connection) as few:
        assert browser.get("/").status_code == 200
    world.claim("southbank")
    with CaptureQueriesContext(connection) as many:
        assert browser.get("/").status_code == 200
    assert len(few) == len(many) <= 50
