"""One model's shipped scheme on its folder of extracts: what was found and earned, by the initials of its people."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pbr.scheme
from payments.rules.evaluation import as_json, evaluate
from pbr.scheme.document import Scheme
from pbr.scheme.reading import read_scheme

MODELS = Path(pbr.scheme.__file__).parent / "models"
FOLDERS = Path(__file__).parent
_NO_OUTCOME = ("block", "floor", "carried")


def versions(model: str) -> list[Path]:
    """The documents of a model: the version in force first, and those that follow it."""
    return [MODELS / f"{model}.toml", *sorted(MODELS.glob(f"year_*/{model}.toml"))]


def scheme(model: str) -> Scheme:
    path = MODELS / f"{model}.toml"
    return read_scheme(path.read_bytes(), path.name)


@cache
def story(model: str) -> Story:
    return Story(model)


class Story:
    """Everybody in a folder has initials of his or her own; amounts are pence, as worked in the folder's story.md."""

    def __init__(self, model: str) -> None:
        documents = [(path.name, path.read_bytes()) for path in versions(model)]
        output = as_json(evaluate(FOLDERS / model, documents))
        self._determinations: list[dict[str, Any]] = output["determinations"]
        self._entitlements: list[dict[str, Any]] = output["entitlements"]
        self.rejected = output["rejected"]
        self.totals: dict[str, dict[str, int]] = output["totals"]

    def found(self, client: str, outcome: str, part: str = "") -> tuple[str, str | None]:
        """Status, and reason where nothing was achieved, else the date."""
        rows = [row for row in self._determinations if _is(row, client, outcome, part)]
        assert len(rows) == 1, f"{client} {outcome} {part}: {rows}"
        row = rows[0]
        return row["status"], row["date"] if row["status"] == "achieved" else row["reason"]

    def judged(self, client: str) -> set[str]:
        """The outcomes that anything was found about."""
        return {row["outcome"] for row in self._determinations if row["client"][:2] == client}

    def paid(self, client: str, outcome: str, part: str = "") -> dict[str, int]:
        """What each contract is paid for it."""
        return {row["contract"]: row["payable"] for row in self._entitlements if _is(row, client, outcome, part)}

    def when(self, client: str, outcome: str, part: str = "") -> str:
        (row,) = [row for row in self._entitlements if _is(row, client, outcome, part)]
        date: str = row["date"]
        return date

    def by_quarter(self, contract: str, outcome: str, group: str) -> dict[str, int]:
        """What each quarter's end added for a cohort."""
        rows = [row for row in self._entitlements if (row["contract"], row["outcome"]) == (contract, outcome)]
        return {row["date"]: row["payable"] for row in rows if row["part"].startswith(f"{group} ")}

    def earned(self, contract: str) -> int:
        """All that results earned, without blocks and floors."""
        rows = [row for row in self._entitlements if row["contract"] == contract and row["outcome"] not in _NO_OUTCOME]
        return sum(row["payable"] for row in rows)

    def other(self, contract: str, outcome: str) -> dict[str, int]:
        """Block or floor, by date."""
        rows = [row for row in self._entitlements if (row["contract"], row["outcome"]) == (contract, outcome)]
        return {row["date"]: row["payable"] for row in rows}


def _is(row: dict[str, Any], client: str, outcome: str, part: str) -> bool:
    return (row["client"][:2], row["outcome"], row["part"]) == (client, outcome, part)
