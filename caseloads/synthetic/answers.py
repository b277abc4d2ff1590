"""What people answer in a TOP review: days of use, injecting, crime, health, work, housing, quality of life."""

from __future__ import annotations

import numpy as np

from . import figures
from .arrays import Array, Rng, Table
from .world import World

S, R, E, P = range(4)  # stages


def answer(rng: Rng, c: Table, world: World, ep: Table, tops: Table) -> None:
    """Adds to `tops` the days of each substance, the other items, and the yes-or-no items; -1 is not answered."""
    m, of = len(tops["episode"]), tops["episode"]
    at_start = (tops["stage"] == S) & ~ep["joined"][of]
    use = days_of_use(rng, c, ep, tops, at_start)
    # How far life outside of drugs has settled: one draw an episode.
    settled = figures.chance(0.8 * ep["effect"][of] + 0.6 * rng.normal(size=len(ep["client"]))[of])
    inject = days_injecting(c, ep, tops, at_start, use, settled)
    acute, risk = housing(rng, c, ep, tops, at_start, settled)
    well = wellbeing(rng, c, ep, tops, at_start, settled)
    work_days, study = occupation(rng, c, ep, tops, at_start, settled)
    use, quality = heaped(rng, world, ep, tops, at_start, use, well)
    steals = c["offender"][ep["client"]][of]
    thieves = steals & (rng.random(m) < np.where(at_start, 0.2, 0.08))
    items = {
        "IVDRGUSE": inject,
        "SHOTHEFT": np.where(thieves, rng.integers(1, 21, m), 0),
        "DRGSELL": np.where(steals & (rng.random(m) < 0.08), rng.integers(1, 21, m), 0),
        "PSYHSTAT": rating(rng, well - 0.5, 2.0),
        "PWORK": work_days,
        "EDUCAT": study,
        "PHSTAT": rating(rng, well + 0.3, 2.2),
        "QUALLIFE": quality,
    }
    flags = {
        "SHARING": (inject > 0) & (rng.random(m) < 0.12),
        "OTHTHEFT": steals & (rng.random(m) < 0.10),
        "ASSAULT": rng.random(m) < 0.02,
        "ACUTHPBM": acute,
        "HRISK": risk,
    }
    nothing = rng.random(m) < figures.FORM_NA

    def blank(values: Array) -> Array:
        return np.where(nothing | (rng.random(m) < figures.ITEM_NA), -1, values)

    tops["use"] = np.stack([blank(use[:, i]) for i in range(7)], axis=1)
    tops["items"] = {name: blank(values) for name, values in items.items()}
    tops["flags"] = {name: blank(values.astype(int)) for name, values in flags.items()}


def days_of_use(rng: Rng, c: Table, ep: Table, tops: Table, at_start: Array) -> Array:
    """Days of the last 28, a row a form and a column a substance."""
    who, of, m = ep["client"], tops["episode"], len(tops["episode"])
    kind, base, part = responses(rng, c, ep)
    early = (~at_start & (tops["number"] == 1) & ~ep["joined"][of] & (rng.random(m) < 0.22))[:, None]
    b, k = base[of], kind[of]
    lapse = (rng.random((m, 7)) < 0.05) * rng.integers(1, 6, (m, 7))
    later = np.select(
        [k == 0, k == 1, k == 3],
        [lapse, np.round(b * part[of]) + rng.integers(-1, 2, (m, 7)), b + rng.integers(6, 15, (m, 7))],
        b + np.round(rng.normal(0, 2.2, (m, 7))),
    )
    later = np.where(early, np.round(b * 0.75), later)
    later = np.where(b == 0, (rng.random((m, 7)) < 0.06) * rng.integers(1, 7, (m, 7)), later)
    success = (ep["success"][of] & (tops["stage"] == E))[:, None]
    clean = success & (rng.random((m, 1)) < 0.96) & np.array([False, True, True, True, True, False, False])
    later = np.where(clean, 0, later)
    stray = (rng.random((m, 7)) < 0.02) * rng.integers(1, 6, (m, 7))
    use = np.where(c["presents"][who][of], np.where(at_start[:, None], b, later), stray)
    return np.clip(use, 0, 28).astype(int)


