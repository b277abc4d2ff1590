"""TOPs to mend in the provider's own system: missing, misdated, not answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from outcomes.queries.tops import tops_agencies, tops_to_mend, tops_with_money
from outcomes.rules.top_words import KINDS, what_to_do
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.exports import pence_as_pounds
from pbr.web.forms import Filters
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing


class TopFilters(Filters):
    kind = forms.ChoiceField(
        label="What", choices=[("", "All"), *((str(kind), words) for kind, words in KINDS.items())]
    )
    agency = forms.ChoiceField(label="Agency")
    text = forms.CharField(label="Client or CLIENTID", max_length=100)

    def __init__(self, *args: Any, agencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "All"), *((code, code) for code in agencies)]  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        rows = rows.filter(**{name: chosen[name] for name in ("kind", "agency") if name in chosen})
        if text := chosen.get("text"):
            rows = rows.filter(Q(client__reference__icontains=text) | Q(clientid__icontains=text))
        return rows


def sentence(row: Any) -> str:
    return what_to_do(row.kind, row.journey, row.topid, row.day, tuple(row.items))


COLUMNS = (
    Column("Client", lambda row: row.client.reference, ("client__reference",), "client"),
    Column("What", lambda row: KINDS[row.kind], ("kind",), "kind", words=KINDS),
    Column("What to do", sentence),
    Column(
        "Hangs on it",
        lambda row: pence_as_pounds(row.pence) if row.pence else None,
        ("pence", "haste"),
        "amount",
        numeric=True,
    ),
    Column("By", lambda row: row.by, ("by",), "by"),
    Column("Journey from", lambda row: row.journey, ("journey",), "journey"),
    Column("Agency", lambda row: row.agency, ("agency",), "agency"),
    Column("CLIENTID", lambda row: row.clientid, ("clientid",), "clientid"),
    Column("EPISODID", lambda row: row.episodid),
    Column("TOPID", lambda row: row.topid),
    Column("Day", lambda row: row.day, ("day",), "day"),
)


class TopExceptions(LockedView):
    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = TopFilters(request.GET, agencies=tops_agencies(self.access))
        listing = Listing(request, tops_with_money(self.access), COLUMNS, "-amount", "tops-to-mend", filters=filters)
        if answer := listing.export():
            return answer
        rows = [(row, KINDS[row.kind], sentence(row)) for row in listing.page]
        return render(request, "outcomes/tops.html", {"listing": listing, "filters": filters, "rows": rows})


def to_mend(access: Access) -> dict[str, Any] | None:
    """For a provider's people, on their home page."""
    count = tops_to_mend(access).count() if access.providers is not None else 0
    return {"count": count} if count else None
