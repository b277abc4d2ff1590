"""Writing events, in the transaction of what they tell of, and checking that nobody changed them since."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection, transaction

from pbr import clock
from pbr.access.models import Partnership, Person

from .models import Event

FIRST = "0" * 64
_LOCK = 0x41554449  # with the partnership's id: one writer of a chain at a time


def record(event: str, *, partnership: Partnership, actor: Person | None, subject: str, **details: Any) -> Event:
    """Appends one event to the partnership's chain. `actor` None: the system itself."""
    with transaction.atomic():
        # The lock comes before the statement that reads the end of the chain, or two writers would read the same end.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, partnership.pk])
        last = Event.objects.filter(partnership=partnership).order_by("-sequence").first()
        row = Event(
            partnership=partnership,
            sequence=last.sequence + 1 if last else 1,
            at=clock.now(),
            actor=actor,
            event=event,
            subject=subject,
            details=details,
            previous=last.sha256 if last else FIRST,
        )
        row.sha256 = digest(row)
        row.save(force_insert=True)
    return row


def digest(row: Event) -> str:
    """The SHA-256 of everything the event says, its place in the chain included."""
    said = [
        row.partnership_id,
        row.sequence,
        row.at.isoformat(),
        row.actor_id,
        row.event,
        row.subject,
        row.details,
        row.previous,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def first_break(partnership: Partnership) -> Event | None:
    """The first event that does not fit the chain: changed, or after one that was removed. None: the chain is whole."""
    previous, sequence = FIRST, 0
    for row in Event.objects.filter(partnership=partnership).order_by("sequence").iterator():
        if row.previous != previous or row.sequence != sequence + 1 or digest(row) != row.sha256:
            return row
        previous, sequence = row.sha256, row.sequence
    return None
