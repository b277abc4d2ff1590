"""A seed alone decides who is drawn."""

import hashlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lasars.rules.sampling import draw, sample_size

PEOPLE = [f"LASARS-{number:08d}" for number in range(1, 101)]


@pytest.mark.parametrize(
    ("population", "share", "drawn"),
    [(100, "0.10", 10), (101, "0.10", 11), (1, "0.10", 1), (0, "0.10", 0), (7, "1", 7)],
)
def test_the_share_is_rounded_up(population: int, share: str, drawn: int) -> None:
    assert sample_size(population, Decimal(share)) == drawn


def test_the_sample_can_be_drawn_by_hand() -> None:
    by_hand = sorted(PEOPLE, key=lambda one: hashlib.sha256(f"seed:{one}".encode()).hexdigest())[:10]
    assert draw(PEOPLE, Decimal("0.10"), "seed") == sorted(by_hand)


@given(st.permutations(PEOPLE[:12]), st.text(min_size=1))
def test_the_order_in_which_people_come_plays_no_part(shuffled: list[str], seed: str) -> None:
    assert draw(shuffled, Decimal("0.25"), seed) == draw(PEOPLE[:12], Decimal("0.25"), seed)


def test_another_seed_draws_others() -> None:
    assert draw(PEOPLE, Decimal("0.10"), "one") != draw(PEOPLE, Decimal("0.10"), "two")


def test_everybody_is_drawn_about_as_often_as_everybody_else() -> None:
    drawn = [one for seed in range(2000) for one in draw(PEOPLE[:10], Decimal("0.2"), str(seed))]
    assert all(320 <= drawn.count(one) <= 480 for one in PEOPLE[:10])
