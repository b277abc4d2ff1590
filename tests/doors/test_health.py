"""The two questions that machines ask: alive? able to work?"""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client, override_settings

from pbr.web import health


def test_a_living_process_says_so_without_touching_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_when_database_and_broker_answer(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_ready_without_the_broker_because_pages_work_without_it(client: Client) -> None:
    with override_settings(CACHES={"default": {"LOCATION": "unix:///nowhere/valkey.sock"}}):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["broker"] == "away: jobs wait in their table"


def test_not_ready_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def cursor(self) -> None:
            raise DatabaseError

    monkeypatch.setattr(health, "connection", Away())
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "away"


def test_both_answer_without_a_session_cookie(client: Client) -> None:
    assert not client.get("/healthz").cookies
