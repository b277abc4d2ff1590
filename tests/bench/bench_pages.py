"""Pages on the demonstration: queries, and milliseconds as a multiple of an empty page's in the same run.

    python -m tests.bench.bench_pages        # makes the demonstration in a database of its own, the first time

Figures of a shared machine are upper bounds; the counts of queries are exact.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pbr.embedded.ground import Ground
from pbr.embedded.postgres import APP, OWNER, Postgres
from pbr.embedded.valkey import Valkey

CHECKOUT = Path(__file__).resolve().parents[2]
DATABASE = "bench_pages"
ROUNDS = 15


def main() -> None:
    with demonstration():
        _measure()


@contextmanager
def demonstration() -> Iterator[None]:
    """Within it, this process and those that it starts work on the demonstration, which is made the first time."""
    ground = Ground.named("bench")
    postgres, valkey = Postgres(ground), Valkey(ground)
    postgres.start()
    valkey.start()
    try:
        postgres.make_database(DATABASE)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="pbr.settings",
            SECRET_KEY="bench",
            ALLOWED_HOSTS="testserver",
            PBR_DEMONSTRATION="1",
            PBR_TODAY="2014-04-20",
            REDIS_URL=valkey.url,
            LOG_LEVEL="ERROR",
        )
        _manage(postgres.url(OWNER, DATABASE), "migrate", "-v", "0")
        os.environ["DATABASE_URL"] = postgres.url(APP, DATABASE)
        _manage(postgres.url(APP, DATABASE), "make_demo")
        yield
    finally:
        valkey.stop()
        postgres.stop()


def _manage(url: str, *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=CHECKOUT, env=os.environ | {"DATABASE_URL": url}, check=True)


def _measure() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from payments.models import Claim
    from pbr.access.models import Person

    browser = Client()
    browser.force_login(
        Person.objects.get(email="commissioner@anytown.example"), "django.contrib.auth.backends.ModelBackend"
    )
    claim = Claim.objects.order_by("-number").first()
    assert claim is not None
    pages = {
        "an empty page": "/healthz",
        "home": "/",
        "claim, a page of its lines": f"/claims/{claim.number}/",
        "claims": "/claims/",
        "caseload": "/clients/",
        "caseload, page 20": "/clients/?page=20",
        "extracts": "/extracts/",
        "held": "/held/",
        "ledger": "/ledger/",
    }

    def fetch(path: str) -> Callable[[], object]:
        return lambda: browser.get(path)

    for path in pages.values():
        assert browser.get(path).status_code == 200, path
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, path in pages.items():
            times[name].append(_seconds(fetch(path)))
    base = statistics.median(times["an empty page"])
    print(f"{'page':32} {'queries':>8} {'ms (median)':>12} {'× empty':>9}")
    for name, path in pages.items():
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        median = statistics.median(times[name])
        print(f"{name:32} {len(queries):8} {median * 1000:12.1f} {median / base:9.1f}")


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
