"""The job table by itself: who gets a job, who may finish it, when it is given up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now

from pbr.access.access import Access, access_of
from pbr.access.models import Membership, Partnership, Person
from pbr.audit.models import Event
from pbr.jobs import sweeping
from pbr.jobs.asking import ask, start_again
from pbr.jobs.draining import drain
from pbr.jobs.models import Job
from pbr.jobs.running import JobRun, LostJob, claim
from tests.rig import kinds  # noqa: F401 (registers the kinds)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership() -> Partnership:
    return Partnership.objects.create(code="J04B", name="Anytown")


@pytest.fixture
def access(partnership: Partnership) -> Access:
    person = Person.objects.create_user("ada@example.org", name="Ada")
    Membership.objects.create(
        person=person, partnership=partnership, role_code="administrator", granted_at="2013-01-01T00:00Z"
    )
    found = access_of(person)
    assert found
    return found


def go_silent(job: Job) -> None:
    """As if the worker had died a minute ago."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at=Now() - timedelta(minutes=1))


def test_asking_twice_for_what_still_waits_is_one_job(partnership: Partnership) -> None:
    one = ask("rig.work", partnership=partnership, subject="1")
    assert ask("rig.work", partnership=partnership, subject="1") == one
    assert ask("rig.work", partnership=partnership, subject="2") != one


def test_asking_for_what_already_runs_is_another_job(partnership: Partnership) -> None:
    running = claim(ask("rig.work", partnership=partnership).pk)
    assert ask("rig.work", partnership=partnership) != running


def test_a_job_is_claimed_by_one_only_and_the_attempt_counted(partnership: Partnership) -> None:
    job = ask("rig.work", partnership=partnership)
    claimed = claim(job.pk)
    assert claimed
    assert (claimed.state, claimed.attempts) == ("running", 1)
    assert claim(job.pk) is None


def test_a_job_whose_worker_is_silent_is_claimed_by_another(partnership: Partnership) -> None:
    job = ask("rig.work", partnership=partnership)
    claim(job.pk)
    go_silent(job)
    again = claim(job.pk)
    assert again
    assert again.attempts == 2


def test_whoever_lost_a_job_cannot_finish_it(partnership: Partnership) -> None:
    job = ask("rig.work", partnership=partnership)
    first = claim(job.pk)
    go_silent(job)
    second = claim(job.pk)
    assert first
    assert second
    with pytest.raises(LostJob):
        JobRun(first).finish()
    JobRun(second).finish()
    job.refresh_from_db()
    assert job.state == "done"


def test_progress_of_whoever_lost_a_job_is_not_shown(partnership: Partnership) -> None:
    job = ask("rig.work", partnership=partnership)
    first = claim(job.pk)
    go_silent(job)
    claim(job.pk)
    assert first
    JobRun(first, saves_progress=True).progress(5, 10, "Reading")
    job.refresh_from_db()
    assert job.progress_done == 0


def test_draining_does_all_that_waits_and_shows_its_progress(partnership: Partnership) -> None:
    job = ask("rig.work", partnership=partnership, subject="0.2")
    ask("rig.work", partnership=partnership)
    assert drain() == 2
    job.refresh_from_db()
    assert (job.state, job.progress_done, job.progress_total) == ("done", 1, 100)


def test_draining_raises_what_fails_and_puts_it_back(partnership: Partnership) -> None:
    job = ask("rig.fail", partnership=partnership)
    with pytest.raises(ValueError, match="never works"):
        drain()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 1)
    assert job.error.startswith("ValueError in kinds.py"), "the place, and nothing that a row said"


def test_a_stopped_job_can_be_started_again_and_that_is_recorded(partnership: Partnership, access: Access) -> None:
    job = ask("rig.work", partnership=partnership)
    Job.objects.filter(pk=job.pk).update(state="dead", attempts=5)
    start_again(job.pk, access=access)
    assert drain() == 1
    assert Event.objects.get().event == "job.started_again"


def test_a_job_that_has_not_stopped_is_not_started_again(partnership: Partnership, access: Access) -> None:
    job = ask("rig.work", partnership=partnership)
    claim(job.pk)
    start_again(job.pk, access=access)
    job.refresh_from_db()
    assert job.state == "running"
    assert not Event.objects.exists()


def test_the_sweeper_rings_for_silent_and_waiting_jobs_only(
    partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, silent, lively, over = (ask("rig.work", partnership=partnership, subject=str(n)) for n in range(4))
    for job in (silent, lively, over):
        claim(job.pk)
    go_silent(silent)
    Job.objects.filter(pk=over.pk).update(state="done")
    rung: list[object] = []
    monkeypatch.setattr(sweeping, "ring", rung.append)
    sweeping.sweep()
    assert set(rung) == {waiting.pk, silent.pk}
    rung.clear()
    sweeping.sweep()
    assert rung == [silent.pk], "what was rung for a moment ago is left to the workers"


def test_a_job_that_is_rolled_back_was_never_asked_for(partnership: Partnership) -> None:
    with transaction.atomic():
        ask("rig.work", partnership=partnership)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
