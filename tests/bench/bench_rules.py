"""How many journeys a second the rules judge and price on one core, beside a bare loop in the same run.

    python -m tests.bench.bench_rules [clients] [--profile]

From facts in memory to journeys, determinations, cohorts and entitlements, of the demonstration's synthetic partnership
under its scheme. Times are CPU times of this process, the best of several rounds. The bare loop makes one small object
with slots for each determination and judges nothing: on a busy machine the ratio to it says more than the seconds.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import gc
import pstats
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from caseloads.intake.folder import read_folder
from caseloads.rules.assemble import assemble, completeness
from caseloads.rules.facts import ClientFacts, Completeness
from caseloads.rules.knowledge import know
from caseloads.synthetic.making import Request, make
from outcomes.rules.cohorts import cohort_determinations
from outcomes.rules.determination import ClientFound, Determination
from outcomes.rules.determine import determine
from payments.rules.entitle import entitle
from payments.rules.entitlement import Entitled
from pbr.scheme.document import Scheme
from pbr.scheme.reading import read_scheme

SCHEME = Path(__file__).resolve().parents[2] / "pbr" / "scheme" / "models" / "anytown.toml"
ROUNDS = 15
SHOWN = 20  # functions of a profile


class World(NamedTuple):
    """All that the rules ask for, in memory."""

    clients: Sequence[ClientFacts]
    schemes: tuple[Scheme, ...]
    completeness: Completeness
    as_of: dt.date

    def determined(self) -> list[ClientFound]:
        return [determine(facts, self.schemes, self.completeness, self.as_of) for facts in self.clients]

    def of_cohorts(self, found: Sequence[ClientFound]) -> list[Determination]:
        return cohort_determinations(found, self.schemes, self.completeness, self.as_of)

    def entitled(self, found: Sequence[ClientFound]) -> Entitled:
        return entitle(found, self.of_cohorts(found), self.schemes, self.completeness, self.as_of)


def synthetic_world(clients: int) -> World:
    """The synthetic partnership of the demonstration, its extracts read as `evaluate` reads them."""
    scheme = read_scheme(SCHEME.read_bytes(), SCHEME.name)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, Request(clients=clients, data_set="HJK"))
        (folder / "manifest.json").unlink()
        read = read_folder(folder, frozenset(scheme.agencies))
    complete = completeness(read.sources, scheme.agencies)
    as_of = max(day for day in (*complete.agencies.values(), *complete.local.values()) if day is not None)
    return World(assemble(know(read.winners, read.lowest), as_of).clients, (scheme,), complete, as_of)


class Bare:
    """As small as an answer can be."""

    __slots__ = ("client", "journey", "outcome", "status", "why")

    def __init__(self, client: str, journey: dt.date, outcome: str, status: str, why: str) -> None:
        self.client = client
        self.journey = journey
        self.outcome = outcome
        self.status = status
        self.why = why


def bare_loop(found: Sequence[ClientFound]) -> list[Bare]:
    return [
        Bare(one.client, one.journey, one.outcome, "achieved", "It is so.")
        for client in found
        for one in client.determinations
    ]


def best_of(calls: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """The least seconds of CPU time of each call; in turns, so that a busy minute is busy for all of them."""
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(ROUNDS):
        for name, call in calls.items():
            best[name] = min(best[name], _seconds(call))
    return best


def _seconds(call: Callable[[], object]) -> float:
    """Without the collector of cycles, as in a recalculation: the rules make none."""
    gc.collect()
    gc.freeze()
    gc.disable()
    began = time.process_time()
    made = call()
    seconds = time.process_time() - began
    gc.enable()
    gc.unfreeze()
    del made
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", type=int, nargs="?", default=2000)
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    arguments = parser.parse_args()
    world = synthetic_world(arguments.clients)
    found = world.determined()
    journeys = sum(len(client.journeys) for client in found)
    determinations = sum(len(client.determinations) for client in found)
    entitlements = len(world.entitled(found).entitlements)
    print(
        f"{len(found):,} clients, {journeys:,} journeys, {determinations:,} determinations, {entitlements:,} rows paid"
    )
    if arguments.profile:
        _profile(world)
        return
    best = best_of(
        {
            "bare loop": lambda: bare_loop(found),
            "determine": world.determined,
            "cohorts and entitle": lambda: world.entitled(found),
        }
    )
    best["facts to entitlements"] = best["determine"] + best["cohorts and entitle"]
    print(f"{'':24} {'seconds':>9} {'journeys/s':>11} {'µs each':>8} {'× bare':>7}")
    for name, seconds in best.items():
        each, ratio = seconds / journeys, seconds / best["bare loop"]
        print(f"{name:24} {seconds:9.3f} {1 / each:11,.0f} {each * 1e6:8.1f} {ratio:7.1f}")


def _profile(world: World) -> None:
    profile = cProfile.Profile()
    gc.disable()
    profile.enable()
    world.entitled(world.determined())
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)


if __name__ == "__main__":
    main()
