"""Remittance advices as PDF: made after the run by a job, once for each payment, and kept as bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import transaction

from payments.actions.printing import printed
from payments.models import Payment, Remittance
from payments.queries.remittance import advice
from pbr import clock

Progress = Callable[[int, int, str], None]


def remit(*, run_id: int, progress: Progress) -> None:
    """Makes the advices that the run still lacks. Each is written in its own transaction: a killed worker leaves whole
    ones, and the next run of the job makes the rest."""
    payments = Payment.objects.filter(run_id=run_id, run__released_at__isnull=False)
    lacking = list(
        payments.filter(remittance__isnull=True).select_related("run__partnership", "contract__provider").order_by("pk")
    )
    for number, payment in enumerate(lacking, 1):
        _make(payment)
        progress(number, len(lacking), "Remittance advices")


def _make(payment: Payment) -> None:
    shown = advice(payment)
    pdf = printed("payments/remittance_print.html", {"advice": shown, "payment": payment, "run": payment.run})
    with transaction.atomic():
        # Whoever comes second finds the first one's advice and keeps it.
        Remittance.objects.bulk_create(
            [
                Remittance(
                    payment=payment,
                    pdf=pdf,
                    sha256=hashlib.sha256(pdf).hexdigest(),
                    data_sha256=shown.sha256,
                    made_at=clock.now(),
                )
            ],
            ignore_conflicts=True,
        )
