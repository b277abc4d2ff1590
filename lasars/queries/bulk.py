"""What bulk entry shows: existing answers of somebody in treatment, and the rows entered today."""

from __future__ import annotations

from typing import Any

from caseloads.queries import existing_answers
from lasars.models import Assessment, Referral
from lasars.queries.earlier import client_named
from lasars.rules.complexity import meant_by
from lasars.rules.instrument import Instrument
from pbr import clock
from pbr.access.access import Access

SHOWN = 10


def known_answers(partnership_id: int, attributor: str, instrument: Instrument) -> dict[str, tuple[str, str]]:
    """By question code, the answer that extracts already give and where it is from."""
    client = client_named(partnership_id, attributor)
    told = existing_answers(partnership_id, client) if client is not None else {}
    found = {}
    for question in instrument.questions:
        existing = told.get(question.existing)
        meant = meant_by(question, existing.value) if existing else ""
        if existing and meant:
            found[question.code] = (meant, existing.where)
    return found


def entered_today(access: Access) -> tuple[int, list[Any]]:
    """How many rows the person has entered today, and the last of them, the newest first."""
    made = Assessment.objects.filter(
        partnership=access.partnership,
        assessor=access.person,
        assessed=clock.today(),
        referral__source=Referral.Source.STOCK,
    )
    return made.count(), list(made.select_related("referral").order_by("-pk")[:SHOWN])
