"""The list of stopped work, and starting it again."""

from __future__ import annotations

import pytest
from django.test import Client

from pbr.access.models import Membership, Partnership, Person
from pbr.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership() -> Partnership:
    return Partnership.objects.create(code="J04B", name="Anytown")


@pytest.fixture
def stopped(partnership: Partnership) -> Job:
    return Job.objects.create(
        kind="caseloads.apply_extract",
        partnership=partnership,
        subject="12",
        asked_at="2013-04-01T10:00Z",
        finished_at="2013-04-01T10:05Z",
        state="dead",
        attempts=5,
        error="MemoryError in reading.py, line 7 (read)",
    )


def sign_in(client: Client, partnership: Partnership, role: str) -> None:
    person = Person.objects.create_user(f"{role}@example.org", name=role)
    Membership.objects.create(person=person, partnership=partnership, role_code=role, granted_at="2013-01-01T00:00Z")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")


def test_the_administrator_sees_on_the_home_page_that_work_stopped(
    client: Client, partnership: Partnership, stopped: Job
) -> None:
    sign_in(client, partnership, "administrator")
    assert "1 piece of work stopped" in client.get("/").content.decode()


def test_the_administrator_sees_the_cause_and_starts_it_again(
    client: Client, partnership: Partnership, stopped: Job
) -> None:
    sign_in(client, partnership, "administrator")
    page = client.get("/jobs/stopped").content.decode()
    assert "MemoryError in reading.py" in page
    assert "1 April 2013" in page
    client.post(f"/jobs/{stopped.pk}/start-again")
    stopped.refresh_from_db()
    assert (stopped.state, stopped.attempts) == ("queued", 0)


def test_an_auditor_sees_it_and_starts_nothing(client: Client, partnership: Partnership, stopped: Job) -> None:
    sign_in(client, partnership, "auditor")
    assert "Start again" not in client.get("/jobs/stopped").content.decode()
    assert client.post(f"/jobs/{stopped.pk}/start-again").status_code == 403


def test_another_partnerships_stopped_work_is_neither_seen_nor_started(client: Client, stopped: Job) -> None:
    sign_in(client, Partnership.objects.create(code="J01B", name="Elsewhere"), "administrator")
    assert "No work has stopped" in client.get("/jobs/stopped").content.decode()
    client.post(f"/jobs/{stopped.pk}/start-again")
    stopped.refresh_from_db()
    assert stopped.state == "dead"
