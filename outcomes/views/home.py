"""What this room has to say on the home page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from outcomes.queries.held import held
from outcomes.queries.pages import achieved_between, pending_until
from outcomes.queries.schemes import drafts, schemes_in_force
from outcomes.queries.unassessed import waiting_for_assessment
from outcomes.views.signals import signals
from outcomes.views.tops import to_mend
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.values.dates import ONE_DAY
from pbr.web.home import Part

AT_MOST = 10
SOON = dt.timedelta(days=30)


def waiting(access: Access) -> dict[str, Any] | None:
    """For the partnership's people: whoever may not decide may still look."""
    rows = held(access)
    oldest = rows.order_by("found_at").first()
    return {"count": rows.count(), "oldest": oldest} if oldest else None


def without_assessment(access: Access) -> dict[str, Any] | None:
    """For whoever assesses: whose results are found, but have no group and so no price."""
    told = waiting_for_assessment(access)
    return {"waiting": told[:AT_MOST], "total": len(told)} if told else None


def in_draft(access: Access) -> dict[str, Any] | None:
    found = list(drafts(access)[:AT_MOST])
    return {"drafts": found} if found else None


def results(access: Access) -> dict[str, Any] | None:
    """For a provider's people: what is achieved this month, and what will be known soon."""
    if access.providers is None:
        return None
    today = clock.today()
    titles = schemes_in_force(access.partnership.pk)
    soon: dict[tuple[str, dt.date], list[tuple[Any, str]]] = {}
    row: Any
    for row in pending_until(access, today + ONE_DAY, today + SOON)[: AT_MOST * AT_MOST]:
        soon.setdefault((row.client.reference, row.awaits_date), []).append((row, titles.title(row.outcome)))
    first = [(*about, rows) for about, rows in list(soon.items())[:AT_MOST]]
    return {"achieved": achieved_between(access, today.replace(day=1), today).count(), "soon": first}


PARTS = (
    Part(Permission.SEE_CASELOAD, 55, "outcomes/_signals_part.html", signals),
    Part(Permission.SEE_CASELOAD, 35, "outcomes/_tops_part.html", to_mend),
    Part(Permission.SEE_CASELOAD, 15, "outcomes/_held_part.html", waiting),
    Part(Permission.ASSESS, 32, "outcomes/_without_assessment.html", without_assessment),
    Part(Permission.CHANGE_SCHEME, 30, "outcomes/_drafts_part.html", in_draft),
    Part(Permission.SEE_CASELOAD, 30, "outcomes/_results_part.html", results),
)
