"""What commissioners and providers do with a claim: approve, query, reject, leave, answer, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from payments.actions.approve import approve_claim
from payments.actions.review import (
    NothingTicked,
    SaySomething,
    Upload,
    answer_query,
    leave_lines,
    query_lines,
    reject_lines,
    withdraw_claim,
)
from payments.forms import AnswerForm
from payments.queries import visible
from payments.queries.claims import approvals_of, unanswered
from payments.views.claims import claim_page
from payments.views.commands import KEYS, key_of, ticked
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.refusals import Refusal


class ChooseWhat(Refusal):
    status = 400

    def __init__(self) -> None:
        super().__init__("Choose what to do with the lines: query, reject, or leave for a later claim.")


class Approve(LockedView):
    permission = Permission.APPROVE_CLAIMS

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        claim = get_object_or_404(visible.claims(self.access), number=number)
        digest = request.POST.get("digest", "")
        answer = approve_claim(access=self.access, claim=claim, shown_digest=digest, key=key_of(request))
        if answer["approved"]:
            messages.success(request, f"Claim {number} is approved: {answer['total']} is payable.")
        else:
            messages.success(request, f"Your approval of claim {number} is kept. A second person must approve it too.")
        return redirect("claim", number)


class Review(LockedView):
    """The ticked lines of a claim: queried, rejected or left for a later claim."""

    permission = Permission.REVIEW_CLAIMS

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        claim = get_object_or_404(visible.claims(self.access), number=number)
        was_approved = approvals_of(claim).exists()
        try:
            said = self._done(request, claim)
        except (SaySomething, NothingTicked, ChooseWhat) as refused:
            return claim_page(self.access, request, number, refused)
        if was_approved and not approvals_of(claim).exists():
            said = f"{said} The approval given before is withdrawn, since it covered another sum."
        messages.success(request, said)
        return redirect("claim", number)

    def _done(self, request: HttpRequest, claim: Any) -> str:
        text = request.POST.get("text", "")
        given: dict[str, Any] = {
            "access": self.access,
            "claim": claim,
            "line_ids": ticked(request),
            "key": key_of(request),
        }
        match request.POST.get("do"):
            case "query":
                count, what = query_lines(**given, text=text)["lines"], "queried: the provider is asked to answer"
            case "reject":
                count, what = reject_lines(**given, reason=text)["lines"], "rejected, with your reason"
            case "leave":
                count, what = leave_lines(**given)["lines"], "left for a later claim"
            case _:
                raise ChooseWhat
        return f"{count} line{'' if count == 1 else 's'} {what}."


class Withdraw(LockedView):
    permission = Permission.PREPARE_CLAIMS

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        claim = get_object_or_404(visible.claims(self.access), number=number)
        withdraw_claim(access=self.access, claim=claim, key=key_of(request))
        messages.success(request, f"Claim {number} is withdrawn. Its lines can be claimed again.")
        return redirect("claim", number)


class ToAnswer(LockedView):
    """Every query without an answer, the oldest first."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest) -> HttpResponse:
        may_answer = self.access.may(Permission.ANSWER_QUERIES)
        context = {"queries": unanswered(self.access)[:200], "may_answer": may_answer}
        return render(request, "payments/queries.html", context)


class Answer(LockedView):
    permission = Permission.ANSWER_QUERIES

    def get(self, request: HttpRequest, query_id: int) -> HttpResponse:
        return self._page(request, query_id, AnswerForm())

    def post(self, request: HttpRequest, query_id: int) -> HttpResponse:
        form = AnswerForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, query_id, form, status=400)
        query = self._query(query_id)
        file = form.cleaned_data["attachment"]
        upload = Upload(file.name, file.read()) if file else None
        answer_query(
            access=self.access, query=query, text=form.cleaned_data["text"], upload=upload, key=key_of(request)
        )
        messages.success(request, "Your answer is sent.")
        return redirect("claim", query.line.claim.number)

    def _query(self, query_id: int) -> Any:
        related = ("line__claim__contract", "line__posting", "line__entitlement__client", "asked_by", "answered_by")
        return get_object_or_404(visible.queries(self.access).select_related(*related), pk=query_id)

    def _page(self, request: HttpRequest, query_id: int, form: AnswerForm, status: int = 200) -> HttpResponse:
        context = {"query": self._query(query_id), "form": form, **KEYS}
        return render(request, "payments/answer.html", context, status=status)


class AttachmentFile(LockedView):
    """Given back as a download, never shown in the page: it came from outside."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest, query_id: int) -> HttpResponse:
        attachment = get_object_or_404(visible.attachments(self.access), query_id=query_id)
        answer = HttpResponse(bytes(attachment.data), content_type="application/octet-stream")
        answer["Content-Disposition"] = content_disposition_header(True, attachment.name)
        return answer
