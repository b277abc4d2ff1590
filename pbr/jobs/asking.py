"""Asking for work: a row in the caller's own transaction, and a ring of the bell once that is committed."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID

from django.db import transaction
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import RedisError

from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Partnership, Person
from pbr.audit.record import record

from .failpoints import failpoint
from .models import Job

logger = logging.getLogger(__name__)


def ask(kind: str, *, partnership: Partnership, subject: str = "", by: Person | None = None) -> Job:
    """The job that will do this work after the caller commits. A waiting one of the same kind and subject serves.

    The waiting row is locked, so that no worker takes it before the caller's own changes can be seen.
    """
    with transaction.atomic():
        waiting = Job.objects.filter(kind=kind, partnership=partnership, subject=subject, state=Job.State.QUEUED)
        job = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if job is None:
            job = Job.objects.create(
                kind=kind, partnership=partnership, subject=subject, asked_by=by, asked_at=clock.now()
            )
        transaction.on_commit(partial(ring, job.pk), robust=True)
    return job


def ring(job_id: UUID) -> None:
    """Tells the workers. A broker that is away loses nothing: the sweeper rings again."""
    from .tasks import run_job

    failpoint("after_commit_before_enqueue")
    try:
        run_job.delay(str(job_id))
    except (BrokerAway, RedisError, OSError) as error:
        logger.warning("broker away, job %s waits for the sweeper: %s", job_id, type(error).__name__)


def start_again(job_id: UUID, *, access: Access) -> None:
    """A job that stopped after repeated failures gets all its attempts again. One that has not stopped is left alone."""
    stopped = Job.objects.filter(pk=job_id, partnership=access.partnership, state=Job.State.DEAD)
    with transaction.atomic():
        if stopped.update(state=Job.State.QUEUED, attempts=0, finished_at=None, heartbeat_at=None):
            record("job.started_again", partnership=access.partnership, actor=access.person, subject=f"job:{job_id}")
            transaction.on_commit(partial(ring, job_id), robust=True)
