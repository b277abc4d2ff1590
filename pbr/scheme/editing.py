"""Changes to a scheme document that touch more than one of its places. Documents are never changed in place: each
function gives a new one."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Document = dict[str, Any]


def next_version(document: Document, *, name: str, partnership: str, starts: dt.date, ends: dt.date) -> Document:
    """The same agreement for another time and, where a model is taken over, for another partnership."""
    return {**copy.deepcopy(document), "name": name, "partnership": partnership, "starts": starts, "ends": ends}


def moved(document: Document, key: str, place: int, by: int) -> Document:
    """The entry at a place (from 1) of a list, `by` places further on; as it is where the list ends there."""
    new = copy.deepcopy(document)
    entries = new[key]
    target = place + by
    if 1 <= target <= len(entries):
        entries.insert(target - 1, entries.pop(place - 1))
    return new


def removed(document: Document, key: str, place: int) -> Document:
    """Without the entry at a place (from 1). What else names it is left to be put right, but for its own mark of status."""
    new = copy.deepcopy(document)
    entry = new[key].pop(place - 1)
    status = new.get("status", {})
    if key == "outcome" and isinstance(status, dict):
        status.pop(entry.get("code"), None)
    return new


def renamed_outcome(document: Document, old: str, new: str) -> Document:
    """Everything that names the outcome by its old code names it by its new one."""
    changed = copy.deepcopy(document)
    for names in _lists_of_outcomes(changed):
        names[:] = [new if name == old else name for name in names]
    for ceiling in _tables(changed, "ceiling"):
        if ceiling.get("outcome") == old:
            ceiling["outcome"] = new
    status = changed.get("status", {})
    if old in status:
        changed["status"] = {new if name == old else name: mark for name, mark in status.items()}
    return changed


def renamed_contract(document: Document, old: str, new: str) -> Document:
    """The same for a contract, which only moves from one to another name."""
    changed = copy.deepcopy(document)
    for outcome in _tables(changed, "outcome"):
        for key in ("from_contract", "to_contract"):
            if outcome.get(key) == old:
                outcome[key] = new
    return changed


def regrouped(document: Document, old: Sequence[str], new: Sequence[str]) -> Document:
    """The prices follow their groups; those of a group that is gone stay where they are, until somebody takes them out.

    As many groups as before in another writing are the same groups renamed, place by place; a group that keeps its name
    keeps its prices wherever it stands, and one that comes back finds those that it had.
    """
    changed = copy.deepcopy(document)
    holders = list(_priced_by_group(changed))
    names: dict[str, str] = {}
    if len(old) == len(new):
        kept = {group for holder in holders for group in holder["prices"]}
        gone = [name for name in old if name not in new]
        names = dict(zip(gone, [name for name in new if name not in old and name not in kept], strict=False))
    for holder in holders:
        prices = {names.get(group, group): price for group, price in holder["prices"].items()}
        in_order = [*(group for group in new if group in prices), *(group for group in prices if group not in new)]
        holder["prices"] = {group: prices[group] for group in in_order}
    return changed


def _tables(document: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """The tables of a list, as far as it is one: a draft may hold anything."""
    entries = document.get(key, [])
    yield from (entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()


def _lists_of_outcomes(document: Document) -> Iterator[list[Any]]:
    holders = [(gate, key) for gate in _tables(document, "gate") for key in ("outcomes", "requires")]
    holders += [(cap, "outcomes") for contract in _tables(document, "contract") for cap in _tables(contract, "caps")]
    yield from (table[key] for table, key in holders if isinstance(table.get(key), list))


def _priced_by_group(document: Document) -> Iterator[dict[str, Any]]:
    for outcome in _tables(document, "outcome"):
        for holder in (outcome, *_tables(outcome, "bands")):
            if isinstance(holder.get("prices"), dict):
                yield holder
