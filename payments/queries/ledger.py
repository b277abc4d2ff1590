"""Balances and movements of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import QuerySet, Sum

from outcomes.queries import titles_of
from payments.models import Account, Entitlement, Transfer
from payments.queries import visible
from pbr.access.access import Access

Balances = Mapping[str, int]


def balances(partnership_id: int) -> Mapping[int, Balances]:
    """The balance of each account of each contract, in pence; a contract without transfers has zeros."""
    found: defaultdict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Account.values, 0))
    moved = (
        Transfer.objects.filter(partnership_id=partnership_id)
        .order_by()
        .values_list("contract_id", "from_account", "to_account")
        .annotate(sum=Sum("pence"))
    )
    for contract, source, target, pence in moved:
        found[contract][source] -= int(pence)
        found[contract][target] += int(pence)
    return found


def transfers(access: Access) -> QuerySet[Transfer]:
    return visible.transfers(access).select_related(
        "contract__provider", "entitlement__client", "line__claim", "payment__run", "posted_by"
    )


def titles_posted(access: Access) -> dict[str, str]:
    """The title of each outcome that the person's contracts have entitlements to."""
    rows = Entitlement.objects.filter(contract__in=visible.contracts(access)).order_by()
    return titles_of(access.partnership.pk, set(rows.values_list("outcome", flat=True).distinct()))


def history_of(entitlement: Entitlement) -> QuerySet[Transfer]:
    """Everything that ever happened to one key, in order."""
    return (
        Transfer.objects.filter(entitlement=entitlement)
        .select_related("line__claim", "posted_by", "determination", "version")
        .order_by("pk")
    )
