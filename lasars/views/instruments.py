"""The instrument, read as a document, and a new version taken in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lasars.actions.instruments import InstrumentRefused, add_instrument, demonstration_document
from lasars.forms import InstrumentForm
from lasars.queries.instruments import get_instrument, instrument_on, instruments, read
from pbr import clock
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

COLUMNS = (
    Column("Version", lambda row: row.version, ("version",), "version"),
    Column("Title", lambda row: row.title, ("title",), "title"),
    Column("Valid from", lambda row: row.valid_from, ("valid_from",), "valid"),
    Column("Demonstration", lambda row: "Yes" if row.demonstration else "No"),
    Column("Taken in by", lambda row: row.added_by.name, ("added_by__name",), "by"),
    Column("Taken in", lambda row: row.added_at, ("added_at",), "added"),
)


class Instruments(LockedView):
    permission = Permission.SEE_INSTRUMENT

    def get(self, request: HttpRequest) -> HttpResponse:
        listing = Listing(request, instruments(self.access), COLUMNS, "-valid", "instruments")
        if answer := listing.export():
            return answer
        context = {
            "listing": listing,
            "valid": instrument_on(self.access.partnership.pk, clock.today()),
            "may_add": self.access.may(Permission.CHANGE_SCHEME),
        }
        return render(request, "lasars/instruments.html", context)


class InstrumentPage(LockedView):
    permission = Permission.SEE_INSTRUMENT

    def get(self, request: HttpRequest, instrument_id: int) -> HttpResponse:
        found = get_instrument(self.access, instrument_id)
        read_whole = read(found)
        mapping = sorted({**read_whole.mapping}.items())
        context = {
            "instrument": found,
            "read": read_whole,
            "mapping": mapping,
            "stock": sorted(read_whole.stock.items()),
        }
        return render(request, "lasars/instrument.html", context)


class InstrumentDocument(LockedView):
    """The TOML document itself, byte for byte."""

    permission = Permission.SEE_INSTRUMENT

    def get(self, request: HttpRequest, instrument_id: int) -> HttpResponse:
        found = get_instrument(self.access, instrument_id)
        headers = {"Content-Disposition": f'attachment; filename="instrument-{found.version}.toml"'}
        return HttpResponse(found.document.encode(), content_type="application/toml", headers=headers)


class NewInstrument(LockedView):
    """A version taken in whole or not at all; the demonstration is there to begin with."""

    permission = Permission.CHANGE_SCHEME

    def get(self, request: HttpRequest) -> HttpResponse:
        form = InstrumentForm(initial={"text": demonstration_document()})
        return render(request, "lasars/new_instrument.html", {"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InstrumentForm(request.POST, request.FILES)
        if not form.is_valid():
            return render(request, "lasars/new_instrument.html", {"form": form}, status=422)
        document, name = form.document
        try:
            instrument = add_instrument(access=self.access, document=document, file_name=name)
        except InstrumentRefused as refused:
            again = InstrumentForm(initial={"text": document})
            context = {"form": again, "errors": refused.errors}
            return render(request, "lasars/new_instrument.html", context, status=422)
        messages.success(request, f"{instrument} is taken in, valid from {instrument.valid_from:%-d %B %Y}.")
        return redirect("instrument", instrument.pk)
