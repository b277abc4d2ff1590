"""TOPs to mend, as their list shows them."""

from __future__ import annotations

from django.db.models import QuerySet

from caseloads.queries.pages import visible_agencies
from outcomes.models import TopExceptionRow
from pbr.access.access import Access


def tops_to_mend(access: Access) -> QuerySet[TopExceptionRow]:
    """A provider's people see those of their own agencies: whoever sent a TOP mends it."""
    rows = TopExceptionRow.objects.filter(partnership=access.partnership)
    if access.providers is not None:
        rows = rows.filter(agency__in=[agency.code for agency in visible_agencies(access)])
    return rows.select_related("client")


def tops_agencies(access: Access) -> list[str]:
    return list(tops_to_mend(access).order_by("agency").values_list("agency", flat=True).distinct())
