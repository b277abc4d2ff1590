"""How fast ten thousand futures of five thousand clients are drawn, beside bare binomials in the same run:
`python -m tests.bench.bench_forecast`.

The clients are those of a synthetic partnership of 1,300, repeated until five thousand have something open; as many more
arrive. The baseline is one binomial for each client and draw, which says nothing of months, outcomes or money.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from caseloads.synthetic.making import Request, make
from payments.forecasting.arriving import snapshots_of
from payments.forecasting.chances import Chances, fit
from payments.forecasting.forecast import DRAWS, Asked, simulate
from payments.forecasting.possibilities import Possibilities, possibilities
from payments.forecasting.recorder import Recorder
from payments.forecasting.snapshot import Snapshot
from pbr.scheme.document import Cap, Scheme
from pbr.scheme.reading import read_scheme
from pbr.values.money import Pence

MODELS = Path(__file__).resolve().parents[2] / "pbr/scheme/models"
ROUNDS = 3


def partnership(scheme: Scheme) -> tuple[Chances, Possibilities, Snapshot]:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), Request())
        recorder = Recorder([scheme])
        for now in snapshots_of(Path(folder), [scheme]):
            recorder.add(now)
    chances = fit(recorder.history())
    return chances, possibilities(now, [scheme], chances)[0], now


def limited(scheme: Scheme) -> Scheme:
    """With two caps on every contract, one on a single outcome and one that carries, and a block and a floor."""
    caps = (Cap(Pence(2_000_000), ("reliable-change",)), Cap(Pence(60_000_000), over="carry"))
    limits = {"caps": caps, "block_annual": Pence(12_000_000), "floor": Pence(20_000_000)}
    return replace(scheme, contracts=tuple(replace(contract, **limits) for contract in scheme.contracts))


def repeated(chances: Chances, opened: Possibilities, clients: int) -> tuple[Chances, Possibilities]:
    times = clients / len(opened)
    arrivals = replace(chances.arrivals, shape=chances.arrivals.shape * times)
    return replace(chances, arrivals=arrivals), opened.take(np.arange(clients) % len(opened))


def fastest(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processor, of the quickest of a few rounds."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
    return min(taken)


def main(clients: int) -> None:
    rng = np.random.default_rng(2012)
    bare = fastest(lambda: [rng.binomial(1, 0.1, clients) for _ in range(DRAWS)])
    print(f"bare binomials: {DRAWS:,} × {clients:,} in {bare[0]:.2f} s ({bare[1]:.2f} s of processor)")
    anytown = read_scheme((MODELS / "anytown.toml").read_bytes(), "anytown")
    for name, scheme in (("without limits", anytown), ("with caps, carry, blocks and floors", limited(anytown))):
        chances, opened, now = partnership(scheme)
        chances, opened = repeated(chances, opened, clients)
        # The scheme goes on, so that clients arrive in every month.
        going_on = replace(scheme, ends=scheme.ends.replace(year=scheme.ends.year + 2))
        opened = replace(opened, terms=replace(opened.terms, scheme=going_on))
        took = fastest(lambda: simulate(chances, [opened], [going_on], now, Asked()))  # noqa: B023 – called at once
        print(
            f"{name}: {DRAWS:,} draws of {clients:,} clients, 12 months, in {took[0]:.2f} s "
            f"({took[1]:.2f} s of processor): {took[1] / bare[1]:.1f} × the bare binomials"
        )
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
