"""An assessment on its way: one group of questions a page, kept as it goes; checked; completed; and why its group."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lasars.actions.assess import CannotComplete, complete, must_not_be_hidden, save, start, take_over
from lasars.forms import AnswersForm, impossible_in, said_in, said_twice, why_not_kept
from lasars.forms.answers import NOT_BOTH
from lasars.queries.assessing import (
    Page,
    answered,
    assessments_of,
    awaiting_a_second_person,
    complexity,
    first_open_page,
    get_assessment,
    offers,
    open_assessment,
    page_of,
    said_of,
)
from lasars.queries.blind import is_hidden
from lasars.queries.instruments import read
from lasars.queries.referrals import get_referral
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.refusals import NotAllowed, Refusal


class Begin(LockedView):
    """Begins, or goes on where it was left."""

    permission = Permission.ASSESS

    def post(self, request: HttpRequest, referral: str) -> HttpResponse:
        assessment = start(access=self.access, referral=get_referral(self.access, referral))
        return redirect_on(referral, first_open_page(assessment))


class TakeOver(LockedView):
    permission = Permission.ASSESS

    def post(self, request: HttpRequest, referral: str) -> HttpResponse:
        assessment = open_assessment(get_referral(self.access, referral))
        take_over(access=self.access, assessment=assessment)
        return redirect_on(referral, first_open_page(assessment))


class Questions(LockedView):
    """One group of questions. Whatever can be an answer is kept first; only then is looked at what is missing or wrong."""

    permission = Permission.ASSESS

    def get(self, request: HttpRequest, referral: str, group: str) -> HttpResponse:
        assessment = self._mine(referral)
        page = page_of(read(assessment.instrument), group)
        return self._page(request, assessment, page, checked="check" in request.GET)

    def post(self, request: HttpRequest, referral: str, group: str) -> HttpResponse:
        try:
            return self._keep(request, referral, group)
        except (Refusal, Http404) as why:
            return self._lost(request, referral, why)

    def _keep(self, request: HttpRequest, referral: str, group: str) -> HttpResponse:
        assessment = self._mine(referral)
        page = page_of(read(assessment.instrument), group)
        # A page that is filled in sends each answer by itself, so that what is sent late touches no other answer.
        by_itself = bool(getattr(request, "htmx", False))
        said, source = said_in(page.group, request.POST, whole=not by_itself), {}
        for offer in offers(assessment, page.group):
            if request.POST.get("use") == offer.code:
                said[offer.code], source[offer.code] = offer.said, offer.where
        impossible, twice = impossible_in(page.group, said), said_twice(page.group, request.POST)
        possible = {code: text for code, text in said.items() if code not in impossible}
        if possible:
            assessment = save(access=self.access, assessment=assessment, said=possible, source=source)
        if by_itself:
            return self._by_itself(request, assessment, page, said, impossible)
        if twice or impossible:
            checked = "later" not in request.POST and not source
            return self._page(request, assessment, page, checked=checked, twice=twice, impossible=impossible)
        if source:
            return redirect("questions", referral, group)
        if "later" in request.POST:
            messages.success(request, "What is answered so far is kept. Go on whenever you like.")
            return redirect("referral", referral)
        if AnswersForm(page.group, said_of(assessment), checked=True).errors:
            return self._page(request, assessment, page, checked=True)
        return redirect("questions", referral, page.after) if page.after else redirect("check_answers", referral)

    def _by_itself(
        self, request: HttpRequest, assessment: Any, page: Page, said: dict[str, str], impossible: dict[str, str]
    ) -> HttpResponse:
        """Says beside each question that was sent why what was said there is not kept; nothing where it is."""
        wrong = why_not_kept(page.group, impossible, said_of(assessment))
        wrong |= dict.fromkeys(said_twice(page.group, request.POST), f"{NOT_BOTH}: the number is kept.")
        notices = [(code, wrong.get(code, "")) for code in said]
        context = {"assessment": assessment, "kept": len(impossible) < len(said), "notices": notices}
        return render(request, "lasars/_saved.html", context)

    def _mine(self, reference: str) -> Any:
        assessment = open_assessment(get_referral(self.access, reference))
        if assessment.assessor_id != self.access.person.pk:
            raise NotAllowed(f"{assessment.assessor.name} is making this assessment. Take it over to go on with it.")
        return assessment

    def _lost(self, request: HttpRequest, reference: str, why: Exception) -> HttpResponse:
        """What was sent is not kept, because somebody else goes on or it is completed: said where the person is."""
        found = get_referral(self.access, reference)
        newest = next(iter(assessments_of(found)), None)
        mine = newest is None or newest.assessor_id == self.access.person.pk
        if newest is None or (mine and newest.completed_at is None):
            raise why
        told = "was completed" if newest.completed_at else "was taken over"
        context = {"lost": f"Not kept: this assessment {told} by {newest.assessor.name}.", "referral": found}
        if getattr(request, "htmx", False):
            return render(request, "lasars/_saved.html", context)
        return render(request, "lasars/lost.html", context, status=409 if newest.completed_at else 403)

    def _page(self, request: HttpRequest, assessment: Any, page: Page, *, checked: bool, **wrong: Any) -> HttpResponse:
        """`wrong`: what was sent `twice` and what is `impossible`, as the form takes them."""
        form = AnswersForm(page.group, said_of(assessment), checked=checked, **wrong)
        offered = {offer.code: offer for offer in offers(assessment, page.group)}
        sources = {code: one["source"] for code, one in assessment.answers.items()}
        context = {
            "assessment": assessment,
            "page": page,
            "pages": len(read(assessment.instrument).groups),
            "form": form,
            "questions": [
                (form.of_question(code), offered.get(code), sources.get(code))
                for code in (question.code for question in page.group.questions)
            ],
        }
        refused = request.method == "POST" and form.errors
        return render(request, "lasars/questions.html", context, status=422 if refused else 200)


class CheckAnswers(LockedView):
    """Everything that was answered, before it is frozen."""

    permission = Permission.ASSESS

    def get(self, request: HttpRequest, referral: str) -> HttpResponse:
        assessment = open_assessment(get_referral(self.access, referral))
        must_not_be_hidden(self.access, assessment)
        return self._page(request, assessment)

    def post(self, request: HttpRequest, referral: str) -> HttpResponse:
        assessment = open_assessment(get_referral(self.access, referral))
        try:
            made = complete(access=self.access, assessment=assessment)
        except CannotComplete as refused:
            if not refused.faults:
                raise
            return self._page(request, assessment, status=422)
        messages.success(request, f"The assessment is completed. It gives the group {made.group}.")
        return redirect("assessment", made.pk)

    def _page(self, request: HttpRequest, assessment: Any, status: int = 200) -> HttpResponse:
        pages = answered(assessment)
        context = {
            "assessment": assessment,
            "pages": pages,
            "missing": sum(1 for _, rows in pages for row in rows if row.wrong),
            "mine": assessment.assessor_id == self.access.person.pk,
        }
        return render(request, "lasars/check_answers.html", context, status=status)


class AssessmentPage(LockedView):
    """A completed assessment: the group, and the points that made it; neither to whoever may still score it again."""

    permission = Permission.SEE_ASSESSMENTS

    def get(self, request: HttpRequest, assessment_id: int) -> HttpResponse:
        assessment = get_assessment(self.access, assessment_id)
        if is_hidden(self.access, assessment):
            context = {"assessment": assessment, "drawn": getattr(assessment, "drawn", None)}
            return render(request, "lasars/assessment_hidden.html", context)
        found = complexity(assessment)
        awaits = bool(awaiting_a_second_person(self.access.partnership.pk, [assessment]))
        sources = {code: one["source"] for code, one in assessment.answers.items()}
        context = {
            "assessment": assessment,
            "complexity": found,
            "questions": [(question, sources.get(question.code)) for question in found.questions],
            "approval": getattr(assessment, "approval", None),
            "awaits_approval": awaits,
            "may_approve": awaits
            and self.access.may(Permission.ASSESS)
            and assessment.assessor_id != self.access.person.pk,
        }
        return render(request, "lasars/assessment.html", context)


def redirect_on(referral: str, group: str) -> HttpResponse:
    """To the first group that is not whole, or, where all are, to what is to be checked."""
    return redirect("questions", referral, group) if group else redirect("check_answers", referral)
