"""Files arrive, several at once; each gets its own line that says what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from caseloads.actions.receive import AlreadyHere, receive_extract
from caseloads.forms import UploadForm
from caseloads.queries.mapping import mapping_for, saved_mappings
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file: received, already here, or refused with a sentence."""

    file_name: str
    result: str
    sentence: str
    url: str = ""


class Upload(LockedView):
    permission = Permission.SEND_EXTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form, status=422)
        lines = [self._receive(file, form.cleaned_data) for file in form.cleaned_data["chosen"]]
        if len(lines) == 1 and lines[0].result == "received":
            return redirect(lines[0].url)
        return self._page(request, self._form(), lines=lines)

    def _form(self, *data: Any) -> UploadForm:
        mappings = [(saved.pk, f"{saved.name} ({saved.feed})") for saved in saved_mappings(self.access)]
        return UploadForm(*data, mappings=mappings)

    def _receive(self, file: UploadedFile[bytes], told: dict[str, Any]) -> Line:
        name = file.name or ""
        try:
            extract = receive_extract(
                access=self.access,
                file_name=name,
                stream=file,
                mode=told["mode"],
                to=told["to"],
                mapping=mapping_for(self.access, told["mapping"], name),
            )
        except AlreadyHere as already:
            return Line(name, "already here", already.message, reverse("extract", args=[already.extract.pk]))
        except Refusal as refusal:
            return Line(name, "refused", refusal.message)
        return Line(name, "received", "It is being checked.", reverse("extract", args=[extract.pk]))

    @staticmethod
    def _page(
        request: HttpRequest, form: UploadForm, *, lines: list[Line] | None = None, status: int = 200
    ) -> HttpResponse:
        return render(request, "caseloads/upload.html", {"form": form, "lines": lines}, status=status)
