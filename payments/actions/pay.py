"""Payment runs: approved lines become payments; what was clawed back is set off first (money.md §3)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from payments.actions.commands import Given, once
from payments.actions.locking import lock_contracts, lock_numbers
from payments.actions.posting import transaction_numbers
from payments.models import Account, ClaimLine, Contract, Kind, Payment, PaymentLine, PaymentRun, RunFile, Transfer
from payments.queries.ledger import balances
from payments.queries.remittance import finance_csv
from payments.queries.wording import released_sentence
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.audit.record import record
from pbr.jobs.asking import ask
from pbr.web.refusals import NotAllowed, Refusal


class NothingToPay(Refusal):
    def __init__(self) -> None:
        super().__init__("Nothing is approved and unpaid, so there is no payment run.")


class RunWaiting(Refusal):
    def __init__(self, run: PaymentRun) -> None:
        super().__init__(f"Payment run {run.number} waits to be released by a second person. Release it first.")


class ReleasedAlready(Refusal):
    def __init__(self, run: PaymentRun) -> None:
        super().__init__(released_sentence(run))


class SecondPersonNeeded(NotAllowed):
    def __init__(self) -> None:
        super().__init__("This payment run is above the limit, and you prepared it. A second person releases it.")


def pay(*, access: Access, key: str) -> dict[str, Any]:
    """Makes one payment run of all approved lines that no run has; released at once up to the partnership's limit.

    Answers with the run's id, number, and whether it is released.
    """

    def effect() -> dict[str, Any]:
        contracts = list(Contract.objects.filter(partnership=access.partnership).order_by("pk"))
        lock_contracts(contract.pk for contract in contracts)
        lock_numbers(access.partnership.pk)
        waiting = PaymentRun.objects.filter(partnership=access.partnership, released_at__isnull=True).first()
        if waiting:
            raise RunWaiting(waiting)
        run = _prepare(access, contracts)
        record(
            "run.prepared", partnership=access.partnership, actor=access.person, subject=f"run:{run.pk}",
            number=run.number, pence=run.pence,
        )  # fmt: skip
        released = run.pence <= access.partnership.approval_limit
        if released:
            _release(access, run)
        return {"run": run.pk, "number": run.number, "released": released}

    return once(Given(access, key, "pay", {}), Permission.RUN_PAYMENTS, effect)


def release_run(*, access: Access, run: PaymentRun, key: str) -> dict[str, Any]:
    """The second person's word for a run above the limit; from then on it is paid."""

    def effect() -> dict[str, Any]:
        lock_contracts(run.payments.values_list("contract_id", flat=True))
        lock_numbers(access.partnership.pk)
        run.refresh_from_db()
        if run.released_at:
            raise ReleasedAlready(run)
        if run.prepared_by_id == access.person.pk:
            raise SecondPersonNeeded
        _release(access, run)
        return {"run": run.pk, "number": run.number, "released": True}

    return once(Given(access, key, "release_run", {"run": run.pk}), Permission.APPROVE_CLAIMS, effect)


def _prepare(access: Access, contracts: Iterable[Contract]) -> PaymentRun:
    payable = ClaimLine.objects.filter(
        claim__partnership=access.partnership, transfer__isnull=False, paid__isnull=True
    ).select_related("claim")
    by_contract: dict[int, list[ClaimLine]] = {}
    for line in payable:
        by_contract.setdefault(line.claim.contract_id, []).append(line)
    if not by_contract:
        raise NothingToPay
    recoverable = balances(access.partnership.pk)
    sums = {
        contract.pk: _sums(by_contract[contract.pk], recoverable[contract.pk][Account.RECOVERABLE])
        for contract in contracts
        if contract.pk in by_contract
    }
    last = PaymentRun.objects.filter(partnership=access.partnership).aggregate(last=Max("number"))["last"] or 0
    head = access.partnership.event_set.order_by("-sequence").values_list("sha256", flat=True).first()
    run = PaymentRun.objects.create(
        partnership=access.partnership,
        number=last + 1,
        pence=sum(one["paid"] for one in sums.values()),
        prepared_by=access.person,
        prepared_at=clock.now(),
        audit_head=head or "",
    )
    for contract_id, amounts in sums.items():
        payment = Payment.objects.create(run=run, contract_id=contract_id, **amounts)
        PaymentLine.objects.bulk_create(
            (PaymentLine(payment=payment, line=line) for line in by_contract[contract_id]), 2_000
        )
    return run


def _sums(lines: Iterable[ClaimLine], brought: int) -> dict[str, int]:
    """What is paid and what is carried. Below zero nothing is paid: the provider owes it, and later runs set it off."""
    lines_pence = sum(line.pence for line in lines)
    net = lines_pence + brought
    return {"lines_pence": lines_pence, "brought": brought, "carried": min(net, 0), "paid": max(net, 0)}


def _release(access: Access, run: PaymentRun) -> None:
    PaymentRun.objects.filter(pk=run.pk).update(released_at=clock.now(), released_by=access.person)
    run.refresh_from_db()
    [number] = transaction_numbers()
    payments = list(run.payments.select_related("contract"))
    Transfer.objects.bulk_create(
        Transfer(
            partnership_id=run.partnership_id, contract_id=payment.contract_id, transaction=number, kind=kind,
            from_account=source, to_account=target, pence=pence, payment=payment, posted_at=clock.now(),
            posted_by=access.person,
        )
        for payment in payments
        for kind, source, target, pence in _movements(payment)
        if pence
    )  # fmt: skip
    data = finance_csv(run)
    sha256 = hashlib.sha256(data).hexdigest()
    RunFile.objects.create(run=run, name=f"payment-run-{run.number}.csv", data=data, sha256=sha256)
    record(
        "run.released", partnership=access.partnership, actor=access.person, subject=f"run:{run.pk}",
        number=run.number, pence=run.pence, file_sha256=sha256,
    )  # fmt: skip
    ask("payments.remit", partnership=access.partnership, subject=str(run.pk), by=access.person)


def _movements(payment: Payment) -> Iterable[tuple[str, str, str, int]]:
    """Kind, from, to, pence of what one payment moves; what is nothing is not posted."""
    set_off = payment.carried - payment.brought
    yield Kind.SET_OFF, Account.PAYABLE, Account.RECOVERABLE, max(set_off, 0)
    yield Kind.CARRIED, Account.RECOVERABLE, Account.PAYABLE, max(-set_off, 0)
    yield Kind.PAID, Account.PAYABLE, Account.PAID, payment.paid
