"""The assessments, for those who make them and those who look after them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lasars.actions.export import check_may_export, export_assessments, may_export
from lasars.forms import AssessmentFilters, ReplayForm
from lasars.queries.pages import ASSESSMENTS_HEADER, BEING_AUDITED, choices, visible_assessments
from pbr import clock
from pbr.access.permissions import Permission
from pbr.web.exports import csv_answer
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

AUDIT_IN_WORDS = {"pass": "Passed", "fail": "Failed", BEING_AUDITED: "Being audited", "": "Not audited"}
COLUMNS = (
    Column("Assessed", lambda row: row.assessed, ("assessed",), "assessed"),
    Column("Client", lambda row: row.reference, ("reference",), "client"),
    Column("Group", lambda row: row.group_told, ("group_told",), "group"),
    Column("Assessor", lambda row: row.assessor_told, ("assessor_told",), "assessor"),
    Column("Approved by", lambda row: row.approved_by, ("approved_by",), "approved"),
    Column("Audit", lambda row: AUDIT_IN_WORDS.get(row.audit, row.audit)),
)


class Assessments(LockedView):
    permission = Permission.SEE_ASSESSMENTS

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = AssessmentFilters(
            request.GET, groups=choices(self.access, "group_told"), assessors=choices(self.access, "assessor_told")
        )
        rows = visible_assessments(self.access, filters.narrow)
        listing = Listing(request, rows, COLUMNS, "-assessed", "assessments")
        if answer := listing.export():
            return answer
        shown = [(row, AUDIT_IN_WORDS.get(row.audit, row.audit)) for row in listing.page]
        context = {
            "listing": listing,
            "rows": shown,
            "filters": filters,
            "may_see_clients": self.access.may(Permission.SEE_CASELOAD),
            "may_see_identity": self.access.may(Permission.SEE_IDENTITY),
            "may_export": may_export(self.access),
        }
        return render(request, "lasars/assessments.html", context)


class AssessmentsForReplay(LockedView):
    """The assessments made here as a file of the `assessments` feed: with the stored extracts it gives the same results
    again. It says who was assessed, so only those who may see that get it; that they did, and why, is recorded."""

    permission = Permission.SEE_ASSESSMENTS

    def get(self, request: HttpRequest) -> HttpResponse:
        check_may_export(self.access)
        return render(request, "lasars/replay.html", {"form": ReplayForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReplayForm(request.POST)
        if not form.is_valid():
            return render(request, "lasars/replay.html", {"form": form}, status=422)
        rows = export_assessments(access=self.access, reason=form.cleaned_data["reason"])
        return csv_answer(f"assessments-{clock.today():%Y%m%d}", ASSESSMENTS_HEADER, rows)
