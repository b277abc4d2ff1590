"""For a provider: who was referred to it, until their treatment starts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lasars.actions.reveal import reveal_referred
from lasars.queries.of_client import wishes_told
from lasars.queries.referrals import days
from lasars.queries.referred import get_referred, referred_to
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

COLUMNS = (
    Column("Referral", lambda row: row.reference, ("reference",), "reference"),
    Column("Client", lambda row: row.client_reference or "", ("client_reference",), "client"),
    Column("To", lambda row: row.referred_to.name, ("referred_to__name",), "to"),
    Column("Referred on", lambda row: row.referred_on, ("referred_on",), "on"),
    Column("First referred by", lambda row: row.get_source_display(), ("source",), "source"),
    Column("Group", lambda row: row.group or "", ("group",), "group"),
    Column("Waiting, days", lambda row: days(row.waits), ("waits",), "waits", numeric=True),
)


class ReferredToUs(LockedView):
    """The longest wait first. Somebody whose treatment an extract tells of stands here no more."""

    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest) -> HttpResponse:
        listing = Listing(request, referred_to(self.access), COLUMNS, "-waits", "referred-to-us")
        if answer := listing.export():
            return answer
        may_see_who = self.access.may(Permission.SEE_IDENTITY) and self.access.providers is not None
        context = {
            "listing": listing,
            "rows": [(row, days(row.waits)) for row in listing.page],
            "of_provider": self.access.providers is not None,
            "may_see_who": may_see_who,
        }
        return render(request, "lasars/referred_to_us.html", context)


class WhoWasReferredToUs(LockedView):
    """Asked for by a button, and a recorded sight: without it nobody could expect the right person."""

    permission = Permission.SEE_IDENTITY

    def post(self, request: HttpRequest, referral: str) -> HttpResponse:
        found = get_referred(self.access, referral)
        identity = reveal_referred(access=self.access, referral=found)
        context = {"referral": found, "identity": identity, "wishes": wishes_told(self.access, [found])}
        return render(request, "lasars/identity_of_referred.html", context)
