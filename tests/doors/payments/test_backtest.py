"""`manage.py backtest`: on folders without a database, and on the application's own data."""

from __future__ import annotations

import csv
import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from caseloads.synthetic.making import Request, make
from payments.forecasting.arriving import last_month_end, snapshots_of
from pbr import clock
from pbr.scheme.reading import read_scheme
from tests.house.house import CHECKOUT
from tests.rooms.payments.world import World

ANYTOWN = CHECKOUT / "pbr/scheme/models/anytown.toml"


@pytest.fixture(scope="module")
def sent_monthly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("monthly")
    make(folder, Request(clients=120, months=8, monthly=True))
    return folder


def told(*folders: Path, **options: object) -> str:
    out = StringIO()
    asked = {"months": 2, "earliest": 6, "draws": 100} | options
    call_command("backtest", *map(str, folders), scheme=[ANYTOWN], stdout=out, **asked)
    return out.getvalue()


def test_a_folder_gets_its_table_and_its_figures(sent_monthly: Path, tmp_path: Path) -> None:
    table = told(sent_monthly, out=tmp_path / "figures.csv")
    assert "in 80 %" in table
    assert "2 ahead" in table
    assert "The 80 % band is" in table
    rows = list(csv.DictReader((tmp_path / "figures.csv").open()))
    # Forecasts after six and seven months, for three contracts and the partnership, two and one months ahead.
    assert len(rows) == (2 + 1) * 4
    assert {row["month"] for row in rows} == {"2012-10-01", "2012-11-01"}


def test_several_folders_are_scored_each_and_together(sent_monthly: Path) -> None:
    table = told(sent_monthly, sent_monthly)
    assert table.count(str(sent_monthly)) == 2
    assert "all together" in table


def test_a_month_end_knows_no_file_that_came_later(sent_monthly: Path) -> None:
    """Some discharges came late: as they arrived, an earlier month end knows fewer ends than its dates alone would show."""
    scheme = read_scheme(ANYTOWN.read_bytes(), ANYTOWN.name)
    last = list(snapshots_of(sent_monthly, [scheme]))
    assert [one.day.isoformat() for one in last][:2] == ["2012-04-30", "2012-05-31"]
    ended = {(j.client, j.start): j.end for client in last[-1].found for j in client.journeys if j.end}
    day = last[5].day
    dated = {key for key, end in ended.items() if end <= day}
    known = {(j.client, j.start) for client in last[5].found for j in client.journeys if j.end}
    assert dated - known


def test_too_short_a_past_is_said_to_be_so(sent_monthly: Path) -> None:
    with pytest.raises(CommandError, match="too few"):
        told(sent_monthly, earliest=8)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "name folders"),
        ({"partnership": "J04B", "folders": ["x"]}, "name folders"),
        ({"folders": ["x"]}, "--scheme"),
        ({"folders": ["nowhere"], "scheme": [ANYTOWN]}, "nowhere"),
        ({"folders": ["x"], "scheme": [Path("nowhere.toml")]}, "nowhere.toml"),
        ({"partnership": "J04B", "draws": 0}, "at least 1"),
    ],
)
def test_what_makes_no_sense_is_refused(options: dict, why: str) -> None:
    folders = options.pop("folders", [])
    with pytest.raises(CommandError, match=why):
        call_command("backtest", *folders, **options)


def test_an_unknown_partnership_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="Z99Z"):
        call_command("backtest", partnership="Z99Z")


def test_the_applications_own_data_are_looked_back_on(world: World) -> None:
    out = StringIO()
    with clock.standing_on(dt.date(2013, 6, 30)):
        call_command("backtest", partnership=world.partnership.code, months=2, earliest=6, draws=50, stdout=out)
    assert world.partnership.code in out.getvalue()
    assert "partnership" in out.getvalue()


def test_the_last_month_end_is_the_day_itself_or_the_one_before() -> None:
    assert last_month_end(dt.date(2013, 2, 28)) == dt.date(2013, 2, 28)
    assert last_month_end(dt.date(2013, 3, 30)) == dt.date(2013, 2, 28)
