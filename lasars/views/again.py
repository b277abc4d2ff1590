"""Assessing somebody again, and the second person's approval."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lasars.actions.reassess import approve_reassessment, reassess
from lasars.forms import AgainForm
from lasars.queries.assessing import get_assessment
from lasars.queries.instruments import read
from lasars.queries.referrals import get_referral
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.refusals import Refusal


class Again(LockedView):
    """Asks why, and begins."""

    permission = Permission.ASSESS

    def get(self, request: HttpRequest, referral: str) -> HttpResponse:
        found = get_referral(self.access, referral)
        return render(request, "lasars/again.html", {"form": AgainForm(), "referral": found})

    def post(self, request: HttpRequest, referral: str) -> HttpResponse:
        found = get_referral(self.access, referral)
        form = AgainForm(request.POST)
        if form.is_valid():
            try:
                begun = reassess(access=self.access, referral=found, reason=form.cleaned_data["reason"])
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                # Every answer stands there already, to be asked about anew: from the first page on.
                return redirect("questions", referral, read(begun.instrument).groups[0].code)
        return render(request, "lasars/again.html", {"form": form, "referral": found}, status=422)


class ApproveAssessment(LockedView):
    permission = Permission.ASSESS

    def post(self, request: HttpRequest, assessment_id: int) -> HttpResponse:
        assessment = get_assessment(self.access, assessment_id)
        approve_reassessment(access=self.access, assessment=assessment)
        messages.success(
            request,
            f"The group {assessment.group} counts for what is determined on or after {assessment.assessed:%-d %B %Y}.",
        )
        return redirect("assessment", assessment.pk)
