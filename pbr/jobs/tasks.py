"""What Celery knows: the bell of one job, and the two clocks of the scheduler."""

from __future__ import annotations

from celery import shared_task

from . import running, sweeping


@shared_task(name="pbr.jobs.run", acks_late=True)
def run_job(job_id: str) -> None:
    running.run_in_worker(job_id)


@shared_task(name="pbr.jobs.sweep")
def sweep() -> None:
    sweeping.sweep()


@shared_task(name="pbr.jobs.nightly")
def nightly() -> None:
    sweeping.ask_nightly()
