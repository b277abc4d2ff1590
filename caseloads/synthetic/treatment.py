"""Episodes: when people are treated where, how it ends, and whether they come back; and the interventions of each."""

from __future__ import annotations

import numpy as np

from . import figures
from .arrays import Array, Rng, Table
from .layout import NO_DAY, months_after
from .people import choose, near_birth
from .world import World

STEPS = 4  # episodes one after the other, at most; a concurrent one comes on top of each


def other_agency(rng: Rng, agency: Array, count: int) -> Array:
    if count == 1:
        return agency
    return (agency + rng.integers(1, count, len(agency))) % count


def make_episodes(rng: Rng, c: Table, world: World) -> Table:
    """Equal-length arrays, in order of client and triage. `end` is true and may lie after the last day that a file shows."""
    n = len(c["number"])
    who, triage, agency = np.arange(n), c["triage"].copy(), c["agency"].copy()
    journey, joined = np.zeros(n, int), np.zeros(n, bool)
    parts = []
    for step in range(STEPS):
        ep = one_step(rng, c, world, who, triage, agency, journey, joined, step)
        parts.append(ep)
        parts.append(concurrent(rng, world, ep))
        keep, triage, agency, new_journey = come_back(rng, c, world, ep)
        who, triage, agency = who[keep], triage[keep], agency[keep]
        joined = ~new_journey[keep]
        journey = journey[keep] + new_journey[keep]
        if not len(who):
            break
    episodes = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    order = np.lexsort((episodes["alongside"], episodes["triage"], episodes["client"]))
    episodes = {name: values[order] for name, values in episodes.items()}
    episodes["agency"] = world.fitting(
        episodes["agency"], (episodes["triage"] - c["dob"][episodes["client"]]) // 365.25
    )
    finish(rng, c, world, episodes)
    return episodes


