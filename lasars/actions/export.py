"""The assessments made here as rows of their feed, for a replay. They say who was assessed: each export is recorded."""

from __future__ import annotations

import datetime as dt

from lasars.models import Assessment
from lasars.queries.blind import hidden
from lasars.queries.pages import assessments_for_replay
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.audit.record import record
from pbr.web.refusals import NotAllowed, Refusal


def export_assessments(*, access: Access, reason: str) -> list[tuple[str | dt.date, ...]]:
    """Rows in the columns of ASSESSMENTS_HEADER. Raises NotAllowed, and Refusal without a reason and while scoring again
    is blind."""
    check_may_export(access)
    if not reason.strip():
        raise Refusal("Say why you need the file.")
    rows = list(assessments_for_replay(access))
    record(
        "assessments.exported",
        partnership=access.partnership,
        actor=access.person,
        subject=f"partnership:{access.partnership.pk}",
        rows=len(rows),
        reason=reason.strip(),
    )
    return rows


def may_export(access: Access) -> bool:
    try:
        check_may_export(access)
    except Refusal:
        return False
    return True


def check_may_export(access: Access) -> None:
    """Raises NotAllowed, and Refusal while scoring again is blind."""
    if not access.may(Permission.SEE_IDENTITY):
        raise NotAllowed("The file says who was assessed, and your roles do not include seeing that.")
    if hidden(access, Assessment.objects.filter(partnership=access.partnership)):
        raise Refusal("Assessments are drawn for audit, and the file says their groups. Take it once they are scored.")
