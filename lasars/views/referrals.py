"""The queue of referrals, a new one, and one referral's page with all that is done on its way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lasars.actions.refer import Person, refer
from lasars.actions.reveal import reveal_referred
from lasars.forms import QueueFilters, ReferForm
from lasars.queries.pages import SOURCES
from lasars.queries.referrals import STATES, days, get_referral, lasars_of, queue
from lasars.views.referral_page import Wishes, referral_page
from pbr import clock
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.refusals import Refusal
from pbr.web.tables import Column, Listing

COLUMNS = (
    Column("Referral", lambda row: row.reference, ("reference",), "reference"),
    Column("Client", lambda row: row.client_reference or "", ("client_reference",), "client"),
    Column("Received", lambda row: row.received, ("received",), "received"),
    Column("Referred by", lambda row: row.get_source_display(), ("source",), "source", words=dict(SOURCES)),
    Column("Where it stands", lambda row: STATES[row.state], ("state",), "state", words=STATES),
    Column("Waiting, days", lambda row: days(row.waits), ("waits",), "waits", numeric=True),
    Column("To appointment", lambda row: days(row.to_appointment), ("to_appointment",), "appointment", numeric=True),
    Column("To assessment", lambda row: days(row.to_assessment), ("to_assessment",), "assessment", numeric=True),
    Column("To provider", lambda row: days(row.to_provider), ("to_provider",), "provider", numeric=True),
)


class Queue(LockedView):
    """Who waits for what, and for how long; the longest wait first."""

    permission = Permission.SEE_ASSESSMENTS

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = QueueFilters(request.GET, sources=SOURCES)
        listing = Listing(request, queue(self.access), COLUMNS, "received", "referrals", filters=filters)
        if answer := listing.export():
            return answer
        rows = [
            (row, STATES[row.state], [(column.title, column.cell(row)) for column in COLUMNS[5:]])
            for row in listing.page
        ]
        context = {
            "listing": listing,
            "rows": rows,
            "filters": filters,
            "may_assess": self.access.may(Permission.ASSESS),
            "may_see_clients": self.access.may(Permission.SEE_CASELOAD),
        }
        return render(request, "lasars/queue.html", context)


class NewReferral(LockedView):
    permission = Permission.ASSESS

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "lasars/refer.html", {"form": self._form(initial={"received": clock.today()})})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            told = form.cleaned_data
            person = Person(told["finitial"], told["sinitial"], told["dob"], told["sex"])
            try:
                referral = refer(
                    access=self.access,
                    lasars_id=int(told["lasars"]),
                    person=person,
                    source=told["source"],
                    received=told["received"],
                    client_reference=told["client"],
                )
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, f"The referral {referral.reference} is taken in.")
                return redirect("referral", referral.reference)
        return render(request, "lasars/refer.html", {"form": form}, status=422)

    def _form(self, *args: Any, **options: Any) -> ReferForm:
        return ReferForm(*args, lasars=lasars_of(self.access), sources=SOURCES, **options)


class ReferralPage(LockedView):
    permission = Permission.SEE_ASSESSMENTS

    def get(self, request: HttpRequest, referral: str) -> HttpResponse:
        found = get_referral(self.access, referral)
        return referral_page(request, self.access, found, Wishes.of(self.access, found))


class WhoWasReferred(LockedView):
    """Asked for by a button, never shown by itself: each answer is a recorded sight. A part of a page for htmx."""

    permission = Permission.SEE_IDENTITY

    def post(self, request: HttpRequest, referral: str) -> HttpResponse:
        found = get_referral(self.access, referral)
        identity = reveal_referred(access=self.access, referral=found)
        template = "caseloads/_identity.html" if getattr(request, "htmx", False) else "lasars/identity.html"
        return render(request, template, {"referral": found, "identity": identity})
