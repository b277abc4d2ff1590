"""What this room says on the home page: who waits, and what was assessed lately."""

from __future__ import annotations

from typing import Any

from lasars.queries.assessing import waiting_for_approval
from lasars.queries.audits import left_to_score
from lasars.queries.blind import scores_blind
from lasars.queries.pages import recent
from lasars.queries.referrals import OPEN, STATES, days, waiting
from lasars.queries.referred import longest_wait
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.home import Part


def referrals_waiting(access: Access) -> dict[str, Any] | None:
    counted = waiting(access)
    states = [(state, STATES[state].lower(), counted[state]) for state in OPEN if counted.get(state)]
    return {"states": states, "total": sum(counted.values())} if states else None


def recent_assessments(access: Access) -> dict[str, Any] | None:
    told = recent(access)
    return {"recent": told} if told.made or told.failed else None


def to_score_again(access: Access) -> dict[str, Any] | None:
    left = left_to_score(access) if scores_blind(access) else 0
    return {"left": left} if left else None


def to_approve(access: Access) -> dict[str, Any] | None:
    waiting_for = list(waiting_for_approval(access))
    return {"waiting": waiting_for} if waiting_for else None


def referred_to_us(access: Access) -> dict[str, Any] | None:
    """For a provider's people."""
    told = longest_wait(access) if access.providers is not None else None
    return {"many": told[0], "longest": days(told[1])} if told else None


PARTS = (
    Part(Permission.SEE_CASELOAD, 12, "lasars/_referred_to_us.html", referred_to_us),
    Part(Permission.SEE_ASSESSMENTS, 30, "lasars/_waiting.html", referrals_waiting),
    Part(Permission.SEE_ASSESSMENTS, 35, "lasars/_recent.html", recent_assessments),
    Part(Permission.ASSESS, 31, "lasars/_to_approve.html", to_approve),
    Part(Permission.RESCORE, 36, "lasars/_to_score.html", to_score_again),
)
