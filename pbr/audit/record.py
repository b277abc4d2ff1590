"""Writing events, in the transaction of what they tell of."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from pbr import clock
from pbr.access.models import Partnership, Person

from .chain import digest, head
from .models import Event

_LOCK = 0x41554449  # with the partnership's id: one writer of a chain at a time


def record(event: str, *, partnership: Partnership, actor: Person | None, subject: str, **details: Any) -> Event:
    """Appends one event to the partnership's chain. `actor` None: the system itself.

    `event` is a subject and a verb, as in "extract.confirmed"; `subject` a kind and an id, as in "extract:12". `details`
    are JSON values; nothing in them says who a client is.
    """
    with transaction.atomic():
        # The lock comes before the statement that reads the end of the chain, or two writers would read the same end.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, partnership.pk])
        last = head(partnership)
        row = Event(
            partnership=partnership,
            sequence=last.sequence + 1,
            at=clock.now(),
            actor=actor,
            event=event,
            subject=subject,
            details=details,
            previous=last.sha256,
        )
        row.sha256 = digest(row)
        row.save(force_insert=True)
    return row
