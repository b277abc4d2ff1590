"""Applying a confirmed extract: all of its accepted rows or none, in one transaction with the job's own end."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from caseloads.actions.check import Progress, compare, count, lock_partnership
from caseloads.actions.knowing import know_people
from caseloads.models import Extract
from pbr import clock
from pbr.audit.record import record
from pbr.jobs.asking import ask

RECALCULATE = "outcomes.recalculate"


def apply_extract(*, extract_id: int, progress: Progress, finish: Callable[[], None]) -> None:
    """Writes what differs, touches the clients concerned, and asks for their determinations.

    Killed at any moment, it has done nothing; run again after it was done, it does nothing.
    """
    with transaction.atomic():
        extract = Extract.objects.select_for_update().select_related("partnership").get(pk=extract_id)
        if extract.state != "applying":
            finish()
            return
        lock_partnership(extract.partnership_id)
        merge, summary = compare(extract, progress, _already_told)
        count(extract, summary, merge)
        extract.applied_at, extract.ranked = clock.now(), merge.ranks_matter
        attributors = merge.write()
        extract.save()
        progress(extract.rows, extract.rows, "Finding whose records changed")
        touched = know_people(extract.partnership_id, attributors)
        record(
            "extract.applied",
            partnership=extract.partnership,
            actor=extract.confirmed_by,
            subject=f"extract:{extract.pk}",
            file=extract.file_name,
            new=extract.new,
            changed=extract.changed,
            clients=touched,
        )
        # Also where no client was touched: the feed may now be complete to a later date.
        ask(RECALCULATE, partnership=extract.partnership, by=extract.confirmed_by)
        progress(extract.rows, extract.rows, f"{extract.new} rows new, {extract.changed} changed; {touched} clients")
        finish()


def _already_told(_: object) -> None:
    """Findings were told when the extract was checked."""
