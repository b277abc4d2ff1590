"""What was found for one client, and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from caseloads.queries import client_story, get_client
from outcomes.queries.held import decided_since, decision_in_words, reason_in_words
from outcomes.queries.pages import current_after, determination, journeys_told, outcome_of
from outcomes.queries.schemes import schemes_in_force
from outcomes.queries.tops import tops_to_mend
from outcomes.views.journey_picture import journey_picture
from outcomes.views.outcome_words import outcome_words
from outcomes.views.scheme_words import Marks
from outcomes.views.tops import sentence
from pbr import clock
from pbr.access.permissions import Permission
from pbr.web.client_parts import parts_of_client, parts_of_determination
from pbr.web.locked import LockedView


class ClientPage(LockedView):
    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        client = get_client(self.access, reference)
        story, journeys = client_story(self.access, client.pk), journeys_told(self.access, client.pk)
        context = {
            "client": client,
            "story": story,
            "journeys": journeys,
            "picture": journey_picture(story, journeys, clock.today()),
            "tops": list(map(sentence, tops_to_mend(self.access).filter(client=client).order_by("journey", "pk"))),
            "parts": parts_of_client(request, self.access, client.pk),
            "may_see_identity": self.access.may(Permission.SEE_IDENTITY),
            "may_decide": self.access.may(Permission.DECIDE_HELD),
            "may_open_extracts": self.access.may(Permission.SEE_EXTRACTS),
        }
        return render(request, "outcomes/client.html", context)


class DeterminationPage(LockedView):
    """The sentence, the rule with its version, and what each line of evidence said."""

    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest, determination_id: int) -> HttpResponse:
        told = determination(self.access, determination_id)
        outcome, scheme = outcome_of(told.row), schemes_in_force(self.access.partnership.pk).by_id(told.row.version_id)
        marks = Marks(scheme.status)
        made = decided_since(told.row) if told.row.status == "held" and self.access.providers is None else None
        context = {
            "told": told,
            "made": decision_in_words(made) if made else "",
            "reason": reason_in_words(told.row.reason) if told.row.reason else "",
            "rule": outcome_words(outcome, scheme, marks.any_of) if outcome else None,
            "current": None if told.is_current else current_after(told.row),
            "parts": parts_of_determination(request, self.access, told.row.pk),
            "may_decide": self.access.may(Permission.DECIDE_HELD),
            "may_open_extracts": self.access.may(Permission.SEE_EXTRACTS),
        }
        return render(request, "outcomes/determination.html", context)


class EvidencePart(LockedView):
    """What each line said, as a part of the client's page: read from the stored files only when somebody asks."""

    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest, determination_id: int) -> HttpResponse:
        told = determination(self.access, determination_id)
        context = {"told": told, "may_open_extracts": self.access.may(Permission.SEE_EXTRACTS)}
        return render(request, "outcomes/_evidence.html", context)
