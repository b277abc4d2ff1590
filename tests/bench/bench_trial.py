"""Seconds of a trial of a draft over the demonstration's clients, from the asking to the kept result, beside reading the
same clients' facts alone in the same run.

    python -m tests.bench.bench_trial        # makes the demonstration in a database of its own, the first time

Seconds on a shared machine are upper bounds; the ratio of CPU times says more.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from tests.bench.bench_pages import demonstration

ROUNDS = 7


def main() -> None:
    with demonstration():
        _measure()


def _measure() -> None:
    import django

    django.setup()
    from caseloads.queries import facts_of, touches
    from outcomes.actions.schemes import discard_draft, draft_scheme
    from outcomes.models import SchemeVersion
    from payments.actions.trial import CHUNK, ask_trial, run_trial
    from payments.models import Trial
    from pbr.access.access import access_of
    from pbr.access.models import Person
    from pbr.jobs.draining import drain

    access = access_of(Person.objects.get(email="commissioner@anytown.example"))
    assert access is not None
    in_force = SchemeVersion.objects.filter(in_force_at__isnull=False).earliest("starts")
    draft = draft_scheme(access=access, document=in_force.document)
    clients = sorted(touches(access.partnership.pk))

    def read() -> None:
        for begin in range(0, len(clients), CHUNK):
            facts_of(access.partnership.pk, clients[begin : begin + CHUNK])

    def tried() -> None:
        trial = ask_trial(access=access, version_id=draft.pk)
        run_trial(trial_id=trial.pk, progress=lambda *_: None, finish=lambda: None)

    try:
        reading, trying = _best_of(read), _best_of(tried)
        total = Trial.objects.filter(version_id=draft.pk).latest("pk")
        assert total.difference == 0
    finally:
        discard_draft(access=access, version_id=draft.pk)
        drain("payments.trial")
    print(f"{len(clients):,} clients")
    print(f"{'':24} {'seconds':>9} {'of CPU':>7} {'× reading':>10}")
    for name, (seconds, cpu) in {"reading their facts": reading, "a trial": trying}.items():
        print(f"{name:24} {seconds:9.2f} {cpu:7.2f} {cpu / reading[1]:10.1f}")


def _best_of(call: Callable[[], None]) -> tuple[float, float]:
    """Seconds, and seconds of this process's CPU; without the collector of cycles, which a trial switches off for itself."""
    seconds, cpu = [], []
    gc.disable()
    for _ in range(ROUNDS):
        began, at_work = time.perf_counter(), time.process_time()
        call()
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - at_work)
    gc.enable()
    return min(seconds), min(cpu)


if __name__ == "__main__":
    main()
