"""Real services for the tests: one throw-away PostgreSQL and Valkey a session, a migrated template, clones of it.

Loaded with `-p tests.rig.services`, before pytest-django reads the settings. Tests connect as `pbr_app`, the role of
the web and the worker: a test that ran as the owner would prove nothing about the guards.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

CHECKOUT = Path(__file__).resolve().parents[2]
TEMPLATE = "migrated"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


def _environment(url: str, broker: str) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="pbr.settings",
        DATABASE_URL=url,
        REDIS_URL=broker,
        SECRET_KEY="for-tests-only",
        ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
        PBR_WITHOUT_TLS="1",
        PBR_THROW_AWAY_DATABASE="1",
        PBR_VISIBILITY_TIMEOUT="3",
        PBR_JOB_STALE_SECONDS="2",
        PBR_SWEEP_SECONDS="1",
        LOG_LEVEL="ERROR",
    )
    os.environ.pop("PBR_TODAY", None)
    os.environ.pop("PBR_DEMONSTRATION", None)


def _start_services() -> None:
    """In the first process of the session; the others find the addresses in the environment."""
    from pbr.embedded.ground import Ground
    from pbr.embedded.postgres import APP, OWNER, Postgres
    from pbr.embedded.valkey import Valkey

    ground = Ground.named(f"tests-{os.getpid()}")
    _remove_what_killed_sessions_left(ground.folder.parent)
    postgres, valkey = Postgres(ground, durable=False), Valkey(ground)
    postgres.start()
    valkey.start()

    def stop() -> None:
        valkey.stop()
        postgres.stop()
        shutil.rmtree(ground.folder, ignore_errors=True)

    atexit.register(stop)
    postgres.make_database(TEMPLATE)
    _environment(postgres.url(OWNER, TEMPLATE), valkey.url)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=CHECKOUT, check=True)
    os.environ["PBR_TESTS_SUPERUSER"] = f"host={postgres.sockets} user=postgres"
    os.environ["PBR_TESTS_APP"] = postgres.url(APP, "{}")
    os.environ["PBR_TESTS_OWNER"] = postgres.url(OWNER, "{}")
    os.environ["PBR_TESTS_BROKER"] = valkey.url


def _remove_what_killed_sessions_left(state: Path) -> None:
    for folder in state.glob("tests-[0-9]*"):
        if not Path(f"/proc/{folder.name.removeprefix('tests-')}").exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def superuser(database: str = "postgres") -> Iterator[psycopg2.extensions.cursor]:
    connection = psycopg2.connect(os.environ["PBR_TESTS_SUPERUSER"], dbname=database)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


@contextmanager
def as_owner(database: str) -> Iterator[psycopg2.extensions.cursor]:
    """A cursor of the tables' owner: to drop a guard and see that its test turns red."""
    url = urlsplit(os.environ["PBR_TESTS_OWNER"])
    connection = psycopg2.connect(os.environ["PBR_TESTS_SUPERUSER"].split()[0], user=url.username, dbname=database)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def clone(name: str, template: str = TEMPLATE) -> None:
    """A new database like the template; half a second. Nobody may be connected to the template meanwhile."""
    with superuser() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute("SELECT pg_advisory_lock(4711)")  # one clone at a time: a template must not be busy
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER pbr_owner')


def drop(name: str) -> None:
    with superuser() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def app_url(database: str) -> str:
    return os.environ["PBR_TESTS_APP"].format(database)


if "PBR_TESTS_SUPERUSER" not in os.environ:
    _start_services()
clone(f"tests_{WORKER}")
# Each process of the session has a broker database of its own: no worker takes the other's messages.
_number = int(WORKER.removeprefix("gw")) if WORKER != "main" else 0
_environment(app_url(f"tests_{WORKER}"), f"{os.environ['PBR_TESTS_BROKER']}?virtual_host={_number}")
