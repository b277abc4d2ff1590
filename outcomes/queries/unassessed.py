"""Whose results wait for an assessment: they are achieved, or held for nothing else, and have no group and so no price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from outcomes.models import DeterminationRow, JourneyRow
from pbr.access.access import Access

# Held for want of an assessment, or released from that.
_WAITS = Q(status="held", reason="no-assessment") | Q(status="achieved", reason="released", group__isnull=True)


def waiting_for_assessment(access: Access) -> Sequence[Any]:
    """The client's journeys with `results` that wait, those with the most first.

    Each also has `agency` and `clientid` of its first episode, by which whoever assesses knows the client.
    """
    first = JourneyRow.objects.filter(client=OuterRef("client"), start=OuterRef("journey"))
    rows = DeterminationRow.objects.filter(_WAITS, partnership=access.partnership, superseded_at=None)
    return list(
        rows.exclude(client=None)
        .values("client__reference", "journey")
        .annotate(
            results=Count("pk"),
            agency=Subquery(first.values("first_agency")[:1]),
            clientid=Subquery(first.values("first_clientid")[:1]),
        )
        .order_by("-results", "journey", "client__reference")
    )
