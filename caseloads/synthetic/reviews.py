"""TOP reviews: when they are done."""

from __future__ import annotations

import numpy as np

from . import figures
from .answers import E, P, R, S, answer
from .arrays import Rng, Table
from .world import World

ROUNDS = 10  # reviews of one episode, at most


def make_tops(rng: Rng, c: Table, world: World, ep: Table) -> Table:
    tops = schedule(rng, world, ep)
    answer(rng, c, world, ep, tops)
    return tops


def schedule(rng: Rng, world: World, ep: Table) -> Table:
    n = len(ep["client"])
    begin, end = ep["triage"] + ep["first"], ep["end"]
    quiet = ep["alongside"] & (rng.random(n) < 0.7)  # another agency is responsible for the TOP
    first = begin + np.clip(rng.normal(1, 6, n), -14, 21).astype(int)
    first = np.minimum(first, end)
    stage = np.where(ep["joined"] & (rng.random(n) < 0.6), R, S)
    started = ~quiet & (rng.random(n) >= figures.START_MISSING)
    parts = [(np.flatnonzero(started), stage[started], first[started])]
    done = world.review_done[ep["agency"]] * np.where(ep["parked"], 1 - world.strength("parking", ep["agency"]), 1)
    day = first
    for number in range(ROUNDS):
        mean, spread = figures.FIRST_REVIEW if number == 0 else figures.NEXT_REVIEW
        day = day + np.clip(rng.normal(mean, spread, n), 14, 200).astype(int)
        here = ~quiet & (day < end - 5) & (day <= world.next_to) & (rng.random(n) < done)
        parts.append((np.flatnonzero(here), np.full(int(here.sum()), R), day[here]))
    leaves = rng.random(n) < np.where(ep["success"], figures.EXIT_DONE[1], figures.EXIT_DONE[0])
    leaves &= ~quiet & (ep["reason"] != 89)
    away = np.where(rng.random(n) < 0.03, rng.integers(15, 25, n), rng.integers(-9, 8, n))
    exit_day = np.maximum(end + away, first + 1)
    parts.append((np.flatnonzero(leaves), np.full(int(leaves.sum()), E), exit_day[leaves]))
    after = leaves & (rng.random(n) < figures.POST_EXIT)
    parts.append(
        (np.flatnonzero(after), np.full(int(after.sum()), P), exit_day[after] + rng.integers(30, 120, int(after.sum())))
    )
    tops = {name: np.concatenate([p[i] for p in parts]) for i, name in enumerate(("episode", "stage", "day"))}
    order = np.lexsort((tops["stage"], tops["day"], tops["episode"]))
    tops = {name: values[order] for name, values in tops.items()}
    owner = tops["episode"]
    start = np.r_[True, owner[1:] != owner[:-1]]
    tops["number"] = np.arange(len(owner)) - np.maximum.accumulate(np.where(start, np.arange(len(owner)), 0))
    m = len(owner)
    tops["entered"] = tops["day"] + np.where(rng.random(m) < 0.05, rng.integers(5, 40, m), 0)
    tops["wrong_until"] = np.where(rng.random(m) < 0.02, tops["entered"] + rng.integers(15, 75, m), 0)
    return tops
