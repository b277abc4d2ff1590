"""What results that are found, but earn nothing yet, would earn: one price for all that are priced alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db.models import BigIntegerField, Case, QuerySet, Value, When

from outcomes.queries import InForce, schemes_in_force
from outcomes.rules.determination import Determination, Status
from payments.queries import visible
from payments.rules.earnable import amounts_between
from payments.rules.versions import Versions
from pbr.access.access import Access
from pbr.scheme.document import Outcome

_PRICED_BY: Final = ("version_id", "outcome", "group", "part", "contracts")


class Alike(NamedTuple):
    """Results that have the same price: what is the same of them, one of them as pricing reads it, and its outcome."""

    condition: dict[str, Any]
    one: Determination
    outcome: Outcome
    versions: Versions


def priced_alike(access: Access, rows: QuerySet[Any]) -> Iterator[Alike]:
    """The determinations by their price: a caseload has few prices and many results."""
    in_force = schemes_in_force(access.partnership.pk)
    versions = Versions(in_force.schemes)
    starts = dict(zip(in_force.ids, (scheme.starts for scheme in in_force.schemes), strict=True))
    for version, outcome, group, part, contracts in rows.order_by().values_list(*_PRICED_BY).distinct():
        if version not in starts:
            continue
        one = Determination(
            client="", journey=starts[version], outcome=outcome, part=part, status=Status.PENDING, date=None,
            group=group, contracts=tuple(contracts), reason="", why="", evidence=(), version=starts[version],
        )  # fmt: skip
        grouped = {"group__isnull": True} if group is None else {"group": group}
        same = {"version": version, "outcome": outcome, "part": part, "contracts": contracts, **grouped}
        yield Alike(same, one, versions.outcome(one.version, outcome), versions)


def with_stakes(access: Access, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Determinations with `least` and `most`, in pence before caps, for the person's own contracts.

    They differ where an assessment is still to give the group; both are 0 where there is no price, as for cohorts.
    """
    own = set(visible.contracts(access).values_list("code", flat=True))
    least, most = [], []
    for alike in priced_alike(access, rows):
        earned = amounts_between(alike.one, alike.outcome, alike.versions)
        ours = [earned[contract] for contract in earned if contract in own]
        least.append(When(**alike.condition, then=Value(sum(one for one, _ in ours))))
        most.append(When(**alike.condition, then=Value(sum(one for _, one in ours))))
    priced: QuerySet[Any] = rows.annotate(least=_case(least), most=_case(most))
    return priced


def between(row: Any, in_force: InForce) -> dict[str, tuple[int, int]]:
    """Of one determination, by contract, the least and the most that it earns if it is paid; empty without a price."""
    if row.version_id not in in_force.ids:
        return {}
    versions, one = Versions(in_force.schemes), as_priced(row, in_force)
    return dict(amounts_between(one, versions.outcome(one.version, one.outcome), versions))


def as_priced(row: Any, in_force: InForce) -> Determination:
    """A stored determination of a version in force, as pricing reads it."""
    return Determination(
        client=str(row.client_id), journey=row.journey, outcome=row.outcome, part=row.part, status=Status(row.status),
        date=row.date, group=row.group, contracts=tuple(row.contracts), reason=row.reason, why=row.why, evidence=(),
        version=in_force.by_id(row.version_id).starts,
    )  # fmt: skip


def _case(prices: list[When]) -> Case:
    return Case(*prices, default=Value(0), output_field=BigIntegerField())
