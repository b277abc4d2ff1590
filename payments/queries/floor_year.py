"""What was payable in the contract year whose floor a contract is lifted to: everything of it, entry by entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery

from outcomes.queries import InForce
from payments.models import Entitlement, Transfer
from payments.queries.wording import part_of
from payments.rules.entitlement import FLOOR


class Entry(NamedTuple):
    """One amount of the year, in pence; `posting` is the id of its newest posting, which says why."""

    part: str
    client: str
    date: dt.date
    pence: int
    posting: int | None


@dataclass(frozen=True, slots=True)
class FloorYear:
    """By outcome, the entries in order of their dates, as now known."""

    begins: dt.date
    ends: dt.date
    outcomes: Sequence[tuple[str, Sequence[Entry]]]

    @property
    def sums(self) -> list[tuple[str, int, Sequence[Entry]]]:
        return [(title, sum(one.pence for one in entries), entries) for title, entries in self.outcomes]

    @property
    def together(self) -> int:
        return sum(pence for _, pence, _ in self.sums)


def floor_year(posting: Transfer, entitlement: Entitlement, in_force: InForce) -> FloorYear | None:
    """None for whatever is no floor. One query."""
    ends = entitlement.date or posting.earned_on
    if entitlement.outcome != FLOOR or ends is None:
        return None
    newest = Transfer.objects.filter(entitlement=OuterRef("pk"), sequence__isnull=False).order_by("-sequence")
    rows = (
        Entitlement.objects.filter(contract=entitlement.contract_id, date__range=(entitlement.journey, ends))
        .exclude(outcome=FLOOR)
        .exclude(payable=0)
        .annotate(posting=Subquery(newest.values("pk")[:1]))
        .select_related("client")
        .order_by("outcome", "date", "pk")
    )
    told = [
        (title, list(map(_entry, of_one))) for title, of_one in groupby(rows, lambda row: in_force.title(row.outcome))
    ]
    return FloorYear(entitlement.journey, ends, told)


def _entry(row: Any) -> Entry:
    part = part_of(row.outcome, row.part)
    return Entry(part, row.client.reference if row.client else "", row.date, row.payable, row.posting)
