"""A part of a scheme document as questions: what is asked, what the document answers, what was typed.

A question says where its answer stands and of which kind it is; from that follow its field, its value and the place of an
error. What is typed becomes the document's value where it can be read, and stays as it was typed where it cannot: the
document's own validation is the only judge.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pbr.scheme.kinds import Choice, Flag, Kind
from pbr.scheme.typed import from_a_choice, typed

MOST_ROWS: Final = 200  # far more than any list of a scheme has; a form with more was not sent by a person

Table = dict[str, Any]
Given = Mapping[str, Sequence[str]]  # what was sent, by field: one value, or several that were ticked


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `keys` lead from the table to its answer: names, and places (from 1) in lists that are there.

    `options` are (value, words) to choose from, where the kind is a choice among them; `if_empty` says what holds when
    nothing is answered. `wide` fields take a line of text, others a number or a code.
    """

    keys: tuple[str | int, ...]
    label: str
    kind: Kind[Any]
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    if_empty: str = ""
    wide: bool = False
    name: str = ""

    @property
    def field(self) -> str:
        return self.name or "-".join(str(key) for key in self.keys)

    @property
    def path(self) -> str:
        """As errors name it, from the table on."""
        return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in self.keys).removeprefix(".")

    @property
    def ticked(self) -> bool:
        return from_a_choice(self.kind)

    @property
    def chosen(self) -> bool:
        return isinstance(self.kind, Choice | Flag) or (bool(self.options) and not self.ticked)


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of tables under `key`, each asked the same: one row each. `one` is what a row is called."""

    key: str
    title: str
    one: str
    asked: tuple[Asked, ...]
    hint: str = ""

    def field(self, place: int, asked: Asked) -> str:
        return f"{self.key}-{place}-{asked.field}"

    def path(self, place: int, asked: Asked) -> str:
        return f"{self.key}[{place}].{asked.path}"


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a group of questions."""

    title: str
    hint: str = ""


Question = Asked | Rows | Heading


def answer_to(table: Any, asked: Asked) -> Any:
    """The document's value, or None where there is none."""
    for key in asked.keys:
        if isinstance(key, int):
            table = table[key - 1] if isinstance(table, list) and key <= len(table) else None
        else:
            table = table.get(key) if isinstance(table, dict) else None
    return table


def rows_of(table: Table, rows: Rows) -> list[Table]:
    entries = table.get(rows.key)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def answered(table: Table, questions: Sequence[Question], given: Given, without: str = "") -> Table:
    """The table with these questions answered as typed. Rows in which nothing was typed go, and so does the row whose
    fields begin with `without`."""
    new = copy.deepcopy(table)
    for question in questions:
        if isinstance(question, Asked):
            _put(new, question.keys, _value(given.get(question.field, ()), question))
        elif isinstance(question, Rows):
            _put(new, (question.key,), list(_answered_rows(question, given, without)) or None)
    return new


def _value(sent: Sequence[str], asked: Asked) -> Any:
    if asked.ticked:
        return typed([value for value in sent if value], asked.kind)
    return typed(sent[-1] if sent else "", asked.kind)


def _answered_rows(rows: Rows, given: Given, without: str) -> Iterator[Table]:
    for place in _places(rows, given):
        row: Table = {}
        for asked in rows.asked:
            _put(row, asked.keys, _value(given.get(rows.field(place, asked), ()), asked))
        if row and f"{rows.key}-{place}" != without:
            yield row


def _places(rows: Rows, given: Given) -> list[int]:
    """The rows that were sent."""
    numbered = re.compile(rf"{re.escape(rows.key)}-([0-9]{{1,3}})-")
    found = {int(match[1]) for name in given if (match := numbered.match(name))}
    return sorted(found)[:MOST_ROWS]


def _put(table: Any, keys: tuple[str | int, ...], value: Any) -> None:
    """Puts a value where the keys lead; None takes it out, and the tables that are left empty with it."""
    key, rest = keys[0], keys[1:]
    if isinstance(key, int):
        _put(table[key - 1], rest, value)
        return
    if rest:
        inner = table.get(key)
        if not isinstance(inner, dict | list):
            inner = {}
        _put(inner, rest, value)
        value = inner or None
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value
