"""What people type becomes the document's value, and what cannot be read stays as it was typed."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbr.scheme.kinds import Agency, Choice, Code, Day, Flag, Kind, ListOf, Money, Number, Text, Whole
from pbr.scheme.parameters import MEASURES
from pbr.scheme.typed import read_day, shown_for_typing, typed

MODELS = Path(__file__).parents[3] / "pbr" / "scheme" / "models"
PARAMETERS = {(name, one.name): one.kind for name, measure in MEASURES.items() for one in measure.all}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (" 365 ", Whole(), 365),
        ("10,000", Whole(), 10_000),
        ("12,5x", Money(), "12,5x"),
        ("£1,100.00", Money(), "1100.00"),
        ("1100", Money(), "1100"),
        ("££5", Money(), "££5"),
        ("£12,5x", Money(), "£12,5x"),
        ("£ 90.50", Money(), "90.50"),
        ("1,00.00", Money(), "1,00.00"),
        ("0.25", Number(), "0.25"),
        ("25 %", Number(), "0.25"),
        ("12.5%", Number(), "0.125"),
        ("100%", Number(), "1.00"),
        ("a quarter", Number(), "a quarter"),
        ("yes", Flag(), True),
        ("No", Flag(), False),
        ("perhaps", Flag(), "perhaps"),
        ("1 April 2014", Day(), dt.date(2014, 4, 1)),
        ("31 February 2014", Day(), "31 February 2014"),
        ("N0852, N0853; N0854\nN0855", ListOf(Agency()), ["N0852", "N0853", "N0854", "N0855"]),
        ("80, 81, eighty", ListOf(Whole(1, 99)), [80, 81, "eighty"]),
        ("low\n\nvery high, indeed\n", ListOf(Text()), ["low", "very high, indeed"]),
        (["exit", "housing"], ListOf(Code()), ["exit", "housing"]),
        ([], ListOf(Code()), None),
        (" , ", ListOf(Agency()), None),
        ("  ", Text(), None),
        (" Northway ", Text(), "Northway"),
        ("lost", Choice("lost", "carry"), "lost"),
        ("any", Choice("lost", "carry"), "any"),
    ],
)
def test_what_is_typed_becomes_this_value(text: Any, kind: Kind[Any], value: Any) -> None:
    made = typed(text, kind)
    assert made == value
    assert type(made) is type(value)


@pytest.mark.parametrize(
    "text", ["2014-04-01", "1/4/2014", "01/04/2014", "1 April 2014", "1 apr 2014", " 01  April  2014 "]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_day(text) == dt.date(2014, 4, 1)


@pytest.mark.parametrize(
    "text", ["", "4/2014", "2014-13-01", "1 Foo 2014", "1 Ma 2014", "April", "1.4.2014", "0 May 2014"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None


def test_every_value_of_every_model_is_shown_so_that_it_is_typed_back() -> None:
    for path in sorted(MODELS.rglob("*.toml")):
        for outcome in tomllib.loads(path.read_text(), parse_float=Decimal)["outcome"]:
            for key, kind in ((key, PARAMETERS.get((outcome["measure"], key))) for key in outcome):
                if kind is not None:
                    assert typed(shown_for_typing(outcome[key], kind), kind) == outcome[key], (path.name, key)


@pytest.mark.parametrize(
    "kind",
    [Whole(), Money(), Number(), Flag(), Day(), Code(), Agency(), Text(), ListOf(Agency()), ListOf(Text())],
    ids=lambda kind: type(kind).__name__,
)
@given(text=st.text(max_size=30))
def test_nothing_that_was_typed_is_lost(kind: Kind[Any], text: str) -> None:
    """However it is read, showing it and reading it again makes the same value."""
    value = typed(text, kind)
    if value is not None:
        assert typed(shown_for_typing(value, kind), kind) == value
    elif not isinstance(kind, ListOf):
        assert not text.strip()
