"""What one payment consists of: one query feeds the page, the PDF and the CSV, so they cannot differ (I-13)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from outcomes.queries import schemes_in_force
from payments.models import Payment, PaymentLine, PaymentRun
from payments.queries.wording import names_of_contracts, provider_of
from payments.rules.subcontractors import ProviderPart, split_payment
from pbr.values.dates import format_day
from pbr.values.money import Pence
from pbr.web.exports import Cell, csv_bytes, pence_as_pounds


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One line as it was claimed. `earned_on` lies in its original month; `adjusts`: it changes what was posted before."""

    claim: int
    id: int
    client: str
    title: str
    part: str
    group: str
    earned_on: dt.date
    adjusts: bool
    pence: int

    @property
    def month(self) -> str:
        return f"{self.earned_on:%B %Y}"


@dataclass(frozen=True)
class Advice:
    """A remittance advice: who is paid what, for what."""

    payment: Payment
    payee: str
    contract: str  # as people read of it
    lines: tuple[AdviceLine, ...]
    split: tuple[ProviderPart, ...]

    @property
    def new(self) -> tuple[AdviceLine, ...]:
        return tuple(line for line in self.lines if not line.adjusts)

    @property
    def adjustments(self) -> tuple[AdviceLine, ...]:
        return tuple(line for line in self.lines if line.adjusts)

    @property
    def new_total(self) -> int:
        return sum(line.pence for line in self.new)

    @property
    def adjusted_total(self) -> int:
        return sum(line.pence for line in self.adjustments)

    @cached_property
    def period(self) -> str:
        days = [line.earned_on for line in self.lines]
        return f"{format_day(min(days))} to {format_day(max(days))}" if days else "–"

    @cached_property
    def sha256(self) -> str:
        """Of what the advice says: two renderings differ in bytes, never in this."""
        payment = self.payment
        said = [
            payment.run.number, payment.contract.code, self.payee, payment.lines_pence, payment.brought,
            payment.carried, payment.paid,
            [[one.claim, one.client, one.title, one.part, one.earned_on.isoformat(), one.pence] for one in self.lines],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def advice(payment: Payment) -> Advice:
    rows = (
        PaymentLine.objects.filter(payment=payment)
        .select_related("line__claim", "line__posting", "line__entitlement__client")
        .order_by("line__posting__earned_on", "line_id")
    )
    names = names_of_contracts(payment.contract.partnership_id)
    return Advice(
        payment=payment,
        payee=provider_of(payment.contract),
        contract=names.get(payment.contract.code, payment.contract.code),
        lines=tuple(_line(row) for row in rows),
        split=_split(payment),
    )


def _line(row: PaymentLine) -> AdviceLine:
    line, posting, entitlement = row.line, row.line.posting, row.line.entitlement
    return AdviceLine(
        claim=line.claim.number,
        id=line.pk,
        client=entitlement.client.reference if entitlement.client else "",
        title=posting.explanation["title"],
        part=posting.explanation["part"],
        group=posting.explanation["group"],
        earned_on=posting.earned_on or entitlement.journey,
        adjusts=posting.kind == "adjusted",
        pence=line.pence,
    )


def _split(payment: Payment) -> tuple[ProviderPart, ...]:
    """The prime's and the subcontractors' parts, where the newest version of the contract has subcontractors."""
    in_force = schemes_in_force(payment.contract.partnership_id)
    for scheme in reversed(in_force.schemes):
        for contract in scheme.contracts:
            if contract.code == payment.contract.code:
                return split_payment(contract, Pence(payment.paid)) if contract.subcontractors else ()
    return ()


ADVICE_HEADER: Sequence[str] = (
    "Run", "Contract", "Claim", "Client", "Outcome", "Part", "Group", "Original month", "Adjustment", "Amount (£)",
)  # fmt: skip


def advice_rows(shown: Advice) -> Iterable[Sequence[Cell]]:
    """The lines, and then the sums, as a file has them."""
    run, contract, payment = shown.payment.run.number, shown.payment.contract.code, shown.payment
    for line in shown.lines:
        yield (
            run, contract, line.claim, line.client, line.title, line.part, line.group, line.month,
            "yes" if line.adjusts else "no", pence_as_pounds(line.pence),
        )  # fmt: skip
    for title, pence in (
        ("Lines", payment.lines_pence),
        ("Brought forward as recoverable", payment.brought),
        ("Carried forward as recoverable", payment.carried),
        ("Paid", payment.paid),
    ):
        yield (run, contract, "", "", title, "", "", "", "", pence_as_pounds(pence))


def finance_csv(run: PaymentRun) -> bytes:
    """The file for the finance system: a row for each payment above nothing, then the control total and their number."""
    payments = run.payments.filter(paid__gt=0).select_related("contract__provider").order_by("contract__code")
    rows: list[Sequence[Cell]] = [
        (
            "PAYMENT", run.number, payment.contract.provider.name if payment.contract.provider else "",
            payment.contract.code, f"PbR run {run.number}", pence_as_pounds(payment.paid),
        )
        for payment in payments
    ]  # fmt: skip
    rows.append(("CONTROL", run.number, "", "", f"{len(rows)} payments", pence_as_pounds(run.pence)))
    return csv_bytes(("Record", "Run", "Payee", "Contract", "Reference", "Amount (£)"), rows)
