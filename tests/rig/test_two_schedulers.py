"""Two schedulers at once do nothing twice (C-09)."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from pbr.access.models import Partnership
from pbr.jobs import handlers, sweeping
from pbr.jobs.models import Job


@pytest.fixture
def nightly_work() -> Iterator[None]:
    handlers.NIGHTLY.append("rig.work")
    yield
    handlers.NIGHTLY.remove("rig.work")


def test_two_schedulers_at_once_ask_for_one_nightly_run(committed_db: str, nightly_work: None) -> None:
    Partnership.objects.create(code="J04B", name="Anytown")
    ready = threading.Barrier(6)

    def schedule() -> None:
        ready.wait()
        sweeping.ask_nightly()
        connections.close_all()

    schedulers = [threading.Thread(target=schedule) for _ in range(6)]
    for scheduler in schedulers:
        scheduler.start()
    for scheduler in schedulers:
        scheduler.join()
    assert Job.objects.filter(kind="rig.work").count() == 1
