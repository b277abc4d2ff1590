"""What became of a claim line besides the ledger: its rejection, and the answers to challenges of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from payments.models import Challenge, ClaimLine, Query
from pbr.clock import LONDON
from pbr.values.dates import format_day

_ANSWERED = {
    Challenge.Outcome.UPHELD: "it can be claimed again",
    Challenge.Outcome.REFUSED: "it stays as it is",
    Challenge.Outcome.CORRECT: "the provider is to correct its data",
}


def line_story(line: ClaimLine, challenges: Sequence[Any]) -> list[str]:
    """Sentences, the earliest first. `challenges` are those of the line."""
    told = [
        (one.asked_at, f"Rejected on {_day(one.asked_at)} by {one.asked_by.name}: {one.text}")
        for one in Query.objects.filter(line=line, rejects=True).select_related("asked_by")
    ]
    for one in challenges:
        if one.answered_at is not None:
            outcome = Challenge.Outcome(one.outcome)
            done = "needs correct data" if outcome == Challenge.Outcome.CORRECT else str(outcome)
            told.append((one.answered_at, f"Challenge {done} on {_day(one.answered_at)}: {_ANSWERED[outcome]}."))
    return [sentence for _, sentence in sorted(told)]


def may_be_challenged(line: ClaimLine, challenges: Sequence[Any]) -> bool:
    """Each challenge is answered once: another one needs a rejection since."""
    rejected = line.released_at if line.released_as == ClaimLine.Released.REJECTED else None
    return all(
        one.answered_at is not None and rejected is not None and rejected > one.answered_at for one in challenges
    )


def _day(moment: dt.datetime) -> str:
    return format_day(moment.astimezone(LONDON).date())
