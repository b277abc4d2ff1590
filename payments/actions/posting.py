"""Postings: the differences between what is now known and what the ledger says, each with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from outcomes.queries import InForce, determination_ids
from payments.actions.copying import copy_rows
from payments.actions.entitlements import Standing
from payments.actions.worth import NOTHING, KeyWorth
from payments.models import Account, Contract, Kind, Transfer
from payments.queries.wording import part_of
from payments.rules.entitlement import EntitlementKey
from payments.rules.postings import Difference, differences
from pbr import clock
from pbr.values.money import Pence

# What the found determination is: its id and that of its scheme version.
Found = tuple[int, int]


def post_differences(
    contract: Contract, worth: Mapping[EntitlementKey, KeyWorth], standing: Mapping[EntitlementKey, Standing],
    in_force: InForce, caused_by: Sequence[int],
) -> int:  # fmt: skip
    """Posts what is lacking; the number of postings. `standing` has every key of `worth`.

    `caused_by`: the extracts (ids) applied since the ledger was last settled, frozen with each posting.
    """
    wanted = {key: Pence(value.payable) for key, value in worth.items()}
    posted = {key: Pence(row.balance) for key, row in standing.items()}
    lacking = differences(wanted, posted)
    if not lacking:
        return 0
    found = _found(contract, lacking)
    numbers = transaction_numbers(len(lacking))
    rows = [
        _posting(contract, difference, worth, standing[difference.key], found.get(difference.key), in_force, number)
        for difference, number in zip(lacking, numbers, strict=True)
    ]
    for row in rows:
        row.explanation["extracts"] = list(caused_by)
    copy_rows(rows)
    return len(rows)


def transaction_numbers(count: int = 1) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('payments_transaction') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def _found(contract: Contract, lacking: Sequence[Difference]) -> dict[EntitlementKey, Found]:
    """The present determination behind each key that has one."""
    keys = {
        difference.key: (
            int(difference.key.client) if difference.key.client else None,
            difference.key.journey,
            difference.key.outcome,
            difference.key.part,
        )
        for difference in lacking
    }
    ids = determination_ids(contract.partnership_id, contract.code, list(keys.values()))
    return {key: ids[asked] for key, asked in keys.items() if asked in ids}


def _posting(
    contract: Contract, difference: Difference, worth: Mapping[EntitlementKey, KeyWorth], before: Standing,
    found: Found | None, in_force: InForce, number: int,
) -> Transfer:  # fmt: skip
    """One posting. Where nothing is found any more of what once was, it still names what it takes back."""
    value = worth.get(difference.key, NOTHING)
    determination, version = found or (before.determination, before.version)
    if value.version is not None:
        version = in_force.id_of(value.version)
    gains = difference.amount > 0
    return Transfer(
        partnership_id=contract.partnership_id,
        contract=contract,
        transaction=number,
        kind=Kind.ADJUSTED if before.posting else Kind.EARNED,
        from_account=Account.EARNED if gains else Account.ACCRUED,
        to_account=Account.ACCRUED if gains else Account.EARNED,
        pence=abs(difference.amount),
        entitlement_id=before.entitlement,
        sequence=before.sequence + 1,
        balance_before=difference.balance,
        adjusts_id=before.posting,
        determination_id=determination,
        version_id=version,
        earned_on=value.date or before.stored.get("date") or difference.key.journey,
        explanation=_explanation(value, difference.key, in_force),
        posted_at=clock.now(),
    )


def _explanation(value: KeyWorth, key: EntitlementKey, in_force: InForce) -> dict[str, Any]:
    """Frozen with the posting: how the amount came about, in the words and figures of this day."""
    scheme = next((one for one in in_force.schemes if one.starts == value.version), None)
    return {
        "title": in_force.title(key.outcome),
        "part": part_of(key.outcome, key.part),
        "how": value.how,
        "group": value.group,
        "amount": value.amount,
        "payable": value.payable,
        "gated": value.gated,
        "held": value.held,
        "awaits": value.awaits,
        "cuts": [{"place": cut.place, "pence": cut.amount, "over": cut.over} for cut in value.cuts],
        "illustrative": scheme is not None
        and any(scheme.status.get(name) == "illustrative" for name in ("prices", key.outcome)),
        "as_of": clock.today().isoformat(),
    }
