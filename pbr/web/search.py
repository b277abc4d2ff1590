"""Search by client reference, claim number or file name, over what the rooms register."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pbr.access.access import Access
from pbr.access.permissions import Permission

from .typed import plain


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    kind: str
    url: str


Searcher = Callable[[Access, str], Iterable[Hit]]
_SEARCHERS: list[tuple[Permission, Searcher]] = []


def register(permission: Permission, searcher: Searcher) -> None:
    """Called in a room's AppConfig.ready(). A searcher gives only what the access may see."""
    _SEARCHERS.append((permission, searcher))


def search(access: Access, words: str) -> list[Hit]:
    words = plain(words)
    if not words:
        return []
    hits = [hit for permission, find in _SEARCHERS if access.may(permission) for hit in find(access, words)]
    # A claim of exactly this number comes before whatever holds the digits somewhere.
    return sorted(hits, key=lambda hit: hit.kind != "claim")
