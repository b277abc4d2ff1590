"""Who was referred to a provider and has not started treatment there: for the provider's own people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from caseloads.queries import reference_by, treatment_started
from lasars.models import Referral
from lasars.queries.facts import counting
from pbr import clock
from pbr.access.access import Access


def referred_to(access: Access) -> QuerySet[Any]:
    """Referrals to the person's own providers, or of the whole partnership, of people whose treatment has not started
    there; with `client_reference` where there is such a client, the `group` that counts, and how long they have waited
    since the referral came (`waits`)."""
    found = Referral.objects.filter(partnership=access.partnership, closed="", referred_on__isnull=False)
    if access.providers is not None:
        found = found.filter(referred_to__in=access.providers)
    latest = counting(access.partnership.pk).filter(referral=OuterRef("pk")).order_by("-assessed", "-pk")
    rows: QuerySet[Any] = found.select_related("lasars", "referred_to").annotate(
        client_reference=Coalesce("client__reference", reference_by(access, "attributor")),
        group=Subquery(latest.values("group")[:1]),
        waits=ExpressionWrapper(Value(clock.today()) - F("received"), output_field=DurationField()),
    )
    return rows.exclude(treatment_started(provider="referred_to", attributor="attributor", since="received"))


def get_referred(access: Access, reference: str) -> Referral:
    """One of those, for a provider's people alone. Raises Http404."""
    found = referred_to(access).filter(reference=reference).first() if access.providers is not None else None
    if found is None:
        raise Http404("No such referral")
    referral: Referral = found
    return referral


def longest_wait(access: Access) -> tuple[int, dt.timedelta] | None:
    """How many wait, and how long the one who has waited longest; None where nobody does."""
    rows = referred_to(access).order_by("received")
    first = rows.first()
    return (rows.count(), first.waits) if first else None
