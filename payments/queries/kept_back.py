"""What a contract achieved and is not paid: it waits at a gate, or for a person's decision."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery

from outcomes.queries import current_determinations
from payments.models import Contract, Entitlement


class KeptBack(NamedTuple):
    """Pence before caps, as now known."""

    gated: int
    held: int


def kept_back(contract: Contract, begins: dt.date | None, ends: dt.date) -> KeptBack:
    """Of results dated from `begins` (None: ever) to `ends`, both included. One query."""
    same = {name: OuterRef(name) for name in ("client", "journey", "outcome", "part")}
    found = current_determinations(contract.partnership_id).filter(**same).order_by()
    rows = Entitlement.objects.filter(Q(gated__gt=0) | Q(held__gt=0), contract=contract)
    rows = rows.annotate(found_on=Subquery(found.values("date")[:1])).filter(found_on__lte=ends)
    if begins is not None:
        rows = rows.filter(found_on__gte=begins)
    told = list(rows.values_list("gated", "held"))
    return KeptBack(sum(gated for gated, _ in told), sum(held for _, held in told))