def responses(rng: Rng, c: Table, ep: Table) -> tuple[Array, Array, Array]:
    """Of each episode and substance: 0 abstinent, 1 improved, 2 unchanged, 3 worse; the days it starts from; and to what
    part of them it improves."""
    n, clients, who = len(ep["client"]), len(c["number"]), ep["client"]
    # One draw a client and journey, so that an episode elsewhere goes on where the last stopped.
    noise = rng.normal(size=(clients, 4, 7))[who, ep["journey"]]
    luck = figures.chance(0.70 * ep["effect"][:, None] + 0.12 + 0.714 * noise)
    kind = np.select(
        [luck > 1 - figures.ABSTINENT, luck > 1 - figures.ABSTINENT - figures.IMPROVED, luck < figures.WORSE],
        [0, 1, 3],
        2,
    )
    again = rng.uniform(0.55, 1.0, (clients, 4))[who, ep["journey"]]
    base = c["start_use"][who]
    base = np.where((ep["journey"] > 0)[:, None], np.round(base * again[:, None]), base).astype(int)
    return kind, base, rng.uniform(0.05, 0.45, (n, 7))


def days_injecting(c: Table, ep: Table, tops: Table, at_start: Array, use: Array, settled: Array) -> Array:
    injects = c["injects"][ep["client"]][tops["episode"]]
    days = np.maximum(use[:, 1], np.maximum(use[:, 4], use[:, 3] // 2))
    inject = np.where(injects, np.where(at_start, np.maximum(days * 3 // 4, 1), days * 2 // 3), 0)
    return np.where(injects & ~at_start & (settled > 0.55), 0, inject)


def housing(rng: Rng, c: Table, ep: Table, tops: Table, at_start: Array, settled: Array) -> tuple[Array, Array]:
    """Acute housing problem, and risk of eviction."""
    who, m = ep["client"][tops["episode"]], len(tops["episode"])
    solved = ~at_start & (settled > 1 - figures.HOUSING_RESOLVED) & (rng.random(m) < 0.93)
    acute = np.where(c["acute"][who], ~solved, ~at_start & (rng.random(m) < 0.02))
    risk = np.where(c["risk"][who], ~solved, rng.random(m) < 0.02)
    return acute, risk


def wellbeing(rng: Rng, c: Table, ep: Table, tops: Table, at_start: Array, settled: Array) -> Array:
    """On the scale of the ratings, before rounding."""
    n, m = len(ep["client"]), len(tops["episode"])
    person = 9.6 - 0.9 * c["severity"][ep["client"]] + rng.normal(0, 3.0, n)
    gain = ~at_start * (1.2 + 4.2 * np.clip(settled - 0.25, 0, 1))
    well: Array = person[tops["episode"]] + gain + rng.normal(0, 1.2, m)
    return well


def occupation(rng: Rng, c: Table, ep: Table, tops: Table, at_start: Array, settled: Array) -> tuple[Array, Array]:
    """Days of paid work and of education."""
    who, m = ep["client"][tops["episode"]], len(tops["episode"])
    works = c["works"][who] | (~at_start & (settled > 1 - figures.GAINS_WORK))
    work_days = np.where(works, rng.integers(4, 23, m), 0)
    return work_days, np.where(c["number"][who] % 17 == 0, rng.integers(2, 13, m), 0)


def heaped(
    rng: Rng, world: World, ep: Table, tops: Table, at_start: Array, use: Array, well: Array
) -> tuple[Array, Array]:
    """Use and quality of life as an agency writes them down: one that heaps rounds towards what is paid."""
    drawn = rng.random(len(at_start)) < world.strength("heaping", ep["agency"])[tops["episode"]]
    tidy = drawn[:, None] & ~at_start[:, None] & (use > 0) & (use <= 7)
    use = np.where(tidy, 0, np.where(drawn[:, None] & at_start[:, None] & (use >= 15) & (use < 28), 28, use))
    quality = np.clip(np.round(well), 0, 20).astype(int)
    return use, np.where(drawn & ~at_start & (quality >= 11) & (quality <= 13), 14, quality)


def rating(rng: Rng, centre: Array, spread: float) -> Array:
    return np.clip(np.round(centre + rng.normal(0, spread, len(centre))), 0, 20).astype(int)
