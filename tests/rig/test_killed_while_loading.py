"""A real worker killed with SIGKILL while it applies extracts, determines and settles: the ledger ends as `evaluate`
says, line by line (C-01). Every moment is drawn from a seed that the test prints."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import QuerySet

from caseloads.actions.confirm import confirm_extract
from caseloads.actions.receive import receive_extract
from caseloads.models import Extract
from payments.queries.checking import check_ledger
from payments.rules.evaluation import Evaluation, evaluate
from pbr import clock
from pbr.jobs.asking import ring
from pbr.jobs.draining import drain
from pbr.jobs.models import Job
from tests.conftest import Worker, switched_to_clone, wait_until
from tests.rooms.loading import partnership_of, put_schemes_in_force
from tests.rooms.payments.test_settling_of_cases import balances_by_key, payable_by_key

ROUNDS = 12
MOST_KILLS = 3
CASES = Path(__file__).parents[1] / "cases"
# Corrections, replace mode, consent withdrawn, twins, clawback: one partnership each, all in one database.
FOLDERS = (
    "11-instalments-keep-clawback",
    "30-corrections-and-rejects",
    "34-twins",
    "35-consent-withdrawn",
    "36-replace",
)
TODAY = dt.date(2013, 6, 30)


@pytest.fixture(scope="module")
def confirmed(committed_db_of_module: str) -> tuple[str, list[Evaluation]]:
    """A database in which every extract is checked and confirmed and nothing is applied; and what it must end as."""
    return committed_db_of_module, [_confirm_case(CASES / name, f"J{n:02d}B") for n, name in enumerate(FOLDERS)]


def _confirm_case(case: Path, code: str) -> Evaluation:
    document = (case / "scheme.toml").read_text().replace('partnership = "J04B"', f'partnership = "{code}"').encode()
    evaluation = evaluate(case, [("scheme.toml", document)], TODAY)
    access = partnership_of(*evaluation.schemes)
    put_schemes_in_force(access, [("scheme.toml", document)])
    replace = case / "replace"
    replacing = replace.read_text().split() if replace.exists() else []
    with clock.standing_on(TODAY):
        for path in sorted(case.glob("*.csv")):
            with path.open("rb") as stream:
                mode = "replace" if path.name in replacing else "upsert"
                extract = receive_extract(access=access, file_name=path.name, stream=stream, mode=mode)
            drain("caseloads.check")
            extract.refresh_from_db()
            confirm_extract(access=access, extract_id=extract.pk, vanishing=extract.vanishing)
    return evaluation


def test_the_rounds_have_work_to_do(confirmed: tuple[str, list[Evaluation]]) -> None:
    assert Extract.objects.filter(applied_at__isnull=True).count() >= 10
    assert all(evaluation.entitled.entitlements for evaluation in confirmed[1])


@pytest.mark.parametrize("number", range(ROUNDS))
def test_killed_workers_leave_the_ledger_as_evaluate_says(
    number: int, confirmed: tuple[str, list[Evaluation]], start_worker: Callable[..., Worker], kill_seed: int
) -> None:
    prepared, evaluations = confirmed
    rng = random.Random(f"{kill_seed} {number}")
    with switched_to_clone(prepared) as database:
        kills = sum(_killed_at_work(start_worker, rng, database) for _ in range(rng.randint(1, MOST_KILLS)))
        assert kills, "no worker was killed at work: the round proved nothing"
        start_worker(beat=True, env={"PBR_TODAY": TODAY.isoformat()})
        wait_until(lambda: not _open_jobs().exists(), seconds=120)
        assert not Job.objects.filter(state=Job.State.DEAD).exists()
        expected = {key: pence for evaluation in evaluations for key, pence in payable_by_key(evaluation).items()}
        assert balances_by_key() == expected
        assert check_ledger() == []


def _killed_at_work(start_worker: Callable[..., Worker], rng: random.Random, database: str) -> bool:
    """Starts a worker and kills it a moment after its connection is seen at work; whether there was work left."""
    worker = start_worker(env={"PBR_TODAY": TODAY.isoformat()})
    for job in _open_jobs().values_list("pk", flat=True):
        ring(job)
    try:
        wait_until(lambda: _at_work(database), seconds=30, every=0.01)
    except AssertionError:
        return False
    time.sleep(rng.uniform(0.02, 0.45))
    had_work = _open_jobs().exists()
    if rng.random() < 0.3:
        worker.kill_main()
    worker.kill()
    return had_work


def _open_jobs() -> QuerySet[Job]:
    return Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


def _at_work(database: str) -> bool:
    """A connection that is not ours, in a transaction of the room's work."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid() AND xact_start IS NOT NULL",
            [database],
        )
        return bool(cursor.fetchone()[0])
