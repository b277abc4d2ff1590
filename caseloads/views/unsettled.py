"""Who is who: perhaps twins, and rows of local files that belong to nobody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from caseloads.queries.unsettled import perhaps_twins, rows_of_nobody
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

COLUMNS = (
    Column("File", lambda row: row.extract.file_name, ("extract__file_name", "line"), "file"),
    Column("Line", lambda row: row.line, numeric=True),
    Column("Feed", lambda row: row.feed, ("feed",), "feed"),
    Column("Names the person by", lambda row: f"{row.agency} {row.clientid}" if row.clientid else "initials and birth"),
)


class ToSettle(LockedView):
    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest) -> HttpResponse:
        listing = Listing(request, rows_of_nobody(self.access), COLUMNS, "file", "rows-of-nobody")
        if answer := listing.export():
            return answer
        context = {"twins": perhaps_twins(self.access), "listing": listing, "whole": self.access.providers is None}
        return render(request, "caseloads/to_settle.html", context)
