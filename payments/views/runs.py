"""Payment runs and the remittance advices of their payments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from payments.actions.pay import pay, release_run
from payments.queries import visible
from payments.queries.payments import run_with_payments, waiting_to_be_paid
from payments.queries.remittance import ADVICE_HEADER, advice, advice_rows
from payments.views.commands import KEYS, key_of
from payments.views.contract_columns import contract_columns
from pbr import clock
from pbr.access.permissions import Permission
from pbr.web.exports import csv_answer, pence_as_pounds
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

COLUMNS = (
    Column("Run", lambda run: run.number, ("number",), "number"),
    Column("Prepared", lambda run: run.prepared_at.astimezone(clock.LONDON).date(), ("prepared_at",), "prepared"),
    Column("Prepared by", lambda run: run.prepared_by.name),
    Column("Released by", lambda run: run.released_by.name if run.released_by else ""),
    Column("Amount (£)", lambda run: pence_as_pounds(run.pence), ("pence",), "amount", numeric=True),
)


class RunList(LockedView):
    """All payment runs, and what the next one would pay."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.access.providers is not None:
            return redirect("payments")
        listing = Listing(request, visible.runs(self.access), COLUMNS, "-number", "payment-runs")
        if answer := listing.export():
            return answer
        waiting = waiting_to_be_paid(self.access)
        context = {
            "listing": listing,
            "waiting": waiting,
            "waiting_total": sum(one.net for one in waiting if one.net > 0),
            "may_pay": self.access.may(Permission.RUN_PAYMENTS),
            **KEYS,
        }
        return render(request, "payments/runs.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        answer = pay(access=self.access, key=key_of(request))
        if answer["released"]:
            messages.success(request, f"Payment run {answer['number']} is released.")
        else:
            messages.success(
                request, f"Payment run {answer['number']} is above the limit: a second person must release it."
            )
        return redirect("run", answer["number"])

    permissions_of_methods = {"POST": Permission.RUN_PAYMENTS}  # noqa: RUF012


class PaymentList(LockedView):
    """A provider's own payments; everybody's for the partnership."""

    permission = Permission.SEE_CLAIMS

    COLUMNS = (
        Column("Run", lambda payment: payment.run.number, ("run__number",), "run"),
        *contract_columns(),
        Column(
            "Released",
            lambda payment: payment.run.released_at and payment.run.released_at.astimezone(clock.LONDON).date(),
            ("run__released_at",),
            "released",
        ),
        Column("Lines (£)", lambda payment: pence_as_pounds(payment.lines_pence), ("lines_pence",), "lines", True),
        Column("Carried (£)", lambda payment: pence_as_pounds(payment.carried), ("carried",), "carried", True),
        Column("Paid (£)", lambda payment: pence_as_pounds(payment.paid), ("paid",), "paid", True),
    )

    def get(self, request: HttpRequest) -> HttpResponse:
        listing = Listing(request, visible.payments(self.access), self.COLUMNS, "-run", "payments")
        if answer := listing.export():
            return answer
        return render(request, "payments/payments.html", {"listing": listing})


class RunPage(LockedView):
    permission = Permission.SEE_LEDGER

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        run, payments, job = run_with_payments(self.access, number)
        context = {
            "run": run,
            "payments": payments,
            "job": job,
            "may_release": not run.released_at and self.access.may(Permission.APPROVE_CLAIMS),
            "mine": run.prepared_by_id == self.access.person.pk,
            **KEYS,
        }
        return render(request, "payments/run.html", context)


class Release(LockedView):
    permission = Permission.APPROVE_CLAIMS

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        run = get_object_or_404(visible.runs(self.access), number=number)
        release_run(access=self.access, run=run, key=key_of(request))
        messages.success(request, f"Payment run {number} is released.")
        return redirect("run", number)


class FinanceFile(LockedView):
    """The bytes that were kept with the run: reading them again is the same file."""

    permission = Permission.SEE_LEDGER

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        run = get_object_or_404(visible.runs(self.access), number=number, released_at__isnull=False)
        answer = HttpResponse(bytes(run.file.data), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{run.file.name}"'
        return answer


class RemittancePage(LockedView):
    """The advice as a page, as PDF or as CSV: one query feeds all three."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest, payment_id: int, form: str = "") -> HttpResponse:
        payment: Any = get_object_or_404(
            visible.payments(self.access).select_related("run__partnership", "remittance").defer("remittance__pdf"),
            pk=payment_id,
            run__released_at__isnull=False,
        )
        name = f"remittance-{payment.run.number}-{payment.contract.code}"
        if form == "pdf":
            if not hasattr(payment, "remittance"):
                raise Http404("not made yet")
            answer = HttpResponse(bytes(payment.remittance.pdf), content_type="application/pdf")
            answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
            return answer
        shown = advice(payment)
        if form == "csv":
            return csv_answer(name, ADVICE_HEADER, advice_rows(shown))
        context = {"payment": payment, "advice": shown, "has_pdf": hasattr(payment, "remittance")}
        return render(request, "payments/remittance.html", context)
