"""The caseload, by pseudonymous reference; and who a client is, for those whose work needs it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from caseloads.actions.reveal import reveal_identity
from caseloads.queries.caseload import caseload, get_client
from caseloads.queries.pages import visible_agencies
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing
from pbr.web.typed import plain, typed


def _day(client: Any, which: str) -> dt.date | None:
    day = client.standing[which]
    return dt.date.fromisoformat(day) if day else None


COLUMNS = (
    Column("Client", lambda client: client.reference, ("reference",), "reference"),
    Column("Agencies", lambda client: ", ".join(client.standing["agencies"])),
    Column("Latest episode began", lambda client: _day(client, "began")),
    Column("In treatment", lambda client: "Open" if client.standing["open"] else "Closed"),
    Column("Last told of", lambda client: _day(client, "told"), ("standing__told", "touched"), "told"),
)


class Caseload(LockedView):
    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = typed(request.GET, "agency", "standing", "reference")
        listing = Listing(request, caseload(self.access, **asked), COLUMNS, "-told", "caseload")
        if answer := listing.export():
            return answer
        rows = [(client, [column.cell(client) for column in COLUMNS[1:]]) for client in listing.page]
        context = {"listing": listing, "rows": rows, "asked": asked, "agencies": visible_agencies(self.access)}
        return render(request, "caseloads/clients.html", context)


class WhoItIs(LockedView):
    """Asked for by a button, never shown by itself: each answer is a recorded sight. A part of a page for htmx."""

    permission = Permission.SEE_IDENTITY

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        client = get_client(self.access, reference)
        page = plain(request.POST.get("page", ""), longest=200)
        identity = reveal_identity(self.access, client, page or request.path)
        fragment = getattr(request, "htmx", False)
        template = "caseloads/_identity.html" if fragment else "caseloads/identity.html"
        return render(request, template, {"client": client, "identity": identity})
