"""The sections of a draft in the order of its task list, and the page on which each key of a document is edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from outcomes.forms.draft_contract import Contract
from outcomes.forms.draft_lists import Feeds, Prices, Status, priced_individually
from outcomes.forms.draft_outcome import Outcome
from outcomes.forms.draft_sections import About, Ceilings, Gates, Rules
from outcomes.forms.parts import FIRST_STEP, Entry, Part, rows_of_key
from pbr.scheme.editing import Document

SECTIONS: Final[Mapping[str, type[Part]]] = {
    part.section: part for part in (About, Rules, Outcome, Prices, Contract, Feeds, Gates, Ceilings, Status)
}
_ASKED_IN: Final = {
    "journey": Rules, "reviews": Rules, "reliable_change": Rules, "lasars": Rules, "relapse": Rules, "feed": Feeds,
    "status": Status, "outcome": Outcome, "contract": Contract, "gate": Gates, "ceiling": Ceilings,
}  # fmt: skip


def title_of(part: type[Part]) -> str:
    return f"{part.title}s" if issubclass(part, Entry) else part.title


def whereabouts(document: Document, path: str) -> tuple[str, int]:
    """The section and the place within it of the page where the error at this path is put right."""
    step = FIRST_STEP.match(path)
    key, place = (step[1], int(step[2] or 0)) if step else ("", 0)
    inside = path[step.end() :] if step else ""
    if key == "outcome" and inside.split(".")[0] in {"price", "prices"}:
        outcomes = rows_of_key(document, "outcome")
        if place <= len(outcomes) and priced_individually(outcomes[place - 1]):
            return Prices.section, 0
    return _ASKED_IN.get(key, About).section, place if key in {"outcome", "contract"} else 0
