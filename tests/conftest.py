"""Fixtures for every kind of test. Databases are clones of one migrated template (tests/rig/services.py)."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

from tests.rig import services

CHECKOUT = Path(__file__).resolve().parents[1]
_numbers = itertools.count(1)

# `--hypothesis-profile long`: what a person runs before a release, with other cases every time.
settings.register_profile(
    "long", max_examples=300, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kill-seed", type=int, default=None, help="repeats the moments at which workers are killed")


@pytest.fixture
def kill_seed(request: pytest.FixtureRequest) -> int:
    """Shown when the test fails, so that the same moments can be tried again."""
    seed = request.config.getoption("--kill-seed")
    if seed is None:
        seed = time.time_ns() % 1_000_000
    print(f"--kill-seed {seed}")
    return int(seed)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Django makes no test database: ours is a clone that the services made."""


def _switch(name: str) -> str:
    """Connects the whole process to another database; the name of the former."""
    connections.close_all()
    former: str = connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = name
    for connection in connections.all(initialized_only=True):
        connection.settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = services.app_url(name)
    return former


@contextlib.contextmanager
def switched_to_clone(template: str = services.TEMPLATE) -> Iterator[str]:
    """Within it, the whole process works on a fresh clone of `template`, to which nobody else is connected meanwhile."""
    name = f"clone_{services.WORKER}_{next(_numbers)}"
    connections.close_all()
    services.clone(name, template)
    former = _switch(name)
    try:
        yield name
    finally:
        _switch(former)
        services.drop(name)


def _committed(django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    with switched_to_clone() as name, django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield name


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own, in which everything is really committed. Its name."""
    yield from _committed(django_db_blocker)


@pytest.fixture(scope="module")
def committed_db_of_module(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """The same for all tests of a module, which then build on one another's data."""
    yield from _committed(django_db_blocker)


class Worker:
    """A real Celery worker in a process group of its own, on the current database."""

    def __init__(self, *, beat: bool = False, env: dict[str, str] | None = None) -> None:
        command = [sys.executable, "-m", "celery", "-A", "pbr.celery", "worker", "-c", "1", "--loglevel=ERROR"]
        command += ["--include", "tests.rig.kinds"]
        if beat:
            command += [
                "--beat",
                "--schedule",
                str(Path(tempfile.gettempdir()) / f"pbr-beat-{os.getpid()}-{next(_numbers)}"),
            ]
        self.process = subprocess.Popen(
            command, cwd=CHECKOUT, env=os.environ | (env or {}), start_new_session=True, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """SIGKILL to the whole group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_main(self) -> None:
        """SIGKILL to the main process only; its pool's child lives on as an orphan."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
        self.kill()


@pytest.fixture
def start_worker() -> Iterator[Callable[..., Worker]]:
    """Starts real workers; whatever still runs at the test's end is stopped."""
    started: list[Worker] = []

    def start(**options: object) -> Worker:
        worker = Worker(**options)  # type: ignore[arg-type]
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.stop()


def wait_until(true: Callable[[], object], seconds: float = 120, every: float = 0.1) -> None:
    """Waits for something that another process does; fails the test when it does not happen."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s")
        time.sleep(every)
