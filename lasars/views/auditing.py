"""Audit of assessments: samples, drawing one, and scoring one of it again without seeing what was scored before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lasars.actions.assess import CannotComplete
from lasars.actions.audit import agreed_share, begin_rescoring, complete_rescoring, draw_sample, save_rescoring
from lasars.actions.reveal import reveal_referred
from lasars.forms import AnswersForm, DrawForm, impossible_in, said_in, said_twice
from lasars.forms.audit import percent_in_words
from lasars.queries.assessing import Page, page_of
from lasars.queries.audits import STATES, drawn_of, get_draw, get_drawn, rescoring_of, visible_draws
from lasars.queries.blind import scores_blind
from lasars.queries.instruments import read
from lasars.queries.referrals import all_lasars
from lasars.rules.complexity import faults_of
from pbr import clock
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.refusals import NotAllowed, Refusal
from pbr.web.tables import Column, Listing

DRAWS = (
    Column("LASARS", lambda row: row.lasars.name, ("lasars__name",), "lasars"),
    Column("Assessed from", lambda row: row.since, ("since",), "since"),
    Column("Until", lambda row: row.until, ("until",), "until"),
    Column("Assessed", lambda row: row.population, ("population",), "population", numeric=True),
    Column("Drawn", lambda row: row.many, ("many",), "many", numeric=True),
    Column("Scored again", lambda row: row.done, ("done",), "done", numeric=True),
    Column("Passed", lambda row: row.passed, ("passed",), "passed", numeric=True),
    Column("Failed", lambda row: row.failed, ("failed",), "failed", numeric=True),
)
DRAWN = (
    Column("Referral", lambda row: row.reference, ("reference",), "reference"),
    Column("Assessed", lambda row: row.assessed, ("assessed",), "assessed"),
    Column("State", lambda row: STATES[row.state], ("state",), "state"),
    Column("Scored again by", lambda row: row.scored_by or "", ("scored_by",), "by"),
)


class Samples(LockedView):
    """Every sample, and drawing the next."""

    permission = Permission.AUDIT_ASSESSMENTS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            told = form.cleaned_data
            days = {"since": told["since"], "until": told["until"]}
            try:
                made = draw_sample(access=self.access, lasars_id=int(told["lasars"]), share=form.share, **days)
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, f"The sample is drawn, by the seed {made.seed}.")
                return redirect("sample", made.pk)
        return self._page(request, form, status=422)

    def _form(self, *args: Any) -> DrawForm:
        least = agreed_share(self.access, clock.today())
        initial = {"percent": percent_in_words(least)}
        return DrawForm(*args, lasars=all_lasars(self.access), least=least, initial=initial)

    def _page(self, request: HttpRequest, form: DrawForm, status: int = 200) -> HttpResponse:
        listing = Listing(request, visible_draws(self.access), DRAWS, "-until", "samples")
        answer = listing.export()
        for row in listing.page:
            row.numbers = [(column.title, column.cell(row)) for column in DRAWS[3:]]
        context = {"listing": listing, "form": form}
        return answer or render(request, "lasars/samples.html", context, status=status)


class Sample(LockedView):
    """One sample: how it was drawn, and where each of it stands."""

    permission = Permission.AUDIT_ASSESSMENTS

    def get(self, request: HttpRequest, draw_id: int) -> HttpResponse:
        draw = get_draw(self.access, draw_id)
        listing = Listing(request, drawn_of(self.access, draw.pk), DRAWN, "reference", "sample")
        if answer := listing.export():
            return answer
        rows = [(row, STATES[row.state]) for row in listing.page]
        context = {"draw": draw, "listing": listing, "rows": rows, "may_score": scores_blind(self.access)}
        return render(request, "lasars/sample.html", context)


class ScoreAgain(LockedView):
    """Takes one of a sample on, or goes on where it was left."""

    permission = Permission.RESCORE

    def post(self, request: HttpRequest, drawn_id: int) -> HttpResponse:
        begun = begin_rescoring(access=self.access, drawn=get_drawn(self.access, drawn_id))
        said = {code: told["said"] for code, told in begun.answers.items()}
        groups = read(begun.drawn.assessment.instrument).groups
        first = next((group.code for group in groups if faults_of(group.questions, said)), groups[-1].code)
        return redirect("score_again_questions", drawn_id, first)


class ScoreAgainQuestions(LockedView):
    """One group of questions of a blind scoring; what can be an answer is kept first, and the last page completes it."""

    permission = Permission.RESCORE

    def get(self, request: HttpRequest, drawn_id: int, group: str) -> HttpResponse:
        rescoring, page = self._at(drawn_id, group)
        return self._page(request, rescoring, page, checked=False)

    def post(self, request: HttpRequest, drawn_id: int, group: str) -> HttpResponse:
        rescoring, page = self._at(drawn_id, group)
        said, twice = said_in(page.group, request.POST), said_twice(page.group, request.POST)
        impossible = impossible_in(page.group, said)
        possible = {code: text for code, text in said.items() if code not in impossible}
        rescoring = save_rescoring(access=self.access, rescoring=rescoring, said=possible)
        if twice or impossible:
            checked = "later" not in request.POST
            return self._page(request, rescoring, page, checked=checked, twice=twice, impossible=impossible)
        if "later" in request.POST:
            messages.success(request, "What is answered so far is kept. Go on whenever you like.")
            return redirect("sample", rescoring.drawn.draw_id)
        if AnswersForm(page.group, _said(rescoring), checked=True).errors:
            return self._page(request, rescoring, page, checked=True)
        if page.after:
            return redirect("score_again_questions", drawn_id, page.after)
        try:
            done = complete_rescoring(access=self.access, rescoring=rescoring)
        except CannotComplete:
            return redirect("score_again_questions", drawn_id, _first_missing(rescoring))
        agrees = "the same group: passed" if done.passed else "another group: failed. What rests on it is held"
        messages.success(request, f"Scored again, it gives {agrees}.")
        return redirect("sample", done.drawn.draw_id)

    def _at(self, drawn_id: int, group: str) -> tuple[Any, Page]:
        rescoring = rescoring_of(get_drawn(self.access, drawn_id))
        if rescoring.rescorer_id != self.access.person.pk:
            raise NotAllowed(f"{rescoring.rescorer.name} is scoring this one again.")
        return rescoring, page_of(read(rescoring.drawn.assessment.instrument), group)

    def _page(self, request: HttpRequest, rescoring: Any, page: Page, *, checked: bool, **wrong: Any) -> HttpResponse:
        """`wrong`: what was sent `twice` and what is `impossible`, as the form takes them."""
        form = AnswersForm(page.group, _said(rescoring), checked=checked, **wrong)
        drawn = rescoring.drawn
        pages = len(read(drawn.assessment.instrument).groups)
        context = {"drawn": drawn, "referral": drawn.assessment.referral, "page": page, "pages": pages, "form": form}
        return render(request, "lasars/score_again.html", context, status=422 if form.errors else 200)


class WhoIsScored(LockedView):
    """Whose case file to look into: asked for by a button, and a recorded sight."""

    permission = Permission.RESCORE

    def post(self, request: HttpRequest, drawn_id: int) -> HttpResponse:
        referral = get_drawn(self.access, drawn_id).assessment.referral
        identity = reveal_referred(access=self.access, referral=referral)
        template = "caseloads/_identity.html" if getattr(request, "htmx", False) else "lasars/identity.html"
        return render(request, template, {"referral": referral, "identity": identity})


def _said(rescoring: Any) -> dict[str, str]:
    return {code: told["said"] for code, told in rescoring.answers.items()}


def _first_missing(rescoring: Any) -> str:
    groups = read(rescoring.drawn.assessment.instrument).groups
    return next(group.code for group in groups if faults_of(group.questions, _said(rescoring)))
