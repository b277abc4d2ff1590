"""What an extract moved: in short on its own page, and posting by posting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from caseloads.queries import get_extract
from payments.queries.ledger import titles_posted
from payments.queries.moved import moved_by, postings_after
from payments.views.contract_columns import contract_columns
from payments.views.ledger import outcome_of
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.exports import pence_as_pounds
from pbr.web.forms import Filters
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

ON_ITS_LINES, ELSEWHERE = "yes", "no"


class MovedFilters(Filters):
    rests = forms.ChoiceField(
        label="Rests on a line of it", choices=[("", "All"), (ON_ITS_LINES, "Yes"), (ELSEWHERE, "No")]
    )
    client = forms.CharField(label="Client reference", max_length=20)

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if rests := chosen.get("rests"):
            rows = rows.filter(rests=rests == ON_ITS_LINES)
        if client := chosen.get("client"):
            rows = rows.filter(entitlement__client__reference__icontains=client)
        return rows


def part_of_extract(access: Access, extract_id: int) -> dict[str, Any] | None:
    moved = moved_by(access, extract_id)
    return {"moved": moved, "extract_id": extract_id} if moved else None


class MovedByExtract(LockedView):
    """Every posting that names the extract."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest, extract_id: int) -> HttpResponse:
        extract = get_extract(self.access, extract_id)
        if extract.applied_at is None:
            raise Http404("Not applied")
        filters, titles = MovedFilters(request.GET), titles_posted(self.access)
        columns = (
            Column("Posted", lambda row: row.posted_at.astimezone(clock.LONDON).date(), ("posted_at",), "posted"),
            *contract_columns(),
            Column(
                "Client",
                lambda row: row.entitlement.client.reference if row.entitlement.client else "",
                ("entitlement__client__reference",),
                "client",
            ),
            Column("Outcome", lambda row: outcome_of(row, titles), ("entitlement__outcome",), "outcome", words=titles),
            Column(
                "Amount (£)", lambda row: pence_as_pounds(row.signed_pence), ("signed_pence",), "amount", numeric=True
            ),
            Column("Rests on a line of it", lambda row: "Yes" if row.rests else "No", ("rests",), "rests"),
        )
        listing = Listing(request, postings_after(self.access, extract), columns, "-amount", "moved", filters=filters)
        if answer := listing.export():
            return answer
        context = {
            "extract": extract,
            "may_open_extract": self.access.may(Permission.SEE_EXTRACTS),
            "filters": filters,
            "listing": listing,
            "rows": [(row, outcome_of(row, titles)) for row in listing.page],
        }
        return render(request, "payments/moved.html", context)
