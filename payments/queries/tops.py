"""The money that hangs on TOPs: what reviews still earn, and what is not judged for want of a TOP or an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import BigIntegerField, Case, QuerySet, Value, When

from outcomes.queries import visible_determinations
from outcomes.queries.tops import MoneyOnTops
from outcomes.rules.deadlines import Action
from outcomes.rules.determination import Status
from payments.queries import visible
from payments.queries.at_stake import priced_alike
from payments.queries.work import work
from payments.rules.earnable import amounts
from pbr.access.access import Access

# Not eligible only because a TOP, or an answer on it, is missing.
FOR_WANT_OF_A_TOP: Final = ("no-start-top", "missing-value")


def money_on_tops(access: Access) -> MoneyOnTops:
    """Before caps, and of the person's own contracts, as the list of what needs doing."""
    return MoneyOnTops(work(access).filter(kind=Action.REVIEW), _unjudged(access))


def _unjudged(access: Access) -> QuerySet[Any]:
    """Each such result with what it earns if it is achieved after all, as `pence`."""
    rows = visible_determinations(access).filter(
        superseded_at=None, status=Status.NOT_ELIGIBLE, reason__in=FOR_WANT_OF_A_TOP
    )
    priced = Case(*_prices(access, rows), default=Value(0), output_field=BigIntegerField())
    return rows.annotate(pence=priced)


def _prices(access: Access, rows: QuerySet[Any]) -> Iterator[When]:
    own = set(visible.contracts(access).values_list("code", flat=True))
    for alike in priced_alike(access, rows):
        earned = amounts(alike.one, alike.outcome, alike.versions)
        yield When(**alike.condition, then=Value(sum(pence for key, pence in earned if key.contract in own)))
