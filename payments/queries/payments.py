"""Payment runs: what waits to be paid, and a run with its payments."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum
from django.shortcuts import get_object_or_404

from payments.models import Account, ClaimLine, Contract, Payment, PaymentRun
from payments.queries import visible
from payments.queries.ledger import balances
from pbr.access.access import Access
from pbr.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Waiting:
    """Approved lines of a contract that no run has yet, in pence; `net` below zero will be carried, not paid."""

    contract: Contract
    lines: int
    pence: int
    recoverable: int

    @property
    def net(self) -> int:
        return self.pence + self.recoverable


def waiting_to_be_paid(access: Access) -> list[Waiting]:
    """What the next run would pay; three queries."""
    sums = {
        row["claim__contract"]: row
        for row in ClaimLine.objects.filter(
            claim__contract__in=visible.contracts(access), transfer__isnull=False, paid__isnull=True
        )
        .values("claim__contract")
        .annotate(pence=Sum("pence"), lines=Count("pk"))
    }
    accounts = balances(access.partnership.pk)
    return [
        Waiting(
            contract, sums[contract.pk]["lines"], sums[contract.pk]["pence"], accounts[contract.pk][Account.RECOVERABLE]
        )
        for contract in visible.contracts(access)
        if contract.pk in sums
    ]


def run_with_payments(access: Access, number: int) -> tuple[PaymentRun, list[Payment], Job | None]:
    """A run, its payments, and the job that makes their advices. Raises Http404."""
    run = get_object_or_404(visible.runs(access), number=number)
    payments = visible.payments(access).filter(run=run).annotate(line_count=Count("lines"))
    job = Job.objects.filter(kind="payments.remit", partnership=access.partnership, subject=str(run.pk))
    related = payments.select_related("run", "contract__provider", "remittance").defer("remittance__pdf")
    return run, list(related.order_by("contract__code")), job.order_by("-asked_at").first()
