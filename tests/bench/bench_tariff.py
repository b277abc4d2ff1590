"""How many seconds a study of a tariff takes, part by part, of the demonstration's synthetic partnership.

    python -m tests.bench.bench_tariff [clients]

From what was found in memory to the whole answer as JSON. The last line is what a study of a draft takes beside it: every
client determined anew. Wall-clock times of one run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable
from typing import TypeVar

from payments.forecasting.baseline import Period, baseline, governed
from payments.forecasting.expected import volumes
from payments.forecasting.rounding import propose
from payments.forecasting.study import Asked, study, wishes_of
from payments.forecasting.tariff import PriceMaker
from tests.bench.bench_rules import SCHEME, synthetic_world

Found = TypeVar("Found")
PERIOD = Period(dt.date(2012, 4, 1), dt.date(2013, 3, 31))
WISHES = {
    "budget": 300_000_00,
    "weigh_by": "domain",
    "weights": {"freedom": "60", "wellbeing": "20", "service": "20"},
    "ratios": {"low": "1", "medium": "1.5", "high": "2"},
    "ceilings": [{"outcome": "reliable-change", "of_domain": "freedom", "share": "0.20"}],
    "step": 500,
    "caps": {"northway": 200_000_00, "bridge": 80_000_00},
    "small_below": 100,
}


def timed(name: str, call: Callable[[], Found]) -> Found:
    began = time.perf_counter()
    found = call()
    print(f"{name:40} {time.perf_counter() - began:8.2f} s")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", type=int, nargs="?", default=1300)
    world = synthetic_world(parser.parse_args().clients)
    [scheme] = world.schemes
    found = world.determined()
    under = governed(found, scheme)
    told = timed("baseline", lambda: baseline(under, scheme, PERIOD))
    print(f"{len(found):,} clients, {told.journeys:,} journeys in the period")
    expected = timed("volumes, 2,000 draws", lambda: volumes(under, scheme, PERIOD))
    timed("the tariff, rounded", lambda: propose(PriceMaker(scheme, expected.of(), wishes_of(WISHES))))
    asked = Asked(SCHEME.read_text(), scheme, found, world.completeness, world.as_of, PERIOD, WISHES)
    answer = timed("the whole study", lambda: study(asked))
    print(f"{len(json.dumps(answer)):,} characters of JSON")
    timed("determining everybody under a draft", world.determined)


if __name__ == "__main__":
    main()
