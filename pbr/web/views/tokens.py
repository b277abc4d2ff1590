"""A person's own tokens, with which machines send extracts in his or her name."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from pbr import clock
from pbr.access.access import Access
from pbr.access.models import ApiToken
from pbr.access.permissions import Permission
from pbr.audit.record import record
from pbr.web.locked import LockedView
from pbr.web.people_forms import TokenForm


class Tokens(LockedView):
    """The living tokens; a new one's text is shown once, in the answer that makes it."""

    permission = Permission.SEND_EXTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, TokenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        label = form.cleaned_data["label"]
        text = ApiToken.make(self.access.person, label=label, made_at=clock.now())
        _record(self.access, "token.made", label)
        return self._page(request, TokenForm(), made=text)

    def _page(self, request: HttpRequest, form: TokenForm, made: str = "") -> HttpResponse:
        tokens = self.access.person.api_tokens.filter(ended_at__isnull=True).order_by("-made_at")
        answer = render(request, "web/tokens.html", {"tokens": tokens, "form": form, "made": made})
        answer["Cache-Control"] = "no-store"
        return answer


class EndToken(LockedView):
    permission = Permission.SEND_EXTRACTS

    def post(self, request: HttpRequest, token_id: int) -> HttpResponse:
        token = get_object_or_404(self.access.person.api_tokens, pk=token_id, ended_at__isnull=True)
        token.ended_at = clock.now()
        token.save(update_fields=["ended_at"])
        _record(self.access, "token.ended", token.label)
        messages.success(request, f"The token for “{token.label}” is worth nothing any more.")
        return redirect("tokens")


def _record(access: Access, event: str, label: str) -> None:
    subject = f"person:{access.person.pk}"
    record(event, partnership=access.partnership, actor=access.person, subject=subject, label=label)
