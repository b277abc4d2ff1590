"""The assessments, for those who make them and those who look after them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lasars.forms import AssessmentFilters
from lasars.queries import choices, recent, visible_assessments
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.home import Part
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

AUDIT_IN_WORDS = {"pass": "Passed", "fail": "Failed", "": "Not audited"}
COLUMNS = (
    Column("Assessed", lambda row: row.assessed, ("assessed",), "assessed"),
    Column("Client", lambda row: row.reference, ("reference",), "client"),
    Column("Group", lambda row: row.group, ("group",), "group"),
    Column("Assessor", lambda row: row.assessor, ("assessor",), "assessor"),
    Column("Approved by", lambda row: row.approved_by, ("approved_by",), "approved"),
    Column("Audit", lambda row: AUDIT_IN_WORDS.get(row.audit, row.audit), ("audit",), "audit"),
)


class Assessments(LockedView):
    permission = Permission.SEE_ASSESSMENTS

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = AssessmentFilters(
            request.GET, groups=choices(self.access, "group"), assessors=choices(self.access, "assessor")
        )
        rows = visible_assessments(self.access)
        listing = Listing(request, rows, COLUMNS, "-assessed", "assessments", filters=filters)
        if answer := listing.export():
            return answer
        shown = [(row, AUDIT_IN_WORDS.get(row.audit, row.audit)) for row in listing.page]
        context = {
            "listing": listing,
            "rows": shown,
            "filters": filters,
            "may_see_clients": self.access.may(Permission.SEE_CASELOAD),
        }
        return render(request, "lasars/assessments.html", context)


def home_part(access: Access) -> dict[str, Any] | None:
    told = recent(access)
    return {"recent": told} if told.made or told.failed else None


PARTS = (Part(Permission.SEE_ASSESSMENTS, 35, "lasars/_recent.html", home_part),)
