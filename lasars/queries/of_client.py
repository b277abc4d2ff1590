"""The assessments made here of one client, for the client's page."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Coalesce

from caseloads.queries import reference_by, references
from lasars.models import Assessment
from lasars.queries.facts import audit_of, counting
from pbr.access.access import Access


def assessments_of_client(access: Access, client_id: int) -> dict[str, Any] | None:
    """Each with whether it counts and how its audit ended, the earliest first; None where there is none. The person may
    see the client."""
    reference = references([client_id]).get(client_id)
    found = Assessment.objects.filter(partnership=access.partnership, completed_at__isnull=False)
    of_client = (
        found.annotate(reference=Coalesce("referral__client__reference", reference_by(access, "referral__attributor")))
        .filter(reference=reference)
        .select_related("approval", "drawn__rescoring")
        .order_by("assessed", "pk")
    )
    made = list(of_client)
    if not made:
        return None
    counted = set(counting(access.partnership.pk).filter(pk__in=[one.pk for one in made]).values_list("pk", flat=True))
    return {"made": [(one, one.pk in counted, audit_of(one)) for one in made]}
