"""One run of one job: claimed, kept alive by a heartbeat, finished once."""

from __future__ import annotations

import logging
import threading
import traceback
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from pbr import clock

from .handlers import HANDLERS
from .models import Job

logger = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 0.5


class LostJob(Exception):
    """Another worker took the job over, because this one was not heard of for too long. Whatever it did is undone."""


class ExplainedFailure(Exception):
    """A failure whose message is for people: made of our own words and pseudonymous references, it is kept as it stands."""


class JobRun:
    """What a handler is given: the job, a way to say how far it is, and a way to finish it with its own effects."""

    def __init__(self, job: Job, *, saves_progress: bool = False) -> None:
        self.job = job
        self._mine = Job.objects.filter(pk=job.pk, attempts=job.attempts, state=Job.State.RUNNING)
        self._saves_progress = saves_progress
        self._finished = False
        self._said: tuple[int, int, str] = (0, 0, "")

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Shown within half a second; cheap enough to be called for every thousand rows."""
        self._said = (done, total, text[:200])
        if self._saves_progress:
            self.beat()

    def beat(self) -> None:
        """A sign of life, with the progress last said."""
        done, total, text = self._said
        self._mine.update(heartbeat_at=Now(), progress_done=done, progress_total=total, progress_text=text)

    def finish(self) -> None:
        """Marks the job done in the caller's transaction: the work and the word that it is done are one commit."""
        if self._finished:
            return
        if not self._mine.update(state=Job.State.DONE, finished_at=clock.now(), error=""):
            raise LostJob(f"job {self.job.pk} was taken over")
        self._finished = True

    def failed(self, error: Exception) -> None:
        """Back into the queue, or dead after the last attempt; the error is kept for whoever looks."""
        dead = self.job.attempts >= settings.PBR_JOB_ATTEMPTS
        self._mine.update(
            state=Job.State.DEAD if dead else Job.State.QUEUED,
            finished_at=clock.now() if dead else None,
            heartbeat_at=Now(),
            error=cause_of(error),
        )


def cause_of(error: Exception) -> str:
    """What went wrong and where in our code. Never another's message: PostgreSQL quotes a person's values in it."""
    if isinstance(error, ExplainedFailure):
        return str(error)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    last = frames[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno} ({last.name})"


def stale() -> Q:
    """Running jobs that have not been heard of for too long."""
    return Q(state=Job.State.RUNNING, heartbeat_at__lt=Now() - timedelta(seconds=settings.PBR_JOB_STALE_SECONDS))


def claim(job_id: UUID | str) -> Job | None:
    """Takes the job, counting the attempt before any work is done; None where somebody else has it or it is over."""
    with transaction.atomic():
        free = Job.objects.filter(Q(state=Job.State.QUEUED) | stale(), pk=job_id)
        job = free.select_for_update(skip_locked=True, of=("self",)).first()
        if job is None:
            return None
        if job.attempts >= settings.PBR_JOB_ATTEMPTS:
            job.state, job.finished_at = Job.State.DEAD, clock.now()
            job.error = job.error or "The worker died at every attempt."
            job.save(update_fields=["state", "finished_at", "error"])
            return None
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.RUNNING, attempts=F("attempts") + 1, started_at=clock.now(), heartbeat_at=Now()
        )
    job.refresh_from_db()
    return job


def run_claimed(run: JobRun) -> None:
    """Does the work and finishes the job; what the handler raises goes on to the caller."""
    HANDLERS[run.job.kind](run)
    run.finish()


def run_in_worker(job_id: UUID | str) -> None:
    """A Celery worker's part: claim, work under a heartbeat, and put the job back where the work fails."""
    job = claim(job_id)
    if job is None:
        return
    run = JobRun(job)
    heart = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(run, heart), daemon=True)
    thread.start()
    try:
        run_claimed(run)
    except LostJob:
        logger.warning("job %s (%s) was taken over by another worker", job.pk, job.kind)
    except Exception as error:
        logger.error("job %s (%s) failed at attempt %s: %s", job.pk, job.kind, job.attempts, cause_of(error))
        logger.error("".join(traceback.format_tb(error.__traceback__)))
        heart.set()
        thread.join()
        run.failed(error)
    finally:
        heart.set()
        thread.join()


def _beat_until(run: JobRun, stopped: threading.Event) -> None:
    """The heartbeat, on a connection of its own. A beat that a restarting database refuses is left out."""
    while not stopped.wait(HEARTBEAT_SECONDS):
        try:
            run.beat()
        except DatabaseError:
            connection.close()
    connection.close()
