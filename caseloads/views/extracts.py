"""Extracts: the list with how far each feed has come, and one extract with what it says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from caseloads.actions.confirm import confirm_extract, discard_extract, may_confirm, may_discard
from caseloads.actions.receive import differs_from_earlier
from caseloads.forms import count_of
from caseloads.intake.layouts import KNOWN
from caseloads.intake.local_layouts import LOCAL_LAYOUTS
from caseloads.queries.pages import (
    STATES,
    feeds_overview,
    findings_of,
    get_extract,
    latest_job,
    listed_extracts,
    rules_found,
    shown_finding,
    visible_agencies,
)
from pbr.access.permissions import Permission
from pbr.web.client_parts import parts_of_extract
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing
from pbr.web.templatetags.pbr import STATES as STATE_WORDS
from pbr.web.typed import typed

FEEDS = (*KNOWN, *LOCAL_LAYOUTS)
COLUMNS = (
    Column("File", lambda extract: extract.file_name, ("file_name",), "file"),
    Column("Agency", lambda extract: extract.agency, ("agency",), "agency"),
    Column("Complete to", lambda extract: extract.to, ("to",), "to"),
    Column("State", lambda extract: STATE_WORDS[extract.state][0]),
    Column("Rows", lambda extract: extract.rows, ("rows",), "rows", numeric=True),
    Column("Rejected", lambda extract: extract.rejected, ("rejected",), "rejected", numeric=True),
    Column("Warnings", lambda extract: extract.warnings, ("warnings",), "warnings", numeric=True),
    Column("Received", lambda extract: extract.received_on, ("received_at",), "received"),
    Column("Sent by", lambda extract: extract.sent_by.name),
)


class ExtractList(LockedView):
    permission = Permission.SEE_EXTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = typed(request.GET, "feed", "agency", "state", "text")
        listing = Listing(request, listed_extracts(self.access, **asked), COLUMNS, "-received", "extracts")
        if answer := listing.export():
            return answer
        context = {
            "listing": listing,
            "asked": asked,
            "feeds": FEEDS,
            "agencies": visible_agencies(self.access),
            "states": [(state, STATE_WORDS[state][0]) for state in STATES],
            "standings": feeds_overview(self.access),
            "may_send": self.access.may(Permission.SEND_EXTRACTS),
        }
        return render(request, "caseloads/extracts.html", context)


class ExtractPage(LockedView):
    """What the file says, before and after anything of it is applied; its findings, page by page or as a file."""

    permission = Permission.SEE_EXTRACTS

    def get(self, request: HttpRequest, extract_id: int) -> HttpResponse:
        extract = get_extract(self.access, extract_id)
        asked = typed(request.GET, "severity", "rule")
        listing = Listing(request, findings_of(extract, **asked), self._columns(extract.file_name), "line", "findings")
        if answer := listing.export():
            return answer
        context = {
            "extract": extract,
            "listing": listing,
            "findings": [shown_finding(self.access, row) for row in listing.page],
            "asked": asked,
            "rules": rules_found(extract),
            "job": latest_job(extract),
            "differs": differs_from_earlier(extract),
            "parts": parts_of_extract(request, self.access, extract.pk),
            **self._allowed(extract),
        }
        return render(request, "caseloads/extract.html", context)

    def _allowed(self, extract: Any) -> dict[str, bool]:
        """Which buttons this person is shown; the actions decide again."""
        waits = extract.state == "checked"
        may_map = extract.feed in LOCAL_LAYOUTS and extract.state in {"refused", "checked"}
        return {
            "may_confirm": waits and may_confirm(self.access, extract),
            "may_discard": waits and may_discard(self.access),
            "may_map": may_map and self.access.may(Permission.SEND_EXTRACTS),
        }

    def _columns(self, file_name: str) -> tuple[Column, ...]:
        def told(row: Any) -> Any:
            return shown_finding(self.access, row)

        return (
            Column("File", lambda row: file_name),
            Column("Line", lambda row: row.line, ("line",), "line", numeric=True),
            Column("Column", lambda row: row.column, ("column", "line"), "column"),
            Column("Value", lambda row: told(row).value),
            Column("Rule", lambda row: row.rule, ("rule", "line"), "rule"),
            Column("What", lambda row: row.severity, ("severity", "line"), "severity"),
            Column("What to do", lambda row: told(row).sentence),
        )


class Confirm(LockedView):
    """The sender or a commissioner: the action says which (may_confirm)."""

    permission = Permission.SEE_EXTRACTS

    def post(self, request: HttpRequest, extract_id: int) -> HttpResponse:
        extract = get_extract(self.access, extract_id)
        seen = count_of(request.POST.get("vanishing"))
        confirm_extract(access=self.access, extract_id=extract.pk, vanishing=seen)
        messages.success(request, f"{extract.file_name} is confirmed and is being applied.")
        return redirect("extract", extract.pk)


class Discard(LockedView):
    """The sender or a commissioner: the action says who (may_discard)."""

    permission = Permission.SEE_EXTRACTS

    def post(self, request: HttpRequest, extract_id: int) -> HttpResponse:
        extract = get_extract(self.access, extract_id)
        discard_extract(access=self.access, extract_id=extract.pk)
        messages.success(request, f"{extract.file_name} is discarded. Nothing of it was applied.")
        return redirect("extract", extract.pk)
