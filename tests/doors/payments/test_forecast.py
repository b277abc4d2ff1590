"""Forecasts are made from the partnership's own history, kept, shown beside what came, and held against a budget."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client as Browser

from payments.actions.forecast import LEAST_HISTORY, look_back, make_forecast, set_budget
from payments.forecasting.keeping import chance_in_words
from payments.models import Budget, Entitlement, ForecastFigure, KeptForecast, LookBack
from payments.queries.forecasts import by_months_ahead, held_so_far, looked_back, years_ahead
from pbr import clock
from pbr.access.access import Access
from pbr.jobs.draining import drain
from pbr.jobs.models import Job
from pbr.values.dates import months_after
from tests.rooms.payments.world import World, someone

TODAY = dt.date(2013, 7, 20)  # the case's extracts reach the end of June 2013


def months(first: dt.date, number: int) -> list[dt.date]:
    return [months_after(first, place) for place in range(number)]


def browser(access: Access) -> Browser:
    made = Browser()
    made.force_login(access.person, "django.contrib.auth.backends.ModelBackend")
    return made


def page(access: Access, address: str) -> str:
    answer = browser(access).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.standing_on(TODAY):
        yield World.of_case()


def forecast(world: World, by: Access | None = None) -> KeptForecast | None:
    person = (by or world.jo).person
    return make_forecast(
        partnership=world.partnership, asked_by=person, progress=lambda *_: None, finish=lambda: None
    )  # fmt: skip


def by_night(world: World) -> KeptForecast | None:
    return make_forecast(
        partnership=world.partnership, asked_by=None, progress=lambda *_: None, finish=lambda: None
    )  # fmt: skip


def test_a_forecast_is_kept_with_bands_for_each_contract_and_month(world: World) -> None:
    made = forecast(world)
    assert made is not None
    assert made.day == dt.date(2013, 6, 30)
    figures = ForecastFigure.objects.filter(forecast=made)
    contracts = {*world.finance, ""}
    assert figures.count() == len(contracts) * 2 * 12
    assert set(figures.values_list("contract", flat=True)) == contracts
    assert figures.order_by("month").first().month == dt.date(2013, 7, 1)


def test_what_came_is_what_the_ledger_holds_month_by_month(world: World) -> None:
    made = forecast(world)
    assert made is not None
    earned = sum(sum(by_month.values()) for contract, by_month in made.came.items() if contract)
    ledger = sum(Entitlement.objects.filter(contract__partnership=world.partnership).values_list("payable", flat=True))
    assert earned == ledger


def test_by_night_a_month_end_is_forecast_from_once(world: World) -> None:
    assert by_night(world) is not None
    assert by_night(world) is None
    assert forecast(world) is not None


def test_too_short_a_history_has_no_forecast(world: World) -> None:
    with clock.standing_on(dt.date(2012, 4 + LEAST_HISTORY - 1, 20)):
        assert forecast(world) is None
    assert not KeptForecast.objects.exists()


def test_asking_makes_one_in_the_background_and_looks_back(world: World) -> None:
    assert browser(world.jo).post("/forecast/ask").status_code == 302
    drain()
    assert KeptForecast.objects.get().asked_by == world.jo.person
    assert not Job.objects.filter(state=Job.State.DEAD).exists()


def test_the_page_shows_the_fan_with_its_table_and_each_cap(world: World) -> None:
    forecast(world)
    told = page(world.jo, "/forecast/")
    assert told.count('role="img"') == 1
    assert "July 2013" in told
    assert "Chance of reaching it" in told


def test_before_the_first_forecast_the_page_says_when_there_will_be_one(world: World) -> None:
    assert "There is no forecast yet" in page(world.jo, "/forecast/")


def test_a_provider_sees_the_own_contract_and_neither_others_nor_the_budget(world: World) -> None:
    forecast(world)
    set_budget(access=world.jo, starts=dt.date(2013, 4, 1), pence=1_000_00)
    code = next(iter(world.finance))
    told = page(world.finance[code], "/forecast/?contract=")
    assert "All contracts" not in told
    assert "budget" not in told.lower()
    others = [world.contract(other).provider.name for other in world.finance if other != code]
    assert not [name for name in others if name in told]


def test_the_figures_are_exported_as_shown(world: World) -> None:
    made = forecast(world)
    assert made is not None
    lines = browser(world.jo).get("/forecast/?export=csv&kind=paid").content.decode("utf-8-sig").splitlines()
    first = made.figures.get(contract="", kind="paid", month=dt.date(2013, 7, 1))
    assert lines[-12].startswith(f"2013-07-01,{first.low80 / 100:.2f},")


def exported(world: World) -> list[dict[str, str]]:
    told = browser(world.jo).get("/forecast/?export=csv").content.decode("utf-8-sig")
    return list(csv.DictReader(told.splitlines()))


def test_the_export_tells_what_came_in_every_past_month(world: World) -> None:
    made = forecast(world)
    assert made is not None
    rows = exported(world)
    assert [row["Month"] for row in rows] == [day.isoformat() for day in months(dt.date(2012, 4, 1), 15 + 12)]
    came = {row["Month"]: row["Came (£)"] for row in rows if row["Came (£)"]}
    assert came == {month: f"{pence / 100:.2f}" for month, pence in made.came[""].items()}
    assert {row["Middle (£)"] for row in rows[:15]} == {""}


def test_a_past_month_stands_beside_what_the_last_forecast_before_it_said(world: World) -> None:
    with clock.standing_on(dt.date(2013, 4, 20)):
        early = forecast(world)
    forecast(world)
    assert early is not None
    june = next(row for row in exported(world) if row["Month"] == "2013-06-01")
    said = early.figures.get(contract="", kind="earned", month=dt.date(2013, 6, 1))
    assert june["Middle (£)"] == f"{said.median / 100:.2f}"
    assert june["Forecast from what was known on"] == "2013-03-31"
    assert june["Came (£)"]


def test_where_none_was_kept_a_past_month_stands_beside_the_forecast_made_again(world: World) -> None:
    forecast(world)
    look_back(partnership=world.partnership, progress=lambda *_: None, finish=lambda: None)
    june = next(row for row in exported(world) if row["Month"] == "2013-06-01")
    [again] = [
        one for one in looked_back(world.jo)[1] if (one.contract, f"{one.month}", one.ahead) == ("", "2013-06-01", 1)
    ]
    assert june["Middle (£)"] == f"{round(again.median) / 100:.2f}"
    assert june["Forecast from what was known on"] == "2013-05-31"


def test_the_page_says_when_what_is_in_force_ends_within_the_forecast(world: World) -> None:
    """The scheme of the case ends on 31 March 2014, three months before the forecast does."""
    forecast(world)
    told = page(world.jo, "/forecast/")
    assert "What is in force ends on 31 March 2014." in told
    assert "Ends 31 Mar 2014" in told


def test_nothing_is_said_of_an_end_beyond_the_forecast(world: World) -> None:
    with clock.standing_on(dt.date(2013, 3, 20)):
        assert forecast(world) is not None
        assert "What is in force ends" not in page(world.jo, "/forecast/")


@pytest.mark.parametrize(
    ("kind", "said"), [("earned", "becomes known and can be claimed"), ("paid", "in which it is paid")]
)
def test_the_page_says_in_which_month_money_stands(world: World, kind: str, said: str) -> None:
    forecast(world)
    assert said in page(world.jo, f"/forecast/?kind={kind}")


def test_a_forecast_of_elsewhere_is_not_found(world: World) -> None:
    made = forecast(world)
    elsewhere = someone(
        type(world.partnership).objects.create(code="Z09B", name="Elsewhere", approval_limit=1), "commissioner", "El Se"
    )
    assert made is not None
    assert browser(elsewhere).get(f"/forecast/kept/{made.pk}/").status_code == 404
    assert browser(world.jo).get(f"/forecast/kept/{made.pk}/").status_code == 200
    assert browser(world.jo).get("/forecast/kept/999999/").status_code == 404


def test_a_kept_forecast_is_drawn_beside_what_came_since(world: World) -> None:
    with clock.standing_on(dt.date(2013, 4, 20)):
        early = forecast(world)
    forecast(world)
    assert early is not None
    assert early.day == dt.date(2013, 3, 31)
    held = [one for one in held_so_far(world.jo) if one.day == early.day and one.contract == ""]
    assert [one.ahead for one in held] == [1, 2, 3]
    assert "Forecasts kept" in page(world.jo, "/forecast/calibration/")
    assert page(world.jo, "/forecast/calibration/").count('role="img"') == 1


def test_a_look_back_says_how_often_the_bands_held(world: World) -> None:
    look_back(partnership=world.partnership, progress=lambda *_: None, finish=lambda: None)
    made, figures = looked_back(world.jo)
    assert made == LookBack.objects.get()
    assert {one.ahead for one in figures} == {1, 2, 3, 4, 5, 6}
    told = page(world.jo, "/forecast/calibration/")
    first = by_months_ahead(figures)[0][1]
    assert f"{round(first.within80 * 100)}" in told
    lines = browser(world.jo).get("/forecast/calibration/?export=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 6


def test_a_budget_is_set_and_the_chance_of_paying_more_told(world: World) -> None:
    made = forecast(world)
    assert made is not None
    for pounds, chance in (("£1", "above 99 %"), ("£9,999,999.00", "below 1 %")):
        answer = browser(world.jo).post("/forecast/budget", {"year": "2013-04-01", "pounds": pounds})
        assert answer.status_code == 302
        year = years_ahead(world.jo, made)[0]
        assert year.chance == chance
    assert Budget.objects.count() == 2
    assert "£9,999,999.00" in page(world.jo, "/forecast/")


@pytest.mark.parametrize(
    ("pounds", "said"),
    [
        ("", "Enter the budget"),
        ("lots", "Enter pounds, or pounds and pence"),
        ("-1", "Enter a budget above £0"),
        ("0", "Enter a budget above £0"),
        ("£1,000,000,000", "Enter at most £100,000,000 a year"),
        ("1.234", "at most two places"),
    ],
)
def test_a_budget_that_is_none_is_refused_beside_its_field(world: World, pounds: str, said: str) -> None:
    answer = browser(world.jo).post("/forecast/budget", {"year": "2013-04-01", "pounds": pounds})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Budget.objects.exists()


def test_only_commissioners_ask_and_set_budgets(world: World) -> None:
    finance = browser(next(iter(world.finance.values())))
    assert finance.post("/forecast/ask").status_code == 403
    assert finance.post("/forecast/budget", {"year": "2013-04-01", "pounds": "1"}).status_code == 403


@pytest.mark.parametrize(("chance", "words"), [(0, "below 1 %"), (0.5, "50 %"), (1, "above 99 %")])
def test_nothing_is_called_certain(chance: float, words: str) -> None:
    assert chance_in_words(chance) == words
