"""The scheme of the demonstration, drafted by one person and put in force by another, and decisions about what is held."""

from __future__ import annotations

from outcomes.actions.decide import decide
from outcomes.actions.schemes import draft_scheme, put_in_force
from outcomes.queries.held import held
from pbr.access.access import Access

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
