"""The number by which the next room sees that what the rules read of an assessment became another."""

from __future__ import annotations

from django.db import connection

from lasars.models import Assessment, Touch
from pbr import clock
from pbr.access.models import Person
from pbr.jobs.asking import ask

RECALCULATE = "outcomes.recalculate"
_LOCK = 0x4C415341  # with the partnership's id: numbers become visible in the order in which they are given


def touch(assessment: Assessment, *, by: Person) -> None:
    """To be called, in the caller's transaction, whenever an assessment is completed, approved or audited: its client
    is determined again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, assessment.partnership_id])
    Touch.objects.create(assessment=assessment, at=clock.now())
    ask(RECALCULATE, partnership=assessment.partnership, by=by)
