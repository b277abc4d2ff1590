"""Reads the tables of a scheme document key by key, and remembers every fault instead of stopping at the first."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, TypeVar

from pbr.scheme.errors import SchemeError
from pbr.scheme.kinds import Kind, WrongValue, shown

T = TypeVar("T")


class Required(Enum):
    REQUIRED = "required"


REQUIRED: Final = Required.REQUIRED


class Faults:
    """All that was found wrong with one document, in the order of its keys."""

    def __init__(self) -> None:
        self.errors: list[SchemeError] = []

    def add(self, path: str, wrong: str, right: str) -> None:
        self.errors.append(SchemeError(path, wrong, right))

    def clean(self, *paths: str) -> bool:
        """Whether nothing is wrong at these keys or inside them, so that a rule that compares them makes sense."""
        return not any(
            error.path == path or error.path.startswith((f"{path}.", f"{path}["))
            for error in self.errors
            for path in paths
        )


class Table:
    """One table of the document. Each key is asked for once; `close` reports the keys that nobody asked for."""

    def __init__(self, content: Mapping[str, Any], path: str, faults: Faults) -> None:
        self._content = content
        self._asked: dict[str, None] = {}
        self.path = path
        self.faults = faults

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, wrong: str, right: str) -> None:
        self.faults.add(self.at(key), wrong, right)

    def get(self, key: str, kind: Kind[T], default: T | Required = REQUIRED) -> T:
        """The value of a key, or its default; a fault, and the kind's blank, where there is neither or it is wrong."""
        value = self.optional(key, kind)
        if value is not None:
            return value
        if default is not REQUIRED:
            return default
        if key not in self._content:
            self.wrong(key, "is missing", f"give {kind.wanted}")
        return kind.blank

    def optional(self, key: str, kind: Kind[T]) -> T | None:
        """The value of a key that may be left out: then, or where it is wrong (a fault), None."""
        self._asked[key] = None
        if key not in self._content:
            return None
        try:
            return kind.read(self._content[key])
        except WrongValue as error:
            for fault in error.faults:
                self.wrong(f"{key}{fault.at}", fault.wrong, fault.right)
            return None

    def refuse(self, key: str, why: str, right: str) -> None:
        """Say that a key has no place here, if it is given."""
        self._asked[key] = None
        if key in self._content:
            self.wrong(key, why, right)

    def table(self, key: str) -> Table:
        """The table under a key; an empty one where it is missing or no table (a fault)."""
        self._asked[key] = None
        content = self._content.get(key, {})
        if not isinstance(content, dict):
            self.wrong(key, f"{shown(content)} is not a table", "write it in curly brackets or under a heading")
            content = {}
        return Table(content, self.at(key), self.faults)

    def tables(self, key: str, *, least: int = 0) -> list[Table]:
        """The list of tables under a key, places counted from 1."""
        self._asked[key] = None
        entries = self._content.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.wrong(key, "is not a list of tables", f"write each under a heading [[{key}]] or in curly brackets")
            return []
        if len(entries) < least:
            self.wrong(key, "is missing", f"give at least {least}")
        return [Table(entry, f"{self.at(key)}[{place}]", self.faults) for place, entry in enumerate(entries, 1)]

    def names(self) -> tuple[str, ...]:
        return tuple(self._content)

    def close(self, what: str = "key") -> None:
        """Report the keys that nobody asked for, with the nearest that exists."""
        for key in self._content:
            if key not in self._asked:
                near = difflib.get_close_matches(key, list(self._asked), n=1)
                advice = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(self._asked) or 'none'}"
                self.wrong(key, f"is an unknown {what}", advice)
