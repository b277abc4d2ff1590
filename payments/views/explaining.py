"""Why: from any amount to the sentence, the rule, the rows, the price and the history, on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from payments.queries import visible
from payments.queries.challenges import challenges_about
from payments.queries.explaining import why
from payments.queries.ledger import transfers
from payments.queries.line_story import line_story, may_be_challenged
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView


class WhyLine(LockedView):
    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest, number: int, line_id: int) -> HttpResponse:
        lines = visible.lines(self.access).select_related("claim__contract", "posting__contract")
        line = get_object_or_404(lines, pk=line_id, claim__number=number)
        posting = transfers(self.access).get(pk=line.posting_id)
        return render(request, "payments/why.html", _context(self.access, posting, line))


class WhyPosting(LockedView):
    """The same from the ledger or a preview, where there is no claim line yet."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest, posting_id: int) -> HttpResponse:
        postings = transfers(self.access).filter(sequence__isnull=False)
        posting = get_object_or_404(postings, pk=posting_id)
        return render(request, "payments/why.html", _context(self.access, posting, None))


def _context(access: Access, posting: Any, line: Any) -> dict[str, Any]:
    about = challenges_about(access, line_id=line.pk) if line else []
    return {
        "line": line,
        "why": why(access, posting),
        "challenges": about,
        "line_story": line_story(line, about) if line else [],
        "may_challenge": line and access.may(Permission.RAISE_CHALLENGES) and may_be_challenged(line, about),
        "may_open_extracts": access.may(Permission.SEE_EXTRACTS),
        "may_see_assessments": access.may(Permission.SEE_ASSESSMENTS),
    }