def one_step(
    rng: Rng, c: Table, world: World, who: Array, triage: Array, agency: Array, journey: Array, joined: Array, step: int
) -> Table:
    n, group = len(who), c["group"][who]
    effect = c["recovery"][who] + world.effect[agency]
    parking = world.strength("parking", agency)
    parked = (c["complexity"][who] == world.levels - 1) & (parking > 0)
    effect = effect - 1.3 * parked * parking
    luck = figures.chance(0.55 * effect + 0.835 * rng.normal(size=n))
    success = luck > 1 - figures.SUCCESS[group]
    median = np.where(success, figures.DAYS_IF_SUCCESS[group], figures.DAYS_OTHERWISE[group])
    length = np.maximum(median * np.exp(rng.normal(0, figures.SPREAD, n)), 5).astype(int)
    length = np.where(parked, (length * 1.5).astype(int), length)
    reason = discharge_reasons(rng, group, success, c["presents"][who][:, 1] | c["presents"][who][:, 2])
    length = np.where(reason == 88, np.minimum(length, 18), length)
    reason = moved_on(rng, world, agency, success, recoded_for_pbr(rng, reason, success))
    if step == 0:  # people in treatment when the scheme starts are still there on its first day
        still = c["stock"][who]
        length = np.where(still & (triage + length <= world.start), world.start - triage + 1 + length // 2, length)
    dies = rng.random(n) < figures.DEATHS_A_YEAR[group] * length / 365.25
    length = np.where(dies, (length * rng.random(n)).astype(int) + 1, length)
    reason = np.where(dies, 89, reason)
    wait, first = waits(rng, figures.WAIT_MEAN[group] * world.wait_factor[agency], parked)
    length = np.maximum(length, first + 2)
    return {
        "client": who,
        "step": np.full(n, step),
        "journey": journey,
        "joined": joined,
        "agency": agency,
        "triage": triage,
        "end": triage + length,
        "reason": reason,
        "success": success & ~dies,
        "effect": effect,
        "parked": parked,
        "wait": wait - first,
        "first": first,
        "alongside": np.zeros(n, bool),
    }


def waits(rng: Rng, mean: Array, parked: Array) -> tuple[Array, Array]:
    """Days from referral to the first intervention, and the part of them that lies after triage."""
    wait = np.minimum(rng.exponential(mean), 21).astype(int)
    late = rng.random(len(mean)) < figures.WAIT_LONG
    wait = np.where(late, rng.integers(22, 60, len(mean)), wait) + np.where(parked, 14, 0)
    return wait, (wait * rng.random(len(mean))).astype(int)


def discharge_reasons(rng: Rng, group: Array, success: Array, uses_class_a: Array) -> Array:
    n = len(group)
    reason = figures.OTHER_CODES[choose(rng, figures.OTHER_SHARE, group)]
    drug_free = np.where(group == 1, 81, np.where(rng.random(n) < 0.72, 80, 82))
    return np.where(success, np.where(uses_class_a & (drug_free == 82) & (rng.random(n) < 0.6), 80, drug_free), reason)


def recoded_for_pbr(rng: Rng, reason: Array, success: Array) -> Array:
    """Some systems send 90, 91 and 92 for 80, 82 and 81."""
    pbr = success & (rng.random(len(reason)) < figures.PBR_CODE)
    return np.where(pbr, np.select([reason == 80, reason == 82], [90, 91], 92), reason)


def moved_on(rng: Rng, world: World, agency: Array, success: Array, reason: Array) -> Array:
    """Where a scheme pays for moving people on, many who did not complete are transferred."""
    here = world.moves_on(agency) & ~success
    if not here.any():
        return reason
    return np.where(here & (rng.random(len(reason)) < figures.MOVED_ON), 83, reason)


def concurrent(rng: Rng, world: World, ep: Table) -> Table:
    """A second, shorter episode beside some, at another agency; now and then both end on one day, rarely for different
    reasons."""
    length = ep["end"] - ep["triage"]
    pickable = (length > 60) & (rng.random(len(length)) < (figures.CONCURRENT if world.treating > 1 else 0))
    out = {name: values[pickable].copy() for name, values in ep.items()}
    n = len(out["client"])
    span = length[pickable]
    out["agency"] = other_agency(rng, out["agency"], world.treating)
    out["triage"] = out["triage"] + 5 + (span * 0.5 * rng.random(n)).astype(int)
    left = out["end"] - out["triage"]
    same_day = rng.random(n) < 0.3
    out["end"] = np.where(
        same_day, out["end"], out["triage"] + np.maximum((left * rng.uniform(0.3, 0.95, n)).astype(int), 12)
    )
    out["first"] = np.minimum(out["first"], out["end"] - out["triage"] - 2)
    other = rng.random(n) < np.where(same_day, 0.1, 0.5)
    out["reason"] = np.where(
        (out["reason"] == 89) & same_day, 89, np.where(other | (out["reason"] == 89), 85, out["reason"])
    )
    out["alongside"] = np.ones(n, bool)
    out["joined"] = np.ones(n, bool)
    return out


def come_back(rng: Rng, c: Table, world: World, ep: Table) -> tuple[Array, Array, Array, Array]:
    """Which clients start another episode, when, where, and whether that is a new journey."""
    n, group = len(ep["client"]), c["group"][ep["client"]]
    likely = np.where(ep["success"], figures.RETURN_AFTER_SUCCESS[group], figures.RETURN_OTHERWISE[group])
    likely = likely * np.exp(-0.35 * (ep["effect"] + 0.2))
    returns = rng.random(n) < likely
    gap = 22 + rng.exponential(figures.BACK_MEAN_DAYS, n).astype(int)
    soon = rng.random(n) < figures.REOPENED_WITHIN_21
    gap = np.where(soon, rng.integers(1, 22, n), gap)
    gap = np.where(~soon & (rng.random(n) < 0.01), 22, gap)
    elsewhere = rng.random(n) < np.where(soon, 0.4, figures.RETURN_ELSEWHERE)
    arrives = (ep["reason"] == 83) & (rng.random(n) < figures.TRANSFER_ARRIVES) & (world.treating > 1)
    arrives |= (ep["reason"] == 83) & world.moves_on(ep["agency"])
    gap = np.where(arrives, rng.integers(0, 22, n), gap)
    elsewhere |= arrives
    # Held back until the year is over, at the same agency.
    held = ep["success"] & ~soon & (rng.random(n) < world.strength("day366", ep["agency"]))
    year = months_after(ep["end"], 12)
    inside = held & (gap > 21) & (ep["end"] + gap <= year)
    later = year + 1 + rng.integers(0, 10, n)
    gap = np.where(inside, later - ep["end"], gap)
    elsewhere &= ~inside
    triage = ep["end"] + gap
    keep = (returns | arrives) & (ep["reason"] != 89) & (ep["reason"] != 7) & (triage <= world.next_to - 3)
    agency = np.where(elsewhere, other_agency(rng, ep["agency"], world.treating), ep["agency"])
    return keep, triage, agency, gap > 21


def finish(rng: Rng, c: Table, world: World, ep: Table) -> None:
    """Identity, numbering and the episode's other answers."""
    n, who = len(ep["client"]), ep["client"]
    starts = np.r_[True, who[1:] != who[:-1]]
    begin = np.maximum.accumulate(np.where(starts, np.arange(n), 0))
    ep["order"] = np.arange(n) - begin
    changed = (rng.random(len(c["number"])) < figures.CHANGED_IDENTITY)[who] & (ep["journey"] > 0)
    kind = (c["number"][who] % 5).astype(int)
    ep["alias"] = changed.astype(int)
    first, last = c["first"][who], c["last"][who]
    ep["first_initial"] = np.where(changed & (kind == 3), last, first)
    ep["last_initial"] = np.where(changed & (kind == 0), (last + 7) % 23, np.where(changed & (kind == 3), first, last))
    near = near_birth(c["dob"][who], np.where(kind == 1, 1, 0))
    ep["dob"] = np.where(changed & np.isin(kind, (1, 2)), near, c["dob"][who])
    ep["male"] = c["male"][who] ^ (changed & (kind == 4))
    ep["referral"] = ep["triage"] - ep["wait"]
    # What was entered late, or wrong at first: visible only in monthly files.
    ep["entered"] = ep["end"] + np.where(rng.random(n) < 0.04, rng.integers(5, 45, n), 0)
    ep["wrong_until"] = np.where(rng.random(n) < 0.015, ep["entered"] + rng.integers(15, 75, n), 0)
    doses(rng, c, ep)


def doses(rng: Rng, c: Table, ep: Table) -> None:
    """Hepatitis B: status, and up to three dated doses for those at risk who accept."""
    n, who = len(ep["client"]), ep["client"]
    risk = c["injects"][who] | c["injected"][who]
    status = np.where(c["immune"][who], np.where(rng.random(n) < 0.7, 2, 4), choose(rng, HEPB, risk.astype(int)))
    ep["hepb_status"] = status
    accepts = status == 0
    days = np.full((n, 3), NO_DAY, dtype=np.int64)
    day = ep["triage"] + rng.integers(0, 60, n)
    going = accepts & (rng.random(n) < 0.72)
    for dose in range(3):
        going = going & (day <= ep["end"])
        days[going, dose] = day[going]
        day = day + np.where(
            dose == 0,
            rng.integers(7, 40, n),
            np.where(rng.random(n) < 0.06, rng.integers(350, 420, n), rng.integers(20, 150, n)),
        )
        going = going & (rng.random(n) < 0.78)
    ep["doses"] = days
    ep["course_without_dates"] = accepts & (days[:, 0] == NO_DAY) & (rng.random(n) < 0.05)


HEPB = np.array(
    [[0.12, 0.18, 0.0, 0.70, 0.0], [0.46, 0.34, 0.0, 0.20, 0.0]]
)  # A accepted, B refused, C, D not offered, E

# Interventions: types of the first and of further ones, by group, up to set J and (after) from set K.
FIRST_TYPE = [
    ([2, 3, 4, 12, 1, 6], [0.55, 0.22, 0.13, 0.06, 0.02, 0.02]),
    ([11, 4, 12, 1, 6, 5], [0.70, 0.16, 0.06, 0.04, 0.02, 0.02]),
    ([4, 12, 11, 5, 6], [0.52, 0.18, 0.22, 0.05, 0.03]),
    ([4, 12, 5, 1, 6], [0.68, 0.22, 0.06, 0.01, 0.03]),
]
MORE_TYPES = ([4, 12, 5, 2, 10, 7, 8], [0.46, 0.14, 0.06, 0.08, 0.10, 0.10, 0.06])
NOT_STRUCTURED = ([8, 9, 10, 7], [0.2, 0.15, 0.5, 0.15])
SET_K = {1: 94, 2: 94, 3: 94, 4: 95, 5: 95, 6: 95, 11: 95, 12: 95, 7: 96, 8: 8, 9: 9, 10: 10, 93: 93, 96: 96, 76: 76}


def make_interventions(rng: Rng, c: Table, world: World, ep: Table) -> Table:
    n, group = len(ep["client"]), c["group"][ep["client"]]
    first = np.zeros(n, int)
    for number, (types, shares) in enumerate(FIRST_TYPE):
        here = group == number
        first[here] = rng.choice(types, int(here.sum()), p=shares)
    first = world.offered(ep["agency"], first)
    bare = (rng.random(n) < figures.UNSTRUCTURED_ONLY) | (ep["agency"] >= world.treating)
    first = np.where(bare, rng.choice(NOT_STRUCTURED[0], n, p=NOT_STRUCTURED[1]), first)
    extra = np.where(bare, 0, rng.choice(3, n, p=[0.46, 0.38, 0.16]))
    extra = np.where(ep["end"] - ep["triage"] < 30, 0, extra)
    begin = ep["triage"] + ep["first"]
    parts = [(np.arange(n), np.zeros(n, int), first, begin, ep["end"])]
    for more in (1, 2):
        at = np.flatnonzero(extra >= more)
        span = (ep["end"] - begin)[at]
        start = begin[at] + (span * rng.random(len(at)) * 0.7).astype(int)
        stop = np.where(
            rng.random(len(at)) < 0.6,
            ep["end"][at],
            start + ((ep["end"][at] - start) * rng.random(len(at))).astype(int),
        )
        parts.append((at, np.full(len(at), more), rng.choice(MORE_TYPES[0], len(at), p=MORE_TYPES[1]), start, stop))
    if world.widest_set == "K":  # the assessment service's own contact, and brief alcohol advice
        at = np.flatnonzero((ep["order"] == 0) & (rng.random(n) < 0.85))
        parts.append((at, np.full(len(at), 3), np.full(len(at), 93), ep["triage"][at], ep["triage"][at]))
        at = np.flatnonzero((group == 1) & (rng.random(n) < 0.05))
        parts.append((at, np.full(len(at), 4), np.full(len(at), 76), begin[at], begin[at]))
    names = ("episode", "place", "type", "start", "end")
    mods = {name: np.concatenate([p[i] for p in parts]) for i, name in enumerate(names)}
    order = np.lexsort((mods["place"], mods["episode"]))
    mods = {name: values[order] for name, values in mods.items()}
    if world.widest_set == "K":
        mods["type"] = np.array([SET_K.get(i, i) for i in range(97)])[mods["type"]]
    how_they_end(rng, ep, mods)
    return mods


def how_they_end(rng: Rng, ep: Table, mods: Table) -> None:
    """Exit, setting and what is asked at an intervention's review."""
    n = len(mods["episode"])
    reason = ep["reason"][mods["episode"]]
    whole = mods["end"] == ep["end"][mods["episode"]]
    unplanned = np.isin(reason, (85, 88, 89, 84, 87))
    mods["exit"] = np.where(
        whole, np.where(unplanned, 1, np.where(reason == 86, 2, 0)), rng.choice(3, n, p=[0.75, 0.20, 0.05])
    )
    mods["setting"] = rng.choice([1, 3, 6, 8], n, p=[0.15, 0.2, 0.6, 0.05])
    mods["review_flags"] = rng.random((n, 5)) < 0.25
    mods["reviewed"] = (mods["place"] == 0) & (rng.random(n) < 0.4) & (mods["end"] - mods["start"] > 40)
