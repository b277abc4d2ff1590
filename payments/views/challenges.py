"""The right of reply: a provider's challenges, and the partnership's dated answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from outcomes.queries import determination
from payments.actions.challenge import answer_challenge, challenge_line, challenge_result
from payments.actions.review import Upload
from payments.challenge_forms import ChallengeAnswerForm, ChallengeFilters, ChallengeForm
from payments.queries import visible
from payments.queries.challenges import (
    CHALLENGED,
    STATES,
    Remedy,
    about_in_words,
    challenges,
    challenges_about,
    days_left,
    file_of,
    get_challenge,
    is_late,
    reference_of,
    remedy,
    titles_for,
    waiting,
    waiting_for,
    why_not,
)
from payments.queries.wording import named_contracts
from payments.views.commands import KEYS, key_of
from payments.views.contract_columns import contract_columns
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

AT_MOST = 10  # on the home page
REMEDIES = {
    Remedy.RELEASE: "Uphold it: the result is released, and what it earns is posted",
    Remedy.RECLAIM: "Uphold it: the rejection is withdrawn, and the line can be claimed again",
}


def columns(titles: dict[str, str]) -> tuple[Column, ...]:
    return (
        Column("Challenge", lambda row: row.number, ("number",), "number", numeric=True),
        Column("About", lambda row: about_in_words(row, titles)),
        Column("Client", reference_of),
        *contract_columns(),
        Column("Raised", lambda row: row.raised_at, ("raised_at",), "raised"),
        Column("Answer due", lambda row: row.due, ("due",), "due"),
        Column("State", lambda row: STATES[row.state], ("state",), "state", words=STATES),
        Column("Answered", lambda row: row.answered_at, ("answered_at",), "answered"),
    )


class ChallengeList(LockedView):
    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest) -> HttpResponse:
        contracts = [(one.code, name) for one, name in named_contracts(visible.contracts(self.access))]
        filters = ChallengeFilters(request.GET, states=list(STATES.items()), contracts=contracts)
        rows = challenges(self.access)
        titles = titles_for(self.access, rows)
        listing = Listing(request, rows, columns(titles), "-number", "challenges", filters=filters)
        if answer := listing.export():
            return answer
        shown = [(row, about_in_words(row, titles), reference_of(row), days_left(row)) for row in listing.page]
        return render(request, "payments/challenges.html", {"listing": listing, "filters": filters, "rows": shown})


class _Raise(LockedView):
    permission = Permission.RAISE_CHALLENGES

    def page(self, request: HttpRequest, form: ChallengeForm, status: int = 200, **about: Any) -> HttpResponse:
        return render(request, "payments/challenge_raise.html", {"form": form, **about, **KEYS}, status=status)

    def page_or_waiting(self, request: HttpRequest, about: dict[str, int], **shown: Any) -> HttpResponse:
        """The form; or, where a challenge of the same already waits, that one."""
        before = next((one for one in challenges_about(self.access, **about) if one.answered_at is None), None)
        if before is None:
            return self.page(request, ChallengeForm(), **shown)
        messages.info(request, f"Challenge {before.number} is about the same, and waits for its answer.")
        return redirect("challenge", before.number)

    @staticmethod
    def upload(form: ChallengeForm) -> Upload | None:
        file = form.cleaned_data["attachment"]
        return Upload(file.name, file.read()) if file else None

    @staticmethod
    def raised(request: HttpRequest, answer: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"Challenge {answer['number']} is raised. The partnership answers it.")
        return redirect("challenge", answer["number"])


class ChallengeResult(_Raise):
    """Of a result that is a matter of one of the person's own contracts; of several, the first."""

    def get(self, request: HttpRequest, determination_id: int) -> HttpResponse:
        told, _ = self._about(determination_id)
        return self.page_or_waiting(request, {"determination_id": determination_id}, told=told)

    def post(self, request: HttpRequest, determination_id: int) -> HttpResponse:
        told, contract = self._about(determination_id)
        form = ChallengeForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, form, 400, told=told)
        answer = challenge_result(
            access=self.access,
            contract=contract,
            determination_id=determination_id,
            text=form.cleaned_data["text"],
            upload=self.upload(form),
            key=key_of(request),
        )
        return self.raised(request, answer)

    def _about(self, determination_id: int) -> tuple[Any, Any]:
        told = determination(self.access, determination_id, with_cells=False)
        contract = visible.contracts(self.access).filter(code__in=told.row.contracts).first()
        if contract is None:
            raise Http404("No contract of one's own")
        return told, contract


