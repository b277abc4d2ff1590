"""LASARS assessments as told by the `assessments` feed, narrowed to what the person may see."""

from __future__ import annotations

from django.db.models import CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from caseloads.models import ClientIdentity, LocalRow, Record
from caseloads.queries.caseload import visible_clients
from pbr.access.access import Access


def assessments(access: Access) -> QuerySet[LocalRow]:
    """Each assessment that holds, with `assessed` (a day), `group`, `assessor`, `approved_by`, `audit` ("", pass, fail)
    and `reference`, the client's; None while the row belongs to nobody who is known (extracts.md §4).

    A provider's people see those of their own clients; everybody else all of the partnership.
    """
    by_record = Record.objects.filter(
        partnership=OuterRef("partnership"), agency=OuterRef("agency"), clientid=OuterRef("clientid")
    )
    rows = LocalRow.objects.filter(partnership=access.partnership, feed="assessments").annotate(
        assessed=Cast(KT("values__ASSESSED"), DateField()),
        group=KT("values__GROUP"),
        assessor=KT("values__ASSESSOR"),
        approved_by=KT("values__APPROVED_BY"),
        audit=Coalesce(KT("values__AUDIT"), Value(""), output_field=TextField()),
        # By AGNCY and CLIENTID where both are given, else by the attributor (points 10).
        whose=Coalesce(
            Subquery(by_record.values("attributor")[:1]), NullIf(F("attributor"), Value("")), output_field=CharField()
        ),
    )
    rows = rows.annotate(
        twin=Concat("whose", Value("/"), "agency", Value("/"), "clientid", output_field=CharField()),
        reference=Coalesce(reference_by(access, "twin"), reference_by(access, "whose")),
    )
    return rows.filter(~Q(reference=None)) if access.providers is not None else rows


def reference_by(access: Access, key: str) -> Subquery:
    """The reference of the visible client whose key that is: a twin's own, or the attributor."""
    identities = ClientIdentity.objects.filter(
        partnership=OuterRef("partnership"), key=OuterRef(key), client__in=visible_clients(access)
    )
    return Subquery(identities.values("client__reference")[:1])
