"""The audit trail: who did what, when; and whether the log is as it was written."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve

from pbr.access.access import Access
from pbr.access.models import Person
from pbr.access.permissions import Permission
from pbr.access.queries import people_of
from pbr.audit.chain import Head, head, verify_chain
from pbr.audit.models import Event
from pbr.audit.present import THE_SYSTEM, Told, kinds, name_of, present
from pbr.clock import LONDON
from pbr.web.forms import Filters, GovukForm
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

COLUMNS = (
    Column("Number", lambda row: row.sequence, ("sequence",), "number", numeric=True),
    Column("When", lambda row: row.at, ("at", "sequence"), "when"),
    Column("Who", lambda row: present(row).who, ("who", "sequence"), "who"),
    Column("What", lambda row: present(row).did),
    Column("About", lambda row: present(row).about),
)


class EventFilters(Filters):
    kind = forms.ChoiceField(label="What")
    actor = forms.ModelChoiceField(label="Who", queryset=Person.objects.none(), empty_label="Anybody")
    since = forms.DateField(label="From", widget=forms.DateInput)
    until = forms.DateField(label="To", widget=forms.DateInput)
    subject = forms.CharField(label="About", help_text="For example extract:12", max_length=100)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Anything"), *((kind, name_of(kind)) for kind in kinds())]  # type: ignore[attr-defined]
        self.fields["actor"].queryset = people_of(access).order_by("name")  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if "kind" in chosen:
            rows = rows.filter(event=chosen["kind"])
        if "actor" in chosen:
            rows = rows.filter(actor=chosen["actor"])
        if "since" in chosen:
            rows = rows.filter(at__gte=_midnight(chosen["since"]))
        if "until" in chosen:
            rows = rows.filter(at__lt=_midnight(chosen["until"] + dt.timedelta(days=1)))
        if "subject" in chosen:
            rows = rows.filter(subject=chosen["subject"].strip().lower().replace(" ", ":"))
        return rows


def _with_open_doors(access: Access, told: Told) -> Told:
    """Without the link to a page that the person's roles do not open: an administrator reads events, and no extracts."""
    if not told.url:
        return told
    view = getattr(resolve(told.url).func, "view_class", None)
    return told if view is None or access.may(view.permission) else replace(told, url="")


class AuditTrail(LockedView):
    permission = Permission.SEE_AUDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = EventFilters(request.GET, access=self.access)
        rows = Event.objects.filter(partnership=self.access.partnership).select_related("actor")
        rows = rows.annotate(who=Coalesce("actor__name", Value(THE_SYSTEM)))
        listing = Listing(request, rows, COLUMNS, "-number", "audit-trail", filters=filters)
        file = listing.export()
        if file:
            return file
        events = [(event, _with_open_doors(self.access, present(event))) for event in listing.page]
        context = {"listing": listing, "filters": filters, "events": events, "head": head(self.access.partnership)}
        return render(request, "web/audit.html", context)


class ChainForm(GovukForm):
    noted = forms.CharField(
        label="The head that you noted",
        help_text="A number, a colon and 64 digits and letters. Leave it empty to check the chain by itself.",
        required=False,
        max_length=100,
    )

    def clean_noted(self) -> Head | None:
        text = self.cleaned_data["noted"]
        noted = Head.read(text)
        if text and noted is None:
            raise forms.ValidationError("This is not a head: it has the form 1234:9f86d0…, with 64 digits and letters")
        return noted


class CheckChain(LockedView):
    """Checks every event of the partnership; a check reads all of them, so it is asked for by POST."""

    permission = Permission.SEE_AUDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, ChainForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChainForm(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        noted = form.cleaned_data["noted"]
        found = verify_chain(self.access.partnership, noted)
        return self._page(request, form, checked=True, broken=found, noted=noted)

    def _page(self, request: HttpRequest, form: ChainForm, **found: Any) -> HttpResponse:
        return render(request, "web/chain.html", {"form": form, "head": head(self.access.partnership), **found})


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LONDON)
