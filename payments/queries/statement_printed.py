"""A statement as it is printed: what it adds up to, by outcome and by payment, and every movement behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db.models import BigIntegerField, Q, QuerySet, Sum, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from payments.models import Transfer
from payments.queries.statement import Statement, movements
from payments.queries.wording import names_of_contracts
from pbr.access.models import Partnership

MOST_LISTED: Final = 500  # printing a thousand takes several seconds; beyond this the spreadsheet lists them
_MOVES = Q(kind__in=["earned", "adjusted", "paid"])


class OfOutcome(NamedTuple):
    """What the period brought for one outcome, in pence."""

    title: str
    earned: int
    adjusted: int

    @property
    def together(self) -> int:
        return self.earned + self.adjusted


@dataclass(frozen=True, slots=True)
class PrintedStatement:
    """In pence. `movements` are those that change the balance, each with its effect, so that these sum to `change`; None
    where there are more than MOST_LISTED. `number` counts them all."""

    shown: Statement
    name: str
    partnership: str
    outcomes: Sequence[OfOutcome]
    payments: Sequence[Transfer]
    movements: Sequence[tuple[Transfer, int]] | None
    number: int

    @property
    def gained(self) -> int:
        return self.shown.earned + self.shown.adjusted

    @property
    def change(self) -> int:
        return self.shown.closing - self.shown.opening


def printed_statement(shown: Statement) -> PrintedStatement:
    """Six queries, whatever the length of the period."""
    contract = shown.contract
    moving = movements(shown.contract, shown.begins, shown.ends).filter(_MOVES)
    number = moving.count()
    return PrintedStatement(
        shown=shown,
        name=names_of_contracts(contract.partnership_id).get(contract.code, contract.code),
        partnership=Partnership.objects.values_list("name", flat=True).get(pk=contract.partnership_id),
        outcomes=_by_outcome(moving),
        payments=list(moving.filter(kind="paid")),
        movements=[(row, _effect(row)) for row in moving] if number <= MOST_LISTED else None,
        number=number,
    )


def _effect(row: Transfer) -> int:
    """What a movement does to the balance: a payment lowers what is owed."""
    return -row.pence if row.kind == "paid" else row.signed


def _by_outcome(moving: QuerySet[Transfer]) -> list[OfOutcome]:
    rows = (
        moving.exclude(kind="paid")
        .order_by()
        .annotate(title=KT("explanation__title"))
        .values("title")
        .annotate(earned=_net("earned"), adjusted=_net("adjusted"))
        .order_by("title")
    )
    return [OfOutcome(row["title"], row["earned"], row["adjusted"]) for row in rows]


def _net(kind: str) -> CombinedExpression:
    """What a kind of posting added, less what it took back."""
    gained, taken = (Sum("pence", filter=Q(kind=kind, from_account=side)) for side in ("earned", "accrued"))
    none = Value(0, output_field=BigIntegerField())
    return Coalesce(gained, none) - Coalesce(taken, none)
