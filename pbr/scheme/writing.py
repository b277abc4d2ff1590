"""Writes a scheme document as TOML that a person can read and compare by `diff`.

The counterpart of reading.py for documents that were edited by forms. It writes whatever a TOML document may hold, right
or wrong: a draft with mistakes in it is a document too. Comments are not part of a document and are not written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

# The order in which an agreement is read, as in scheme.md; keys that are not named follow.
ORDER: Final = (
    "name", "partnership", "starts", "ends", "run_off_months", "contract_year_starts", "stock", "groups", "status",
    "journey", "reliable_change", "reviews", "lasars", "relapse", "feed", "contract", "outcome", "gate", "ceiling",
)  # fmt: skip
LONGEST_LINE: Final = 110

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def write_scheme(document: Mapping[str, Any]) -> str:
    """The text of a document as `tomllib` gives it (with decimals for floats). Reading it back gives the same document.

    Raises TypeError for a value that TOML cannot hold.
    """
    tables = [key for key in document if _is_table(document[key]) or _is_list_of_tables(document[key])]
    lines = [_pair(key, document[key]) for key in _ordered(document) if key not in tables]
    for key in _ordered(document):
        if key in tables:
            lines += _under_headings(key, document[key])
    return "\n".join(lines).lstrip("\n") + "\n"


def _ordered(document: Mapping[str, Any]) -> list[str]:
    known = [key for key in ORDER if key in document]
    return known + [key for key in document if key not in ORDER]


def _under_headings(key: str, value: Any) -> Iterator[str]:
    if _is_table(value):
        heading, tables = f"[{_key(key)}]", [value]
    else:
        heading, tables = f"[[{_key(key)}]]", value
    for table in tables:
        yield ""
        yield heading
        for name, inside in table.items():
            yield _pair(name, inside)


def _pair(key: str, value: Any) -> str:
    line = f"{_key(key)} = {_value(value)}"
    if len(line) <= LONGEST_LINE or not _is_list_of_tables(value):
        return line
    return "\n".join([f"{_key(key)} = [", *(f"  {_value(table)}," for table in value), "]"])


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _quoted(value)
        case Decimal():
            return _number(value)
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case Mapping():
            pairs = ", ".join(f"{_key(key)} = {_value(inside)}" for key, inside in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case Sequence():
            return f"[{', '.join(_value(item) for item in value)}]"
    raise TypeError(f"a TOML document holds no {type(value).__name__}")


def _number(value: Decimal) -> str:
    """With a point, an exponent or a word, so that it is read as a decimal again and not as a whole number."""
    text = str(value).lower().replace("infinity", "inf")
    return text if "n" in text or "e" in text or "." in text else f"{text}.0"


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    return f'"{"".join(_escaped(letter) for letter in text)}"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    return letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04x}"


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_table(item) for item in value)
