"""Drift: the share that a group has among each assessor's assessments, as a funnel with its table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lasars.forms import DriftFilters
from lasars.queries.agreed import scheme_on
from lasars.queries.audits import A_YEAR, groups_by_assessor
from lasars.rules.drift import FEWEST, Assessor, Funnel, Place, funnel
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.exports import Cell, csv_answer, xlsx_answer
from pbr.web.locked import LockedView
from pbr.web.pictures import Picture, charts, draw

YOU = "You"
COLUMNS = ("Assessor", "Assessed", "Given the group", "Share, %", "What it says")


class Drift(LockedView):
    """An assessor sees the own name and colleagues by number; who audits sees all names."""

    permission = Permission.SEE_DRIFT

    def get(self, request: HttpRequest) -> HttpResponse:
        scheme = scheme_on(self.access.partnership.pk, clock.today())
        groups = scheme.groups if scheme else ()
        filters = DriftFilters(request.GET, groups=groups)
        highest = groups[-1] if groups else ""
        since, until, group = filters.chosen(clock.today() - A_YEAR, clock.today(), highest)
        told = funnel(groups_by_assessor(self.access, since, until), group)
        rows = [_row(one, name) for one, name in zip(told.assessors, _names(told, self.access), strict=True)]
        answer = {"csv": csv_answer, "xlsx": xlsx_answer}.get(request.GET.get("export", ""))
        if answer is not None:
            return answer("drift", COLUMNS, rows)
        shown = any(one.share is not None for one in told.assessors)
        context = {
            "filters": filters,
            "since": since,
            "until": until,
            "funnel": told,
            "picture": _picture(told, rows) if shown else None,
            "fewest": FEWEST,
            "may_see_assessments": self.access.may(Permission.SEE_ASSESSMENTS),
        }
        return render(request, "lasars/drift.html", context)


def _names(told: Funnel, access: Access) -> list[str]:
    """Colleagues of an assessor are numbered; whoever is responsible for all of them sees their names."""
    if not access.may(Permission.ASSESS):
        return [one.name for one in told.assessors]
    numbered = (f"Colleague {number}" for number in range(1, len(told.assessors) + 1))
    return [YOU if one.name == access.person.name else next(numbered) for one in told.assessors]


def _row(one: Assessor, name: str) -> tuple[Cell, ...]:
    if one.share is None:
        return (name, f"fewer than {FEWEST}", "", "", one.place.value.capitalize())
    return (name, one.assessed, one.given, f"{one.share:.0%}".rstrip("%"), one.place.value.capitalize())


def _named(one: Assessor, name: str) -> str:
    """Those within the lines lie close together, and their names would lie on one another."""
    return name if name == YOU or one.place is not Place.WITHIN else ""


def _picture(told: Funnel, rows: list[tuple[Cell, ...]]) -> Picture:
    points = [
        (_named(one, str(row[0])), one.assessed, one.share)
        for one, row in zip(told.assessors, rows, strict=True)
        if one.share is not None
    ]
    limits = [(one.n, one.low998, one.low95, one.high95, one.high998) for one in told.limits]
    return draw(
        charts.funnel(points, limits, told.centre),
        title=f"Share of the group {told.group} by assessor",
        sentence=(
            f"Of all together {told.centre:.0%} were given the group {told.group}; within the full lines lie 95 % and "
            "within the dotted ones 99.8 % of what chance alone would do. Who lies outside them is named in "
            "the picture; everybody is in the table."
        ),
        columns=COLUMNS,
        rows=rows,
    )
