"""A draft is started from an agreement that exists, and shown whole: what is wrong with it, and what it would change."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from outcomes.actions.drafting import start_draft
from outcomes.forms.drafting import put_right_where
from outcomes.forms.places import SECTIONS, title_of
from outcomes.forms.start import StartForm
from outcomes.queries.cautions import cautions, providers_unknown
from outcomes.queries.drafts import changed_by, document_of, get_draft, judged
from outcomes.queries.origins import document_from, name_of_versions, origins, usual_start
from outcomes.queries.schemes import earlier_in_force, parsed
from outcomes.views.draft_parts import address_of
from pbr.access.permissions import Permission
from pbr.scheme.compare import differences
from pbr.web.locked import LockedView


class StartDraft(LockedView):
    permission = Permission.CHANGE_SCHEME

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, StartForm(origins=self._choices(), initial=usual_start(self.access)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = StartForm(request.POST, origins=self._choices())
        if not form.is_valid():
            return self._page(request, form, status=422)
        origin = form.cleaned_data["origin"]
        document = document_from(self.access, origin)
        version = start_draft(
            access=self.access,
            document=document,
            name=name_of_versions(self.access) or document["name"],
            starts=form.cleaned_data["starts"],
            ends=form.cleaned_data["ends"],
            origin=dict(self._choices())[origin],
        )
        messages.success(request, "The draft is started. Nothing changes for anybody until it is put in force.")
        return redirect("draft", version.pk)

    def _choices(self) -> list[tuple[str, str]]:
        return [(origin.key, origin.words) for origin in origins(self.access)]

    def _page(self, request: HttpRequest, form: StartForm, status: int = 200) -> HttpResponse:
        return render(request, "outcomes/start_draft.html", {"form": form}, status=status)


class DraftPage(LockedView):
    """The list of parts, what must still be put right in each, and what the draft changes."""

    permission = Permission.CHANGE_SCHEME

    def get(self, request: HttpRequest, version_id: int) -> HttpResponse:
        version = get_draft(self.access, version_id)
        document, found = document_of(version), judged(version)
        wrong = put_right_where(document, found.errors)
        before = earlier_in_force(version)
        context = {
            "version": version,
            "changed_by": changed_by(version),
            "wrong": [(error, address_of(version.pk, error.section, error.place)) for error in wrong],
            "sections": [
                (title_of(part), address_of(version.pk, part.section), sum(e.section == part.section for e in wrong))
                for part in SECTIONS.values()
            ],
            "before": before,
            "readable": found.scheme is not None,
            "changes": differences(parsed(before.pk, before.sha256), found.scheme) if before and found.scheme else [],
            "cautions": cautions(self.access, found.scheme) if found.scheme else [],
            "hindrances": providers_unknown(self.access, found.scheme) if found.scheme else [],
            "is_author": self.access.person.pk in {version.drafted_by_id, *version.changed_by},
        }
        return render(request, "outcomes/draft_page.html", context)
