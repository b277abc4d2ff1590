"""What an edit changed in a document, key by key: the trail that says it for drafts that cannot be read as a scheme yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pbr.scheme.kinds import shown


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """One line for each value that differs, as in `outcome[3].prices.high: "1000.00" → "1100.00"`; keys as errors name
    them (errors.py), values at most 60 letters long."""
    old, new = dict(_values(before, "")), dict(_values(after, ""))
    paths = dict.fromkeys((*old, *new))
    return [f"{path}: {_shown(old, path)} → {_shown(new, path)}" for path in paths if old.get(path) != new.get(path)]


def _values(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every value that is no table, by its key; a list of plain values counts as one."""
    if isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _values(inside, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for place, inside in enumerate(value, 1):
            yield from _values(inside, f"{path}[{place}]")
    else:
        yield path, value


def _shown(values: Mapping[str, Any], path: str) -> str:
    return shown(values[path]) if path in values else "nothing"
