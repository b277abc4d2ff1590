"""The caseload of 4,000 clients: how long lists and filters take, as a multiple of an empty page's time in the same run.

    python -m tests.bench.bench_caseload     # makes the partnership in a database of its own, the first time

Figures of a shared machine are upper bounds; the counts of queries are exact.
"""

from __future__ import annotations

import os
import statistics
from functools import partial
from typing import Any

from pbr.embedded.ground import Ground
from pbr.embedded.postgres import APP, OWNER, Postgres
from pbr.embedded.valkey import Valkey
from tests.bench.bench_pages import _manage, _seconds

DATABASE = "bench_caseload"
CLIENTS, MONTHS = 4000, 9
TODAY = "2013-01-20"
ROUNDS = 9
MANAGER, COMMISSIONER = "manager@northway.example", "commissioner@anytown.example"
PAGES = {
    "an empty page": "/healthz",
    "clients": "/clients/",
    "clients, open ones of an agency": "/clients/?standing=open&agency=N0852",
    "clients by reference": "/clients/?reference=A",
    "clients, the last page": "/clients/?page=9999",
    "what needs doing": "/caseload/work/",
    "what needs doing, by the money": "/caseload/work/?sort=-amount",
    "what needs doing within 90 days": "/caseload/work/?within=90",
    "what needs doing, by a text": "/caseload/work/?text=ab",
    "everything, waiting included": "/caseload/work/?kind=all",
    "TOPs to mend": "/caseload/tops/",
    "home": "/",
}
EXPORTS = {"what needs doing, as CSV": "/caseload/work/?kind=all&export=csv", "clients, as CSV": "/clients/?export=csv"}


def main() -> None:
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
            PBR_TODAY=TODAY,
            REDIS_URL=valkey.url,
            LOG_LEVEL="ERROR",
        )
        _manage(postgres.url(OWNER, DATABASE), "migrate", "-v", "0")
        os.environ["DATABASE_URL"] = postgres.url(APP, DATABASE)
        _manage(os.environ["DATABASE_URL"], "make_demo", "--clients", str(CLIENTS), "--months", str(MONTHS))
        _measure()
    finally:
        valkey.stop()
        postgres.stop()


def _measure() -> None:
    import django

    django.setup()
    from django.test import Client

    from pbr.access.models import Person

    for email in (MANAGER, COMMISSIONER):
        browser = Client()
        browser.force_login(Person.objects.get(email=email), "django.contrib.auth.backends.ModelBackend")
        print(f"{email}\n{'page':36} {'queries':>8} {'ms (median)':>12} {'× empty':>9}")
        _of(browser)


def _of(browser: Any) -> None:
    """What one person's pages take."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for path in PAGES.values():
        assert browser.get(path).status_code == 200, path
    times: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(ROUNDS):
        for name, path in PAGES.items():
            times[name].append(_seconds(partial(browser.get, path)))
    base = statistics.median(times["an empty page"])
    for name, path in PAGES.items():
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        median = statistics.median(times[name])
        print(f"{name:36} {len(queries):8} {median * 1000:12.1f} {median / base:9.1f}")
    for name, path in EXPORTS.items():
        print(f"{name:36} {_seconds(partial(browser.get, path)) * 1000:21.1f}")


if __name__ == "__main__":
    main()
