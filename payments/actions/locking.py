"""One at a time where it matters. The ledger's tables cannot be locked row by row by a role that may only insert, so
advisory locks of the transaction serve (reliability.md §2.4). They are always taken in the order of this page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import connection

_SETTLING: Final = 0x53455454
_CONTRACT: Final = 0x434F4E54
_NUMBERS: Final = 0x4E554D42


def lock_settling(partnership_id: int) -> None:
    """One settling of a partnership at a time: what the second reads is what the first has posted."""
    _lock(_SETTLING, partnership_id)


def lock_contracts(contract_ids: Iterable[int]) -> None:
    """Held by whoever changes what is claimed, approved or paid of a contract. One order, so nobody waits in a ring."""
    for contract_id in sorted(contract_ids):
        _lock(_CONTRACT, contract_id)


def lock_numbers(partnership_id: int) -> None:
    """Claims and payment runs are numbered without gaps: a number is drawn only by what is then committed."""
    _lock(_NUMBERS, partnership_id)


def _lock(kind: int, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, number])
