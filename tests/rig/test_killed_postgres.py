"""PostgreSQL killed in the middle: what was answered as committed is there afterwards (C-06)."""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Iterator

import psycopg2
import pytest

from pbr.embedded.ground import Ground
from pbr.embedded.postgres import OWNER, Postgres

WRITERS = 4


@pytest.fixture
def ground() -> Iterator[Ground]:
    """A durable cluster of its own, as `./run` has; the tests' usual one is allowed to forget."""
    ground = Ground.named(f"tests-durable-{os.getpid()}")
    yield ground
    shutil.rmtree(ground.folder)


class Writer(threading.Thread):
    """Commits one row after the other, and notes each that the server acknowledged."""

    def __init__(self, postgres: Postgres, number: int) -> None:
        super().__init__(daemon=True)
        self._url, self._number = postgres.url(OWNER, "pbr"), number
        self.acknowledged: list[int] = []

    def run(self) -> None:
        try:
            connection = psycopg2.connect(self._url)
            for row in range(self._number * 1_000_000, self._number * 1_000_000 + 999_999):
                with connection, connection.cursor() as cursor:
                    cursor.execute("INSERT INTO written VALUES (%s)", [row])
                self.acknowledged.append(row)
        except psycopg2.Error:
            return


def rows(postgres: Postgres) -> set[int]:
    with postgres.superuser("pbr") as cursor:
        cursor.execute("SELECT row FROM written")
        return {row for (row,) in cursor.fetchall()}


def test_what_was_acknowledged_survives_the_server(ground: Ground, kill_seed: int) -> None:
    postgres = Postgres(ground)
    process = postgres.start()
    postgres.make_database("pbr")
    with postgres.superuser("pbr") as cursor:
        cursor.execute(f"CREATE TABLE written (row bigint PRIMARY KEY); ALTER TABLE written OWNER TO {OWNER}")
    moments = random.Random(kill_seed)
    acknowledged: set[int] = set()
    for turn, way in enumerate((signal.SIGQUIT, signal.SIGKILL, signal.SIGQUIT)):
        writers = [Writer(postgres, turn * WRITERS + number) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        time.sleep(moments.uniform(0.2, 0.6))
        process.send_signal(way)
        process.wait(30)
        for writer in writers:
            writer.join(30)
            acknowledged |= set(writer.acknowledged)
        process = postgres.start()
        assert acknowledged - rows(postgres) == set()
    postgres.stop()
    assert acknowledged, "the server was killed before anything was written"
