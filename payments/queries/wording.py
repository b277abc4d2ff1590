"""Sentences about what was already done, for whoever comes second."""

from __future__ import annotations

from django.db.models import QuerySet

from payments.models import Approval, Claim, PaymentRun
from pbr.web.templatetags.pbr import moment


def approved_sentence(claim: Claim, approvals: QuerySet[Approval]) -> str:
    by = " and ".join(f"{one.approver.name} at {moment(one.at)}" for one in approvals.select_related("approver"))
    return f"Claim {claim.number} was already approved by {by}."


def released_sentence(run: PaymentRun) -> str:
    by = run.released_by.name if run.released_by else ""
    return f"Payment run {run.number} was already released by {by} at {moment(run.released_at)}."
