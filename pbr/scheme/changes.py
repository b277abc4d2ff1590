"""What an edit changed in a document, key by key: the trail that says it for drafts that cannot be read as a scheme yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Change(NamedTuple):
    """One value that differs. `path` is its key as errors name it (errors.py); None stands for what is not there."""

    path: str
    before: Any
    after: Any


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every value that differs, in the order of the keys; a list of plain values counts as one value."""
    old, new = dict(_values(before, "")), dict(_values(after, ""))
    paths = dict.fromkeys((*old, *new))
    return [Change(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]


def _values(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every value that is no table, by its key."""
    if isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _values(inside, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for place, inside in enumerate(value, 1):
            yield from _values(inside, f"{path}[{place}]")
    else:
        yield path, value
