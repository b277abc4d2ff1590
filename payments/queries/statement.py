"""A contract's statement of a period: what was owed, what was earned, adjusted and paid, what is owed (money.md §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from payments.models import Contract, Entitlement, Transfer
from payments.queries.kept_back import kept_back
from pbr import clock
from pbr.values.dates import ONE_DAY
from pbr.web.exports import Cell, pence_as_pounds

_GAINS = Q(kind__in=["earned", "adjusted"], from_account="earned")
_TAKES_BACK = Q(kind__in=["earned", "adjusted"], from_account="accrued")


@dataclass(frozen=True, slots=True)
class Statement:
    """Pence, by the London day of posting. `opening` + `earned` + `adjusted` − `paid` = `closing`: what is earned and not
    paid, less what is to be given back. `approved`, `capped`, `gated` and `held` are told beside it and change no sum."""

    contract: Contract
    begins: dt.date
    ends: dt.date
    opening: int
    earned: int
    adjusted: int
    approved: int
    paid: int
    capped: int
    gated: int
    held: int

    @property
    def closing(self) -> int:
        return self.opening + self.earned + self.adjusted - self.paid

    @property
    def less_paid(self) -> int:
        return -self.paid

    @property
    def rows(self) -> Sequence[tuple[str, int]]:
        return (
            ("Opening balance", self.opening),
            ("Earned", self.earned),
            ("Adjusted", self.adjusted),
            ("Paid", self.less_paid),
            ("Closing balance", self.closing),
            ("Approved in the period", self.approved),
            ("Above a cap, as now known", self.capped),
            ("Behind a gate, as now known", self.gated),
            ("Held until a person decides, as now known", self.held),
        )


def statement(contract: Contract, begins: dt.date, ends: dt.date) -> Statement:
    """Three queries. Both days belong to the period."""
    first, after = _start(begins), _start(ends + ONE_DAY)
    within = Q(posted_at__gte=first, posted_at__lt=after)
    before = Q(posted_at__lt=first)
    sums = Transfer.objects.filter(contract=contract).aggregate(
        gained_before=_sum(before & _GAINS),
        lost_before=_sum(before & _TAKES_BACK),
        paid_before=_sum(before & Q(kind="paid")),
        earned=_sum(within & Q(kind="earned") & _GAINS),
        unearned=_sum(within & Q(kind="earned") & _TAKES_BACK),
        added=_sum(within & Q(kind="adjusted") & _GAINS),
        taken=_sum(within & Q(kind="adjusted") & _TAKES_BACK),
        approved=_sum(within & Q(kind="approved", to_account="payable")),
        unapproved=_sum(within & Q(kind="approved", from_account="payable")),
        paid=_sum(within & Q(kind="paid")),
    )
    capped = Entitlement.objects.filter(contract=contract, date__range=(begins, ends)).aggregate(
        sum=Coalesce(Sum(F("amount") - F("payable")), Value(0), output_field=BigIntegerField())
    )["sum"]
    kept = kept_back(contract, begins, ends)
    return Statement(
        contract=contract,
        begins=begins,
        ends=ends,
        opening=sums["gained_before"] - sums["lost_before"] - sums["paid_before"],
        earned=sums["earned"] - sums["unearned"],
        adjusted=sums["added"] - sums["taken"],
        approved=sums["approved"] - sums["unapproved"],
        paid=sums["paid"],
        capped=capped,
        gated=kept.gated,
        held=kept.held,
    )


def _sum(which: Q) -> Coalesce:
    return Coalesce(Sum("pence", filter=which), Value(0), output_field=BigIntegerField())


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.LONDON)


def movements(contract: Contract, begins: dt.date, ends: dt.date) -> QuerySet[Transfer]:
    """The transfers of the period that move the statement's balance or are told beside it."""
    return (
        Transfer.objects.filter(contract=contract, posted_at__gte=_start(begins), posted_at__lt=_start(ends + ONE_DAY))
        .select_related("entitlement__client", "line__claim", "line__posting", "payment__run")
        .order_by("pk")
    )


STATEMENT_HEADER: Sequence[str] = ("Posted", "What", "Client", "Outcome", "Part", "Original month", "Amount (£)")


def statement_rows(shown: Statement) -> Iterable[Sequence[Cell]]:
    """As a file has it: the movements, then the statement's own rows."""
    for row in movements(shown.contract, shown.begins, shown.ends):
        entitlement = row.entitlement
        explained = row.explanation or (row.line.posting.explanation if row.line else {})
        yield (
            row.posted_at.astimezone(clock.LONDON).date(),
            row.get_kind_display(),
            entitlement.client.reference if entitlement and entitlement.client else "",
            explained.get("title", ""),
            explained.get("part", ""),
            f"{row.earned_on:%B %Y}" if row.earned_on else "",
            pence_as_pounds(row.signed),
        )
    for title, pence in shown.rows:
        yield ("", title, "", "", "", "", pence_as_pounds(pence))
