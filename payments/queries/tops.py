"""The money that hangs on TOPs: what reviews still earn, and what is not judged for want of a TOP or an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import BigIntegerField, Case, QuerySet, Value, When

from outcomes.queries import schemes_in_force, visible_determinations
from outcomes.queries.tops import MoneyOnTops
from outcomes.rules.deadlines import Action
from outcomes.rules.determination import Determination, Status
from payments.queries import visible
from payments.queries.work import work
from payments.rules.earnable import amounts
from payments.rules.versions import Versions
from pbr.access.access import Access

# Not eligible only because a TOP, or an answer on it, is missing.
FOR_WANT_OF_A_TOP: Final = ("no-start-top", "missing-value")
_PRICED_BY: Final = ("version_id", "outcome", "group", "part", "contracts")


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
    """One price for all results that are priced alike: a caseload has few prices and many results."""
    in_force = schemes_in_force(access.partnership.pk)
    versions, own = Versions(in_force.schemes), set(visible.contracts(access).values_list("code", flat=True))
    starts = dict(zip(in_force.ids, (scheme.starts for scheme in in_force.schemes), strict=True))
    for version, outcome, group, part, contracts in rows.order_by().values_list(*_PRICED_BY).distinct():
        if version not in starts:
            continue
        one = Determination(
            client="", journey=starts[version], outcome=outcome, part=part, status=Status.NOT_ELIGIBLE, date=None,
            group=group, contracts=tuple(contracts), reason="", why="", evidence=(), version=starts[version],
        )  # fmt: skip
        earned = amounts(one, versions.outcome(one.version, outcome), versions)
        pence = sum(amount for key, amount in earned if key.contract in own)
        grouped = {"group__isnull": True} if group is None else {"group": group}
        alike = {"version": version, "outcome": outcome, "part": part, "contracts": contracts, **grouped}
        yield When(**alike, then=Value(pence))
