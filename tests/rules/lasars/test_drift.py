"""A funnel tells chance from drift, and says nothing of too few."""

import pytest

from lasars.rules.drift import Place, funnel, limits


def made(assessor: str, high: int, low: int) -> list[tuple[str, str]]:
    return [(assessor, "high")] * high + [(assessor, "low")] * low


def test_the_centre_is_the_share_of_all_together() -> None:
    told = funnel([*made("A", 10, 30), *made("B", 30, 30)], "high")
    assert told.centre == pytest.approx(0.4)
    assert [(one.assessed, one.given) for one in told.assessors] == [(40, 10), (60, 30)]


def test_limits_are_those_of_the_binomial() -> None:
    # √(0.4 × 0.6 ÷ 96) = 0.05: 1.96 and 3.09 of it to each side of 0.4.
    edges = limits(96, 0.4)
    assert (edges.low95, edges.high95) == pytest.approx((0.302, 0.498))
    assert (edges.low998, edges.high998) == pytest.approx((0.2455, 0.5545))


def test_limits_never_leave_nothing_and_all() -> None:
    assert limits(5, 0.05).low998 == 0
    assert limits(5, 0.95).high998 == 1


@pytest.mark.parametrize(
    ("high", "place"), [(38, Place.WITHIN), (49, Place.BEYOND), (60, Place.FAR_BEYOND), (18, Place.FAR_BEYOND)]
)
def test_a_share_is_placed_by_how_much_chance_explains(high: int, place: Place) -> None:
    others = made("others", 4000, 6000)
    told = funnel([*made("A", high, 96 - high), *others], "high")
    assert next(one.place for one in told.assessors if one.name == "A") is place


def test_fewer_than_five_are_not_judged() -> None:
    told = funnel([*made("A", 4, 0), *made("B", 1, 4)], "high")
    assert [(one.name, one.share, one.place) for one in told.assessors] == [
        ("A", None, Place.TOO_FEW),
        ("B", pytest.approx(0.2), Place.WITHIN),
    ]
    assert [one.n for one in told.limits] == [5]


def test_nobody_makes_an_empty_funnel() -> None:
    told = funnel([], "high")
    assert (told.assessors, told.limits, told.centre) == ((), (), 0)
