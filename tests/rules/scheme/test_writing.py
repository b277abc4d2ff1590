"""A document that is written reads back as the same document, and as a person would write it."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbr.scheme.document import Scheme
from pbr.scheme.errors import SchemeError, SchemeRefused
from pbr.scheme.reading import read_scheme
from pbr.scheme.writing import LONGEST_LINE, write_scheme

CHECKOUT = Path(__file__).parents[3]
SHIPPED = [
    *sorted((CHECKOUT / "pbr" / "scheme" / "models").rglob("*.toml")),
    *sorted((CHECKOUT / "tests" / "cases").rglob("scheme*.toml")),
]

letters = st.characters(exclude_categories=["Cs"])
words = st.text(letters, max_size=12)
values = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | words
    | st.dates()
    | st.decimals(allow_nan=False, min_value=-(10**12), max_value=10**12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


def parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_shipped_scheme_reads_back_as_itself(path: Path) -> None:
    document = parsed(path.read_text())
    written = write_scheme(document)
    assert parsed(written) == document
    assert write_scheme(parsed(written)) == written
    assert judged(written) == judged(path.read_text())


def judged(text: str) -> Scheme | tuple[SchemeError, ...]:
    """What the document says, or all that is wrong with it."""
    try:
        return read_scheme(text)
    except SchemeRefused as refused:
        return refused.errors


@given(st.dictionaries(words, values, max_size=6))
def test_any_document_reads_back_as_itself(document: dict[str, Any]) -> None:
    assert parsed(write_scheme(document)) == document


def test_the_parts_stand_in_the_order_in_which_an_agreement_is_read() -> None:
    text = write_scheme(
        {
            "gate": [{"outcomes": ["exit"], "requires": ["housing"]}],
            "outcome": [{"code": "exit", "prices": {"low": "1.00", "high": "2.00"}}],
            "starts": dt.date(2012, 4, 1),
            "status": {"prices": "illustrative"},
            "name": 'The "Town"',
        }
    )
    assert text == (
        'name = "The \\"Town\\""\nstarts = 2012-04-01\n\n[status]\nprices = "illustrative"\n\n[[outcome]]\ncode = "exit"\n'
        'prices = { low = "1.00", high = "2.00" }\n\n[[gate]]\noutcomes = ["exit"]\nrequires = ["housing"]\n'
    )


def test_a_long_list_of_tables_has_a_line_for_each() -> None:
    bands = [{"at_least": f"0.{part}", "prices": {"low": "50.00", "high": "110.00"}} for part in range(4)]
    text = write_scheme({"outcome": [{"bands": bands}]})
    assert text.count("\n  { at_least") == 4
    assert max(len(line) for line in text.splitlines()) <= LONGEST_LINE


def test_what_toml_cannot_hold_is_not_written() -> None:
    with pytest.raises(TypeError, match="holds no NoneType"):
        write_scheme({"name": None})
