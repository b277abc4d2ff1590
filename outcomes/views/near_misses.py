"""Perhaps a change of name: pairs of clients who differ in one thing, the one having come soon after the other left."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from outcomes.queries.near_misses import perhaps_one_person, window
from pbr.access.permissions import Permission
from pbr.web.exports import csv_answer, xlsx_answer
from pbr.web.locked import LockedView

COLUMNS: Final = ("Client who left", "Left", "Client who came", "Came", "Days between", "Difference")
FILES: Final = {"csv": csv_answer, "xlsx": xlsx_answer}


class NearMisses(LockedView):
    """Few pairs, all on one page. A provider's people see those of whom both are their own clients."""

    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest) -> HttpResponse:
        pairs = perhaps_one_person(self.access)
        answer = FILES.get(request.GET.get("export", ""))
        if answer is not None:
            rows = ((one.earlier, one.exit, one.later, one.start, one.days, one.difference) for one in pairs)
            return answer("near-misses", COLUMNS, rows)
        context = {"pairs": pairs, "months": window(self.access), "whole": self.access.providers is None}
        return render(request, "outcomes/near_misses.html", context)
