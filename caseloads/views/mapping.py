"""The mapping step of a local file: their columns, dates and codes → ours."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from caseloads.actions.receive import AlreadyHere
from caseloads.actions.remap import receive_mapped
from caseloads.forms import MappingForm
from caseloads.intake.local_layouts import LOCAL_LAYOUTS
from caseloads.queries.mapping import columns_of, saved_mappings
from caseloads.queries.pages import get_extract
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView


class MapColumns(LockedView):
    """`?saved=<id>` fills the form from a mapping saved before."""

    permission = Permission.SEND_EXTRACTS

    def get(self, request: HttpRequest, extract_id: int) -> HttpResponse:
        extract = self._extract(extract_id)
        saved = list(saved_mappings(self.access, extract.feed))
        chosen = next((one for one in saved if str(one.pk) == request.GET.get("saved")), None)
        initial = _filled(chosen.name, chosen.mapping) if chosen else {}
        form = MappingForm(feed=extract.feed, theirs=columns_of(extract), initial=initial)
        return render(request, "caseloads/map_columns.html", {"extract": extract, "form": form, "saved": saved})

    def post(self, request: HttpRequest, extract_id: int) -> HttpResponse:
        extract = self._extract(extract_id)
        form = MappingForm(request.POST, feed=extract.feed, theirs=columns_of(extract))
        if not form.is_valid():
            context = {"extract": extract, "form": form, "saved": saved_mappings(self.access, extract.feed)}
            return render(request, "caseloads/map_columns.html", context, status=422)
        try:
            mapped = receive_mapped(
                access=self.access, extract=extract, mapping=form.mapping, name=form.cleaned_data["name"]
            )
        except AlreadyHere as already:
            messages.info(request, already.message)
            return redirect("extract", already.extract.pk)
        messages.success(request, f"{mapped.file_name} is read again with these columns.")
        return redirect("extract", mapped.pk)

    def _extract(self, extract_id: int) -> Any:
        extract = get_extract(self.access, extract_id)
        if extract.feed not in LOCAL_LAYOUTS:
            raise Http404("Only local files have a mapping")
        return extract


def _filled(name: str, mapping: dict[str, Any]) -> dict[str, Any]:
    """The form's fields as this mapping was saved."""
    filled: dict[str, Any] = {"name": name, "date_form": mapping["date_form"]}
    filled |= {f"column_{ours}": theirs for theirs, ours in mapping["columns"].items()}
    for ours, codes in mapping["codes"].items():
        filled[f"codes_{ours}"] = "\n".join(f"{theirs} = {meant}" for theirs, meant in codes.items())
    return filled
