"""A draft's keys, values and changes in the words of the pages on which they are edited."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from outcomes.forms.parts import Entry, Part, name_of, rows_of_key
from outcomes.forms.places import SECTIONS, whereabouts
from outcomes.forms.questions import Asked, Rows, Table
from pbr.scheme.changes import changes
from pbr.scheme.compare import in_words, within_a_sentence
from pbr.scheme.editing import Document
from pbr.scheme.errors import SchemeError
from pbr.scheme.kinds import LONGEST_TEXT, Choice, Flag, Money
from pbr.scheme.typed import shown_for_typing
from pbr.scheme.words import PARAMETERS, WHOLE
from pbr.values.money import NotMoney, format_pence, parse_pence


class ErrorTold(NamedTuple):
    """One error of a document: its key, what is wrong, what would be right, and in words what the key is."""

    path: str
    wrong: str
    right: str
    where: str = ""


NOTHING: Final = "nothing"
MOST_IN_WORDS: Final = 200  # errors of one document; nobody reads more of them
_LISTS: Final = ("outcome", "contract")
_KEY: Final = re.compile(r"\b(?:outcome|contract|feed|gate|ceiling)\[\d+\](?:\.[a-z_]+(?:\[\d+\])?)*")
_NAME: Final = re.compile(r'(?<!["\w-])[a-z]+(?:_[a-z]+)+(?!["\w-])')
_YES_OR_NO: Final = {True: "yes", False: "no"}


def place_in_words(document: Document, path: str) -> str:
    """The page and the question at a key: "outcome[1].prices.low" as "Prices: Planned exit, low"."""
    part = _part_at(document, path)
    if isinstance(part, str):
        return part
    label, _ = _question(part, part.within(path) or "")
    return f"{part.heading}: {label}" if label else part.heading


def error_in_words(document: Document, text: str, *, about_a_code: bool = False) -> str:
    """What an error says of other places of the document, without their keys and codes. One `about_a_code` itself shows
    the code as it was typed."""
    text = _KEY.sub(lambda found: f"“{place_in_words(document, found[0])}”", text)
    for key in () if about_a_code else _LISTS:
        for entry in rows_of_key(document, key):
            if code := str(entry.get("code") or "") if isinstance(entry, dict) else "":
                bare = rf"|(?<![\w-]){re.escape(code)}(?![\w-])" if "-" in code else ""
                called = f"“{name_of(entry, code)}”".replace("\\", r"\\")  # re.sub reads backslashes
                text = re.sub(rf'"{re.escape(code)}"{bare}', called, text)
    return _NAME.sub(lambda found: _named(found[0]), text)


def told_to_an_author(text: str, errors: Sequence[SchemeError]) -> list[ErrorTold]:
    """What is wrong with a document that somebody wrote: each key as it stands there, and what it is called on pages."""
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return [ErrorTold(*error) for error in errors]
    return [
        ErrorTold(*error[:3], _where(document, error.path) if place < MOST_IN_WORDS else "")
        for place, error in enumerate(errors)
    ]


def _where(document: Document, path: str) -> str:
    """In words, as far as the document is made so that its parts can be named: what was uploaded may be anything."""
    lists = [document.get(key, []) for key in (*_LISTS, "feed", "gate", "ceiling")]
    lists += [one.get("sources", []) for one in lists[2] if isinstance(one, dict)] if isinstance(lists[2], list) else []
    tables = [document.get(key, {}) for key in ("reviews", "status")]
    if not all(isinstance(one, list) and all(isinstance(entry, dict) for entry in one) for one in lists):
        return ""
    if not all(isinstance(one, dict) for one in tables):
        return ""
    return place_in_words(document, path)


def changes_in_words(before: Document, after: Document) -> list[str]:
    """One sentence for each thing that differs between two documents, right or wrong; outcomes and contracts are
    compared by their codes, wherever they stand."""
    told: list[str] = []
    for key in _LISTS:
        told += _changed_entries(before, after, key)
    rest = [{key: value for key, value in one.items() if key not in _LISTS} for one in (before, after)]
    for path, old, new in changes(*rest):
        told.append(_told(after if new is not None else before, path, old, new))
    return told


def _changed_entries(before: Document, after: Document, key: str) -> Iterator[str]:
    old, new = rows_of_key(before, key), rows_of_key(after, key)
    pairs = list(_pairs(old, new))
    left, reached = {at for at, _ in pairs}, {to for _, to in pairs}
    yield from (f"{key} removed: {name_of(one, key)}" for at, one in enumerate(old) if at not in left)
    yield from (f"{key} added: {name_of(one, key)}" for at, one in enumerate(new) if at not in reached)
    if [to for _, to in pairs] != sorted(reached):
        yield f"{key}s are listed in another order"
    for at, to in pairs:
        for path, was, is_now in changes(old[at], new[to]):
            document, place = (after, to) if is_now is not None else (before, at)
            yield _told(document, f"{key}[{place + 1}].{path}", was, is_now)


def _pairs(old: Sequence[Table], new: Sequence[Table]) -> Iterator[tuple[int, int]]:
    """Places of the same entry: of the same code, or at the same place where both codes are found on one side only."""
    was, is_now = [one.get("code") for one in old], [one.get("code") for one in new]
    for at, code in enumerate(was):
        if code in is_now:
            yield at, is_now.index(code)
        elif at < len(new) and is_now[at] not in was:
            yield at, at


def _told(document: Document, path: str, before: Any, after: Any) -> str:
    part = _part_at(document, path)
    asked = None if isinstance(part, str) else _question(part, part.within(path) or "")[1]
    return f"{place_in_words(document, path)}: {_shown(before, asked)} → {_shown(after, asked)}"


def _part_at(document: Document, path: str) -> Part | str:
    """The page of a key; of a list as a whole, what it is called."""
    section, place = whereabouts(document, path)
    kind = SECTIONS[section]
    return f"{kind.title}s" if issubclass(kind, Entry) and not place else kind(document, place)


def _question(part: Part, path: str) -> tuple[str, Asked | None]:
    """The label of the question at a path from the part's table on, and the question."""
    for question in part.questions(part.table):
        match question:
            case Asked() if path == question.path or path.startswith(f"{question.path}["):
                return question.label, question
            case Rows() if path == question.key:
                return question.title, None
            case Rows() if found := re.fullmatch(rf"{re.escape(question.key)}\[(\d+)\]\.?(.*)", path):
                asked = next((one for one in question.asked if found[2].startswith(one.path)), None)
                inside = f", {within_a_sentence(asked.label)}" if asked and found[2] else ""
                return f"{question.one} {found[1]}{inside}", asked
    return in_words(path).replace(".", ", "), None


def _shown(value: Any, asked: Asked | None) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return _YES_OR_NO[value]
    kind = asked.kind if asked else None
    options = dict(asked.options) if asked else {}
    if isinstance(kind, Money):
        try:
            return format_pence(parse_pence(value))
        except NotMoney:
            return f"“{value}”"
    if isinstance(value, list):
        return ", ".join(options.get(str(item), str(item)) for item in value)
    if isinstance(kind, Choice | Flag) and str(value) not in options:
        return in_words(str(value))
    text = options.get(str(value)) or (shown_for_typing(value, kind) if kind else str(value))
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def _named(key: str) -> str:
    return within_a_sentence(PARAMETERS.get(key) or WHOLE.get(key) or in_words(key)).removesuffix("?")
