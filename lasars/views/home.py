"""What this room says on the home page: who waits, and what was assessed lately."""

from __future__ import annotations

from typing import Any

from lasars.queries.pages import recent
from lasars.queries.referrals import OPEN, STATES, waiting
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


PARTS = (
    Part(Permission.SEE_ASSESSMENTS, 30, "lasars/_waiting.html", referrals_waiting),
    Part(Permission.SEE_ASSESSMENTS, 35, "lasars/_recent.html", recent_assessments),
)
