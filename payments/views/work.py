"""What needs doing: by the money and the date."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from outcomes.rules.deadlines import Action
from payments.queries.work import DOING, WorkWords, at_stake, due_soon, work, work_agencies
from payments.rules.earnable import KINDS
from pbr import clock
from pbr.access.permissions import Permission
from pbr.web.exports import pence_as_pounds
from pbr.web.forms import Filters
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

SOON = 28  # days
_KINDS = (
    ("", "Something to do"),
    *((str(kind), words) for kind, words in KINDS.items() if kind != Action.NOTHING),
    ("all", "Everything"),
)
_WITHIN = (("", "Any day"), ("7", "Within 7 days"), ("28", "Within 28 days"), ("90", "Within 90 days"))


class WorkFilters(Filters):
    """Without a kind the list has what somebody can do; waiting is asked for."""

    kind = forms.ChoiceField(label="What", choices=_KINDS)
    within = forms.ChoiceField(label="Day", choices=_WITHIN)
    agency = forms.ChoiceField(label="Agency")
    text = forms.CharField(label="Client, outcome or CLIENTID", max_length=100)

    def __init__(self, *args: Any, agencies: list[str], words: WorkWords, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        self.fields["agency"].choices = [("", "All"), *((code, code) for code in agencies)]  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        kind = chosen.get("kind")
        if kind != "all":
            rows = rows.filter(kind__in=[kind] if kind else DOING)
        if within := chosen.get("within"):
            today = clock.today()
            rows = rows.filter(soonest__range=(today, today + dt.timedelta(days=int(within))))
        if agency := chosen.get("agency"):
            rows = rows.filter(agency=agency)
        if text := chosen.get("text"):
            called = Q(outcome__in=self.words.outcomes_called(text))
            rows = rows.filter(called | Q(client__reference__icontains=text) | Q(clientid__icontains=text))
        return rows


def columns(words: WorkWords) -> tuple[Column, ...]:
    return (
        Column("Client", lambda row: row.client.reference, ("client__reference",), "client"),
        Column("Outcome", words.title, ("outcome", "part"), "outcome", words=words.titles),
        Column("What needs doing", words.sentence),
        Column("Day", lambda row: row.soonest, ("soonest",), "day"),
        Column(
            "Amount", lambda row: pence_as_pounds(row.pence) if row.pence else None, ("pence",), "amount", numeric=True
        ),
        Column("Agency", lambda row: row.agency, ("agency",), "agency"),
        Column("CLIENTID", lambda row: row.clientid),
        Column("EPISODID", lambda row: row.episodid),
    )


class WorkList(LockedView):
    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest) -> HttpResponse:
        words = WorkWords.of(self.access)
        filters = WorkFilters(request.GET, agencies=work_agencies(self.access), words=words)
        listing = Listing(request, work(self.access), columns(words), "day", "what-needs-doing", filters=filters)
        if answer := listing.export():
            return answer
        soon = due_soon(self.access, SOON)
        context = {
            "listing": listing,
            "rows": [(row, words.title(row), words.sentence(row)) for row in listing.page],
            "filters": filters,
            "at_stake": at_stake(listing.rows),
            "soon": at_stake(soon),
            "soon_count": soon.count(),
            "days": SOON,
        }
        return render(request, "payments/work.html", context)
