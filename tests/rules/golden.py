"""The golden cases and what must hold of each (spec of `evaluate`: expected.json)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "cases"
_NAMED_BY = ("client", "journey", "outcome", "part", "contract")

Rows = Sequence[Mapping[str, Any]]


def case_folders() -> list[Path]:
    return sorted(path.parent for path in CASES.glob("*/expected.json"))


def scheme_files(case: Path) -> list[Path]:
    return sorted(case.glob("scheme*.toml"))


def documents(case: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in scheme_files(case)]


def as_of(case: Path) -> dt.date | None:
    file = case / "as_of"
    return dt.date.fromisoformat(file.read_text().strip()) if file.exists() else None


def expected(case: Path) -> dict[str, Any]:
    rows: dict[str, Any] = json.loads((case / "expected.json").read_text())
    return rows


def disagreements(output: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    """Everything in which an evaluation's JSON object is not what a case says must hold."""
    for kind in ("determinations", "entitlements"):
        for row in wanted.get(kind, ()):
            yield from _one_row_agrees(kind, output[kind], row)
        for row in wanted.get("absent", {}).get(kind, ()):
            for found in _matching(output[kind], row, row.keys()):
                yield f"{kind}: {row} should not be there, but {found} is"
    for row in wanted.get("rejected", ()):
        if not _matching(output["rejected"], row, row.keys()):
            yield f"rejected: {row} is missing among {output['rejected']}"
    for contract, figures in wanted.get("totals", {}).items():
        for figure, amount in figures.items():
            if output["totals"].get(contract, {}).get(figure) != amount:
                yield f"totals: {contract} {figure} should be {amount}: {output['totals'].get(contract)}"


def _one_row_agrees(kind: str, rows: Rows, wanted: Mapping[str, Any]) -> Iterator[str]:
    found = _matching(rows, wanted, [name for name in _NAMED_BY if name in wanted])
    if len(found) != 1:
        near = [row for row in rows if row["client"] == wanted.get("client")]
        yield f"{kind}: {wanted} matches {len(found)} rows of {near}"
    elif wrong := {name: found[0][name] for name in wanted if found[0][name] != wanted[name]}:
        yield f"{kind}: {wanted} has {wrong}; why: {found[0].get('why')}"


def _matching(rows: Rows, wanted: Mapping[str, Any], names: Any) -> list[Mapping[str, Any]]:
    return [row for row in rows if all(row[name] == wanted[name] for name in names)]
