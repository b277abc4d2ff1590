"""What one person typed, on top of what another has saved meanwhile."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pbr.scheme.editing import Document

BY_CODE: Final = ("contract", "outcome")


def on_top(base: Document, mine: Document, theirs: Document) -> Document:
    """`theirs` with what was changed from `base` to `mine`. What both changed is as in `mine`.

    `mine` was made from `base` by one form: its contracts and outcomes stand where they stood, and a new one is last. In
    `theirs` they may stand elsewhere and are found by their codes; one that is gone there and was changed here is back.
    """
    plain = [{key: value for key, value in one.items() if key not in BY_CODE} for one in (base, mine, theirs)]
    new: Document = _merged(*plain)
    for key in BY_CODE:
        if any(key in one for one in (base, mine, theirs)):
            new[key] = _entries(base.get(key, []), mine.get(key, []), theirs.get(key, []))
    return new


def _entries(base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    result = copy.deepcopy(list(theirs))
    for place, new in enumerate(mine):
        old = base[place] if place < len(base) else None
        if new == old:
            continue
        at = None if old is None else next((n for n, one in enumerate(result) if _code(one) == _code(old)), None)
        if at is None:
            result.append(copy.deepcopy(new))
        else:
            result[at] = _merged(old, new, result[at])
    return result


def _code(entry: Any) -> Any:
    return entry.get("code") if isinstance(entry, Mapping) else None


def _merged(base: Any, mine: Any, theirs: Any) -> Any:
    """None stands for what is not there: a document holds no such value."""
    if mine in (base, theirs):
        return copy.deepcopy(theirs)
    if all(isinstance(one, Mapping) for one in (base, mine, theirs)):
        keys = dict.fromkeys((*theirs, *mine))
        values = {key: _merged(base.get(key), mine.get(key), theirs.get(key)) for key in keys}
        return {key: value for key, value in values.items() if value is not None}
    if all(_is_list_of_tables(one) for one in (base, mine, theirs)) and len(base) == len(mine) == len(theirs):
        return [_merged(*tables) for tables in zip(base, mine, theirs, strict=True)]
    return copy.deepcopy(mine)


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)
