from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbr.values.money import (
    NotMoney,
    format_pence,
    instalment_amounts,
    parse_pence,
    round_half_even,
    split_by_shares,
    twelfth,
)

AMOUNTS = st.integers(0, 10**9)
WEIGHTS = st.lists(st.integers(1, 10_000), min_size=1, max_size=8)


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("1000.01", 100001),
        ("12", 1200),
        ("0.5", 50),
        ("0.05", 5),
        ("-4.00", -400),
        ("0", 0),
        ("999999999999.99", 10**14 - 1),
    ],
)
def test_money_is_read_exactly_from_text(text: str, pence: int) -> None:
    assert parse_pence(text) == pence


@pytest.mark.parametrize(
    "text", ["0.005", "12.345", "1e3", "1,000", "£5", " 5", "5.", ".5", "", "--5", "٣", "5\n", "9" * 13, "NaN"]
)
def test_text_that_is_not_pounds_and_pence_is_refused(text: str) -> None:
    with pytest.raises(NotMoney, match="is not money"):
        parse_pence(text)


@pytest.mark.parametrize("number", [1000.01, 10, Decimal("1.00"), None])
def test_a_number_is_refused_as_money(number: Any) -> None:
    with pytest.raises(NotMoney, match="as text"):
        parse_pence(number)


@pytest.mark.parametrize(
    ("pence", "text"),
    [(123450, "£1,234.50"), (-400, "−£4.00"), (0, "£0.00"), (7, "£0.07"), (-100000001, "−£1,000,000.01")],
)
def test_money_is_written_with_pounds_and_pence(pence: int, text: str) -> None:
    assert format_pence(pence) == text


@given(st.integers(0, 10**14 - 1))
def test_what_is_written_is_read_back_as_it_was(pence: int) -> None:
    assert parse_pence(format_pence(pence).removeprefix("£").replace(",", "")) == pence


def test_a_half_goes_to_the_even_penny() -> None:
    assert [round_half_even(Decimal(text)) for text in ("12.5", "13.5", "-12.5", "12.51")] == [12, 14, -12, 13]
    assert round_half_even(Fraction(5, 2)) == 2
    assert round_half_even(7) == 7


def test_a_float_is_never_rounded_into_money() -> None:
    with pytest.raises(TypeError, match="float"):
        round_half_even(12.5)  # type: ignore[arg-type]


def test_odd_pence_go_to_the_larger_remainder_and_ties_to_the_first() -> None:
    assert split_by_shares(10001, decimals("0.60", "0.40")) == (6001, 4000)
    assert split_by_shares(10001, decimals("0.40", "0.40")) == (5001, 5000)
    assert split_by_shares(10001, decimals("0.60")) == (10001,)
    assert split_by_shares(50001, decimals("0.85", "0.15")) == (42501, 7500)
    assert split_by_shares(100, decimals("1", "1", "1")) == (34, 33, 33)


@pytest.mark.parametrize("shares", [[], decimals("0"), decimals("1", "-0.5")])
def test_shares_that_split_nothing_are_refused(shares: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        split_by_shares(100, shares)


@given(st.integers(-(10**9), 10**9), WEIGHTS)
def test_parts_sum_to_the_amount_and_none_is_a_penny_off(amount: int, weights: list[int]) -> None:
    parts = split_by_shares(amount, [Decimal(weight) for weight in weights])
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) < 1


@given(AMOUNTS, WEIGHTS)
def test_what_is_taken_back_is_split_as_it_was_given(amount: int, weights: list[int]) -> None:
    shares = [Fraction(weight) for weight in weights]
    assert split_by_shares(-amount, shares) == tuple(-part for part in split_by_shares(amount, shares))


def test_instalments_are_rounded_on_the_cumulative_price() -> None:
    assert instalment_amounts(100001, decimals("0.25", "0.25", "0.25", "0.25")) == (25000, 25000, 25001, 25000)
    assert instalment_amounts(10000, decimals("0.3333", "0.3334", "0.3333")) == (3333, 3334, 3333)


@given(AMOUNTS, st.lists(st.integers(1, 999), max_size=6))
def test_instalments_sum_to_the_price_for_any_price_and_shares(price: int, cuts: list[int]) -> None:
    points = sorted({0, 1000, *cuts})
    shares = [Decimal(after - before) / 1000 for before, after in pairwise(points)]
    assert sum(instalment_amounts(price, shares)) == price


def test_a_yearly_amount_is_paid_in_cumulative_twelfths() -> None:
    months = [twelfth(100006, month) for month in range(1, 13)]
    assert months == [8334, 8334, 8334, 8333, 8334, 8334, 8334, 8334, 8333, 8334, 8334, 8334]


@given(AMOUNTS)
def test_the_twelfths_sum_to_the_year(annual: int) -> None:
    assert sum(twelfth(annual, month) for month in range(1, 13)) == annual
