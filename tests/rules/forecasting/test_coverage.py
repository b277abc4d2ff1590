"""Bands must hold about as often as they say: on a small synthetic partnership, always the same one."""

from pathlib import Path

import pytest

from caseloads.synthetic.making import Request, make
from payments.forecasting.arriving import snapshots_of
from payments.forecasting.backtest import Held, backtest, scores
from payments.forecasting.forecast import Asked
from pbr.scheme.reading import read_scheme
from tests.house.house import CHECKOUT

ANYTOWN = CHECKOUT / "pbr/scheme/models/anytown.toml"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> list[Held]:
    folder = tmp_path_factory.mktemp("extracts")
    make(Path(folder), Request(clients=400, months=18, seed=7))
    schemes = (read_scheme(ANYTOWN.read_bytes(), ANYTOWN.name),)
    return list(backtest(list(snapshots_of(folder, schemes)), schemes, Asked(months=4, draws=500)))


def test_each_later_month_end_is_held_against_the_forecasts_before_it(figures: list[Held]) -> None:
    # Nine forecasts, after 9 to 17 months, look up to four months ahead, for three contracts and all together.
    assert len(figures) == (6 * 4 + 3 + 2 + 1) * 4
    assert {one.ahead for one in figures} == {1, 2, 3, 4}


def test_the_bands_hold_about_as_often_as_they_say(figures: list[Held]) -> None:
    overall = scores(figures)["all"]
    assert 0.65 <= overall.within80 <= 0.93
    assert 0.35 <= overall.within50 <= 0.65


def test_the_forecast_leans_to_neither_side_by_much(figures: list[Held]) -> None:
    assert abs(scores(figures)["all"].bias) < 0.15


def test_a_band_of_no_width_is_seen_to_fail(figures: list[Held]) -> None:
    """The score can tell a bad forecast: the same figures with the middle for a band."""
    narrow = [one for one in figures if one.median <= one.came <= one.median]
    assert len(narrow) / len(figures) < 0.2
