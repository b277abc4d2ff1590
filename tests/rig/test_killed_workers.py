"""Real workers, really killed: no job is lost, none has two effects (C-01 to C-05)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
import redis
from django.conf import settings
from django.db import transaction

from pbr.access.models import Partnership, Provider
from pbr.jobs.asking import ask, ring
from pbr.jobs.models import Job
from tests.conftest import CHECKOUT, Worker, wait_until

Start = Callable[..., Worker]


@pytest.fixture
def partnership(committed_db: str) -> Partnership:
    broker().flushdb()
    return Partnership.objects.create(code="J04B", name="Anytown")


def broker() -> redis.Redis:
    return redis.Redis.from_url(settings.CACHES["default"]["LOCATION"])


def asked(partnership: Partnership, kind: str = "rig.work", subject: str = "0") -> Job:
    with transaction.atomic():
        return ask(kind, partnership=partnership, subject=subject)


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def ask_elsewhere(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.rig.asker"]
    return subprocess.run(command, cwd=CHECKOUT, env=os.environ | environment, capture_output=True, text=True)


@pytest.mark.parametrize("kill", ["whole group", "main process", "pool child"])
def test_a_worker_killed_in_a_job_loses_nothing_and_the_job_is_done_once(
    kill: str, partnership: Partnership, start_worker: Start, kill_seed: int
) -> None:
    job = asked(partnership, subject="2")
    worker = start_worker(beat=True)
    wait_until(lambda: state_of(job) == "running" and job.progress_text)
    time.sleep(random.Random(f"{kill_seed} {kill}").uniform(0.02, 0.45))
    if kill == "pool child":
        os.kill(int(job.progress_text), signal.SIGKILL)
    else:
        {"whole group": worker.kill, "main process": worker.kill_main}[kill]()
        start_worker(beat=True)
    wait_until(lambda: state_of(job) == "done")
    assert Provider.objects.count() == 1


def test_a_job_that_kills_its_worker_stops_after_five_attempts_and_holds_up_nobody(
    partnership: Partnership, start_worker: Start
) -> None:
    start_worker(beat=True)
    poison = asked(partnership, "rig.abort")
    wait_until(lambda: state_of(poison) == "running")
    others = [asked(partnership, subject=f"0.{n}") for n in range(3)]
    wait_until(lambda: all(state_of(job) == "done" for job in others))
    wait_until(lambda: state_of(poison) == "dead", seconds=120)
    assert (poison.attempts, poison.error) == (5, "The worker died at every attempt.")


def test_a_job_that_fails_is_tried_five_times_and_leaves_nothing_behind(
    partnership: Partnership, start_worker: Start
) -> None:
    job = asked(partnership, "rig.fail")
    start_worker(beat=True)
    wait_until(lambda: state_of(job) == "dead", seconds=120)
    assert job.attempts == 5
    assert job.error.startswith("ValueError in kinds.py"), "the place, and nothing that a row said"
    assert not Provider.objects.exists()


def test_a_flushed_broker_loses_nothing(partnership: Partnership, start_worker: Start) -> None:
    jobs = [asked(partnership, subject=f"0.{n}") for n in range(5)]
    broker().flushdb()
    start_worker(beat=True)
    wait_until(lambda: all(state_of(job) == "done" for job in jobs))
    assert Provider.objects.count() == len(jobs)


def test_a_broker_flushed_in_the_middle_of_a_job_changes_nothing(partnership: Partnership, start_worker: Start) -> None:
    jobs = [asked(partnership, subject="1.5"), asked(partnership)]
    start_worker(beat=True)
    wait_until(lambda: state_of(jobs[0]) == "running")
    broker().flushdb()
    wait_until(lambda: all(state_of(job) == "done" for job in jobs))
    assert Provider.objects.count() == len(jobs)


def test_a_broker_that_is_away_does_not_stop_a_request_from_committing(
    partnership: Partnership, start_worker: Start
) -> None:
    done = ask_elsewhere(REDIS_URL="redis+socket:///nowhere/valkey.sock")
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 3
    job = Job.objects.get()
    start_worker(beat=True)
    wait_until(lambda: state_of(job) == "done")


def test_a_process_that_dies_between_commit_and_ringing_loses_nothing(
    partnership: Partnership, start_worker: Start
) -> None:
    died = ask_elsewhere(PBR_FAILPOINT="after_commit_before_enqueue")
    assert died.returncode == 9, died.stderr
    job = Job.objects.get()
    assert job.state == "queued"
    start_worker(beat=True)
    wait_until(lambda: state_of(job) == "done")
    assert Provider.objects.count() == 1


def test_a_message_delivered_ten_times_to_two_workers_has_one_effect(
    partnership: Partnership, start_worker: Start
) -> None:
    job = asked(partnership, subject="1")
    for _ in range(9):
        ring(job.pk)
    start_worker(beat=True)
    start_worker()
    wait_until(lambda: state_of(job) == "done")
    wait_until(lambda: not broker().llen("celery"))
    time.sleep(1)
    assert Provider.objects.count() == 1


def test_a_job_that_outlives_the_visibility_timeout_has_one_effect(
    partnership: Partnership, start_worker: Start
) -> None:
    job = asked(partnership, subject=str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] + 4))
    start_worker(beat=True)
    start_worker()
    wait_until(lambda: state_of(job) == "done")
    assert (Provider.objects.count(), job.attempts) == (1, 1)