class ChallengeLine(_Raise):
    def get(self, request: HttpRequest, number: int, line_id: int) -> HttpResponse:
        return self.page_or_waiting(request, {"line_id": line_id}, line=self._line(number, line_id))

    def post(self, request: HttpRequest, number: int, line_id: int) -> HttpResponse:
        line, form = self._line(number, line_id), ChallengeForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, form, 400, line=line)
        answer = challenge_line(
            access=self.access,
            line=line,
            text=form.cleaned_data["text"],
            upload=self.upload(form),
            key=key_of(request),
        )
        return self.raised(request, answer)

    def _line(self, number: int, line_id: int) -> Any:
        lines = visible.lines(self.access).select_related("claim__contract", "posting", "entitlement__client")
        return get_object_or_404(lines, pk=line_id, claim__number=number)


class ChallengePage(LockedView):
    """What was said, the evidence and the answer; for whoever may answer, the form."""

    permission = Permission.SEE_CLAIMS
    permissions_of_methods: ClassVar = {"POST": Permission.ANSWER_CHALLENGES}

    def get(self, request: HttpRequest, challenge_number: int) -> HttpResponse:
        challenge = get_challenge(self.access, challenge_number)
        return self._page(request, challenge, self._form(challenge))

    def post(self, request: HttpRequest, challenge_number: int) -> HttpResponse:
        challenge = get_challenge(self.access, challenge_number)
        form = self._form(challenge, request.POST)
        if form is None or not form.is_valid():
            return self._page(request, challenge, form, status=400)
        answer_challenge(
            access=self.access,
            challenge=challenge,
            outcome=form.cleaned_data["outcome"],
            text=form.cleaned_data["text"],
            key=key_of(request),
        )
        messages.success(request, f"Challenge {challenge_number} is answered.")
        return redirect("challenge", challenge_number)

    def _form(self, challenge: Any, data: Any = None) -> ChallengeAnswerForm | None:
        """None for whoever may not answer, and where it is answered."""
        may = self.access.may(Permission.ANSWER_CHALLENGES)
        if not may or challenge.answered_at or why_not(self.access, challenge):
            return None
        done = remedy(challenge, self.access.person.pk)
        outcomes = [("upheld", REMEDIES[done])] if done else []
        outcomes += [
            ("correct", "Ask the provider to correct its data and send it again"),
            ("refused", "Refuse it"),
        ]
        return ChallengeAnswerForm(data, outcomes=outcomes)

    def _page(self, request: HttpRequest, challenge: Any, form: Any, status: int = 200) -> HttpResponse:
        context = {
            "challenge": challenge,
            "about": about_in_words(challenge, titles_for(self.access, [challenge])),
            "reference": reference_of(challenge),
            "days_left": days_left(challenge),
            "form": form,
            "why_no_form": why_not(self.access, challenge) if self.access.may(Permission.ANSWER_CHALLENGES) else "",
            "upholdable": form is not None and form.fields["outcome"].choices[0][0] == "upheld",
            **KEYS,
        }
        return render(request, "payments/challenge.html", context, status=status)


class ChallengeEvidence(LockedView):
    """Given back as a download, never shown in the page: it came from outside."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest, challenge_number: int) -> HttpResponse:
        file = file_of(self.access, challenge_number)
        answer = HttpResponse(bytes(file.data), content_type="application/octet-stream")
        answer["Content-Disposition"] = content_disposition_header(True, file.name)
        return answer


def waiting_part(access: Access) -> dict[str, Any] | None:
    """What waits for the partnership's answer; for a provider's people, what they wait for."""
    answers = access.may(Permission.ANSWER_CHALLENGES)
    if not answers and access.providers is None:
        return None
    rows = waiting_for(access) if answers else list(waiting(access).order_by("due", "pk"))
    if not rows:
        return None
    shown = [(one, days_left(one)) for one in rows[:AT_MOST]]
    return {"count": len(rows), "first": rows[0], "late": sum(map(is_late, rows)), "answers": answers, "shown": shown}


def part_of_result(access: Access, determination_id: int) -> dict[str, Any] | None:
    """On a result's page: the challenges of it, and for the provider's people the way to raise one."""
    rows = list(challenges(access).filter(determination=determination_id).order_by("-number"))
    may = access.may(Permission.RAISE_CHALLENGES) and access.providers is not None
    if may:
        row = determination(access, determination_id, with_cells=False).row
        own = visible.contracts(access).filter(code__in=row.contracts).exists()
        open_ = any(one.answered_at is None for one in rows)
        may = own and not open_ and row.superseded_at is None and row.status in CHALLENGED
    return {"challenges": rows, "may": may, "determination_id": determination_id} if rows or may else None
