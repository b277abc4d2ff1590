"""What needs doing, kept beside the ledger: what pages list without determining or pricing anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from outcomes.queries import InForce, dues
from outcomes.rules.deadlines import Due
from outcomes.rules.determination import ClientFound
from payments.actions.copying import copy_rows
from payments.models import Contract, WorkItem
from payments.rules.earnable import Earnable, earnable
from payments.rules.versions import Versions

_SAID: Final = (
    "contract_id", "client_id", "journey", "outcome", "part", "kind", "pence", "opens", "by", "final", "rests_on",
    "awaits", "agency", "clientid", "episodid", "soonest",
)  # fmt: skip
Said = tuple[Any, ...]


def write_work(
    partnership_id: int, contracts: Sequence[Contract], found: Sequence[ClientFound], in_force: InForce
) -> None:
    """Makes the work lists those of what is now found. Only what differs is written."""
    ids = {contract.code: contract.pk for contract in contracts}
    rows = WorkItem.objects.filter(contract__in=contracts).values_list("pk", *_SAID)
    before = {row[1:]: row[0] for row in rows.iterator(chunk_size=5000)}
    items = _items(partnership_id, ids, found, in_force)
    fresh = [said for said in items if before.pop(said, None) is None]
    WorkItem.objects.filter(pk__in=before.values()).delete()
    copy_rows([WorkItem(**dict(zip(_SAID, said, strict=True))) for said in fresh])


def _items(partnership_id: int, ids: dict[str, int], found: Sequence[ClientFound], in_force: InForce) -> Iterator[Said]:
    by_client: dict[str, dict[tuple[Any, str, str], Due]] = defaultdict(dict)
    for due in dues(partnership_id):
        by_client[due.client][due.journey, due.outcome, due.part] = due
    versions = Versions(in_force.schemes)
    for client in found:
        for one in earnable(client, by_client[client.client], versions):
            yield _said(ids[one.key.contract], one)


def _said(contract_id: int, one: Earnable) -> Said:
    key = (contract_id, int(one.key.client), one.key.journey, one.key.outcome, one.key.part)
    days = (one.opens, one.by, one.final, one.rests_on)
    return (*key, one.kind, int(one.pence), *days, one.awaits[:200], *one.episode, one.soonest)
