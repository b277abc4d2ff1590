"""Doing all waiting work in this process, one job after the other: for loading a history, and for tests of rooms."""

from __future__ import annotations

from uuid import UUID

from .models import Job
from .running import JobRun, claim, run_claimed


def drain(room: str = "") -> int:
    """Runs jobs (of one room, where named), oldest first, until none waits; the number run.

    A job that fails is put back, and its error raised.
    """
    count = 0
    while job_id := _oldest(room):
        job = claim(job_id)
        if job is None:
            continue
        run = JobRun(job, saves_progress=True)
        try:
            run_claimed(run)
        except Exception as error:
            run.failed(error)
            raise
        count += 1
    return count


def _oldest(room: str) -> UUID | None:
    waiting = Job.objects.filter(state=Job.State.QUEUED, kind__startswith=room).order_by("asked_at", "pk")
    return waiting.values_list("pk", flat=True).first()
