"""What is wrong with a scheme document: always everything at once, each fault with its key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class SchemeError(NamedTuple):
    """One fault. `path` is the key in the document, list places counted from 1, as in `outcome[3].prices.high`."""

    path: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"{self.path}: {self.wrong}; {self.right}"


class SchemeRefused(Exception):
    """The document is refused whole. `name` is the document's, `errors` lists all that is wrong with it."""

    def __init__(self, name: str, errors: Sequence[SchemeError]) -> None:
        self.name = name
        self.errors = tuple(errors)
        super().__init__("\n".join(f"{name}: {error}" for error in self.errors))
