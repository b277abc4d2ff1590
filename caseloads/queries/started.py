"""Whether treatment has started of somebody who was referred, who may not be a client yet."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from caseloads.models import Intervention, Record
from pbr.access.models import Agency


def treatment_started(provider: str, attributor: str, since: str) -> Exists:
    """Whether an agency of the provider has told of an intervention of that person from the day `since` on.

    The three name fields of the row that is asked about; so does its `partnership`.
    """
    begun = Intervention.objects.filter(
        partnership=OuterRef("partnership"),
        agency=OuterRef("agency"),
        clientid=OuterRef("clientid"),
        start__gte=OuterRef(OuterRef(since)),
    )
    theirs = Agency.objects.filter(provider=OuterRef(OuterRef(provider))).values("code")
    of_person = Q(partnership=OuterRef("partnership"), attributor=OuterRef(attributor))
    return Exists(Record.objects.filter(of_person, Exists(begun), agency__in=theirs))
