"""The scheme of the demonstration, drafted by one person and put in force by another, decisions about what is held, and a
draft for the year after."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from outcomes.actions.decide import decide
from outcomes.actions.drafting import change_draft, start_draft
from outcomes.actions.schemes import draft_scheme, put_in_force
from outcomes.forms.wording import changes_in_words
from outcomes.queries.drafts import document_of
from outcomes.queries.held import held
from outcomes.queries.schemes import versions
from pbr.access.access import Access
from pbr.values.dates import ONE_DAY, months_after

# What the commissioner of Anytown decides, by the reason for holding, and says about it.
DECISIONS = {
    "discharge-inconsistent": (
        "release",
        "The discharge letter shows a planned exit for both episodes; one system sent the wrong code.",
    ),
    "moved": ("release", "The new area's service confirmed that there was no return to treatment after the move."),
    "died": ("refuse", "The inquest found an overdose. This was not a lasting recovery."),
    "no-dose-dates": ("release", "The vaccination card was seen at the clinic: three doses within five months."),
    "assessment-failed-audit": ("refuse", "The group rests on answers that the audit could not find in the notes."),
}

DEARER: Final = Decimal("1.10")
CHANGED: Final = "planned_exit"  # the measure of the outcome that the draft pays more for


def agree_scheme(*, drafter: Access, second: Access, document: str, file_name: str) -> None:
    version = draft_scheme(access=drafter, document=document, file_name=file_name)
    put_in_force(access=second, version_id=version.pk)


def decide_some(access: Access, at_most: int) -> int:
    """The oldest held determinations for whose reason there is an answer above; the number decided."""
    rows = held(access).filter(reason__in=DECISIONS, client__isnull=False).order_by("date", "pk")[:at_most]
    for row in rows:
        decision, words = DECISIONS[row.reason]
        decide(access=access, determination_id=row.pk, decision=decision, words=words)
    return len(rows)


def draft_next_year(access: Access) -> int:
    """A draft for the year after the agreement ends, which pays a tenth more for leaving as planned; its id."""
    last = versions(access).filter(in_force_at__isnull=False).latest("ends")
    starts = last.ends + ONE_DAY
    draft = start_draft(
        access=access,
        document=document_of(last),
        name=last.name,
        starts=starts,
        ends=months_after(starts, 12) - ONE_DAY,
        origin=str(last),
    )
    document = document_of(draft)
    outcome = next(one for one in document["outcome"] if one["measure"] == CHANGED)
    outcome |= _dearer(outcome)
    change_draft(
        access=access,
        version_id=draft.pk,
        opened=draft.sha256,
        document=document,
        part="Prices",
        in_words=changes_in_words,
    )
    return draft.pk


def _dearer(priced: dict[str, Any]) -> dict[str, Any]:
    """The prices of an outcome, or of its bands, as the document writes them, a tenth higher."""
    return {key: _raised(priced[key]) for key in ("price", "prices", "bands") if key in priced}


def _raised(price: Any) -> Any:
    if isinstance(price, list):
        return [band | _dearer(band) for band in price]
    if isinstance(price, dict):
        return {group: _raised(one) for group, one in price.items()}
    return f"{Decimal(price) * DEARER:.2f}"
