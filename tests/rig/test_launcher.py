"""`./run`, really: started, stopped, killed, started again, refused. Each on a state folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from pbr.embedded.ground import Ground
from tests.conftest import CHECKOUT, wait_until

LONGEST_START = 120.0


class Launched:
    """A launcher in a process group of its own, as a shell's background job: Ctrl-C is ignored unless it asks."""

    def __init__(self, state: str, port: int) -> None:
        self.state, self.port = state, port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            command(self.state, self.port, *arguments),
            env=bare(),
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        )
        wait_until(self._is_ready, seconds=LONGEST_START, every=0.5)

    def _is_ready(self) -> bool:
        assert self.process
        assert self.process.poll() is None, "the launcher stopped"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def send(self, sent: signal.Signals) -> int:
        assert self.process
        self.process.send_signal(sent)
        return self.process.wait(60)

    def left_running(self) -> list[str]:
        """The command lines of all processes that carry our mark in their environment, or our folder in their arguments."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                said = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            except OSError:
                continue
            if f"PBR_MARK={self.state}".encode() in said:
                found.append((process / "cmdline").read_text().replace("\0", " "))
        return found

    def query(self, sql: str) -> object:
        folder = Ground.named(self.state).sockets()
        connection = psycopg2.connect(host=str(folder), user="pbr_app", dbname="pbr")
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None


def command(state: str, port: int, *arguments: str) -> list[str]:
    launcher = [sys.executable, "-m", "pbr.embedded.launch", "--empty", "--state", state, "--port", str(port)]
    return ["env", f"PBR_MARK={state}", *launcher, *arguments]


def bare() -> dict[str, str]:
    """The environment of a shell that knows nothing of the tests' services."""
    ours = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"}
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("PBR_")}
    return kept | {"PYTHONPATH": str(CHECKOUT)}


def refused(state: str, port: int, *arguments: str, **environment: str) -> str:
    """The one sentence with which the launcher refuses."""
    done = subprocess.run(
        command(state, port, *arguments), env=bare() | environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def launched() -> Iterator[Launched]:
    launched = Launched(f"tests-launcher-{os.getpid()}", free_port())
    yield launched
    if launched.process and launched.process.poll() is None:
        launched.send(signal.SIGTERM)
    shutil.rmtree(Ground.named(launched.state).folder)


def test_a_launcher_that_is_started_stopped_killed_and_started_again_keeps_its_data(launched: Launched) -> None:
    launched.start()
    launched.query("INSERT INTO access_partnership (code, name, approval_limit) VALUES ('J04B', 'Anytown', 1)")
    assert "port" in refused("elsewhere", launched.port)
    assert "another process of this checkout still uses" in refused(launched.state, free_port())
    launched.send(signal.SIGINT)
    assert launched.left_running() == []

    launched.start()
    assert launched.query("SELECT name FROM access_partnership") == ("Anytown",)
    launched.send(signal.SIGKILL)
    wait_until(lambda: not launched.left_running(), seconds=30)

    launched.start()
    assert launched.query("SELECT name FROM access_partnership") == ("Anytown",)
    launched.send(signal.SIGTERM)
    assert launched.left_running() == []

    launched.start("--fresh")
    assert launched.query("SELECT count(*) FROM access_partnership") == (0,)


@pytest.fixture
def unused() -> Iterator[str]:
    """A state folder for a launcher that will refuse."""
    name = f"tests-refused-{os.getpid()}"
    yield name
    shutil.rmtree(Ground.named(name).folder)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DATABASE_URL": "postgres://pbr_app@/pbr"}, "only DATABASE_URL is set"),
        ({"REDIS_URL": "redis://localhost"}, "only REDIS_URL is set"),
        ({"DATABASE_URL": "postgres://pbr_app@127.0.0.1:1/pbr", "REDIS_URL": "redis://x"}, "the database refused"),
    ],
)
def test_half_a_configuration_or_a_wrong_one_is_one_sentence(
    environment: dict[str, str], sentence: str, unused: str
) -> None:
    assert sentence in refused(unused, free_port(), **environment)


def test_fresh_never_deletes_what_the_launcher_did_not_make(unused: str) -> None:
    given = {"DATABASE_URL": "postgres://pbr_app@127.0.0.1:1/pbr", "REDIS_URL": "redis://x"}
    assert "empty yours yourself" in refused(unused, free_port(), "--fresh", **given)
