"""Entitlements as now known, kept beside the ledger: what pages show without pricing anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from payments.actions.copying import copy_rows
from payments.actions.worth import NOTHING, KeyWorth
from payments.models import Contract, Entitlement
from payments.rules.entitlement import EntitlementKey

ROWS_A_STATEMENT: Final = 2_000
_STORED: Final = tuple(NOTHING.stored)


@dataclass(slots=True)
class Standing:
    """A key that the ledger has, with what its row says and its last posting (`posting` None: none yet)."""

    entitlement: int
    stored: dict[str, Any] = field(default_factory=dict)
    posting: int | None = None
    sequence: int = 0
    balance: int = 0
    determination: int | None = None
    version: int | None = None


def read_standing(contract: Contract) -> dict[EntitlementKey, Standing]:
    """Every key of a contract; two queries."""
    standing: dict[EntitlementKey, Standing] = {}
    by_id: dict[int, Standing] = {}
    fields = ("pk", "client_id", "journey", "outcome", "part", *_STORED)
    for pk, client, journey, outcome, part, *stored in Entitlement.objects.filter(contract=contract).values_list(
        *fields
    ):
        key = EntitlementKey(contract.code, "" if client is None else str(client), journey, outcome, part)
        standing[key] = by_id[pk] = Standing(pk, dict(zip(_STORED, stored, strict=True)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (entitlement_id) entitlement_id, id, sequence,"
            " balance_before + payments_signed(from_account, pence), determination_id, version_id"
            " FROM payments_transfer WHERE contract_id = %s AND sequence IS NOT NULL"
            " ORDER BY entitlement_id, sequence DESC",
            [contract.pk],
        )
        for entitlement, posting, sequence, balance, determination, version in cursor.fetchall():
            row = by_id[entitlement]
            row.posting, row.sequence, row.balance = posting, sequence, int(balance)
            row.determination, row.version = determination, version
    return standing


def write_entitlements(
    contract: Contract, worth: Mapping[EntitlementKey, KeyWorth], standing: dict[EntitlementKey, Standing]
) -> None:
    """Writes the rows that are new or differ, and adds the new ones to `standing`. Keys worth nothing now get zeros."""
    new = [key for key in worth if key not in standing]
    for key, pk in zip(new, _reserved_ids(len(new)), strict=True):
        standing[key] = Standing(pk)
    copy_rows([_row(contract, key, standing[key].entitlement, worth[key]) for key in new])
    differing = [
        _row(contract, key, row.entitlement, worth.get(key, NOTHING))
        for key, row in standing.items()
        if row.stored and row.stored != worth.get(key, NOTHING).stored
    ]
    Entitlement.objects.bulk_create(
        differing, ROWS_A_STATEMENT, update_conflicts=True, unique_fields=["id"], update_fields=list(_STORED)
    )


def _row(contract: Contract, key: EntitlementKey, pk: int, worth: KeyWorth) -> Entitlement:
    return Entitlement(
        pk=pk,
        contract=contract,
        client_id=int(key.client) if key.client else None,
        journey=key.journey,
        outcome=key.outcome,
        part=key.part,
        **worth.stored,
    )


def _reserved_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('payments_entitlement', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]
