"""Claims for machines: the same actions as the pages, in JSON. Every command carries an `Idempotency-Key`."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from payments.actions.approve import approve_claim
from payments.queries import visible
from payments.queries.claims import approvers_needed, claim_lines, digest_of, listed
from pbr.access.permissions import Permission
from pbr.web.locked import LockedAPIView

PAGE = 100


class Claims(LockedAPIView):
    """GET the newest claims; `?before=<number>` pages on."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: Request) -> Response:
        claims = listed(self.access).order_by("-number")
        before = request.query_params.get("before", "")
        if before:
            if not (before.isascii() and before.isdigit() and len(before) < 10):
                raise ValidationError({"before": ["Give the number of a claim."]})
            claims = claims.filter(number__lt=int(before))
        return Response({"claims": [_brief(claim) for claim in claims[:PAGE]]})


class OneClaim(LockedAPIView):
    """GET a claim with its lines, and the digest that an approval of them carries."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: Request, number: int) -> Response:
        claim = get_object_or_404(listed(self.access), number=number)
        digest = digest_of(claim)
        lines = claim_lines(claim).filter(released_at__isnull=True).order_by("pk")
        return Response(
            _brief(claim)
            | {
                "digest": digest,
                "approvers_needed": approvers_needed(claim),
                "lines": [
                    {
                        "id": line.pk,
                        "client": line.entitlement.client.reference if line.entitlement.client else "",
                        "outcome": line.entitlement.outcome,
                        "part": line.entitlement.part,
                        "earned_on": line.posting.earned_on,
                        "pence": line.pence,
                    }
                    for line in lines
                ],
            }
        )


class ApproveClaim(LockedAPIView):
    """POST {"digest": …} with an `Idempotency-Key`: approves exactly the lines that the digest names.

    The same key again gets the same answer; another body under it, or a claim that changed, 409.
    """

    permission = Permission.APPROVE_CLAIMS

    def post(self, request: Request, number: int) -> Response:
        claim = get_object_or_404(visible.claims(self.access), number=number)
        body: Any = request.data
        if not isinstance(body, dict) or set(body) != {"digest"} or not isinstance(body["digest"], str):
            raise ValidationError({"digest": ["Send the digest of the claim as you saw it, and nothing else."]})
        key = request.headers.get("Idempotency-Key", "")
        answer = approve_claim(access=self.access, claim=claim, shown_digest=body["digest"], key=key)
        return Response({"number": answer["number"], "approved": answer["approved"]})


def _brief(claim: Any) -> dict[str, Any]:
    return {
        "number": claim.number,
        "contract": claim.contract.code,
        "up_to": claim.up_to,
        "state": claim.state,
        "lines": claim.line_count,
        "pence": claim.pence,
        "prepared_at": claim.prepared_at,
    }
