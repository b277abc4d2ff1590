"""The local feeds: one table each, of everything that ever happens; `known` says from which day a file shows the row."""

from __future__ import annotations

import numpy as np
import polars as pl

from . import figures
from .area import Area
from .arrays import Array, Rng, Table
from .layout import NO_DAY, dates, pick
from .people import INITIALS, number_at
from .world import World

ASSESSORS = ["M Okafor", "J Brand", "Siân Rhys", "P Adeyemi", "L Novak", "T O'Hara"]
LOCAL_CODES = ["TRAINING", "VOLUNTEER", "PARENTING", "MUTUALAID", "HOUSED"]
LOCAL_SHARE = [0.30, 0.22, 0.12, 0.26, 0.10]


def person(c: Table, who: Array) -> dict[str, pl.Series]:
    return {
        "FINITIAL": pick(INITIALS, c["first"][who]),
        "SINITIAL": pick(INITIALS, c["last"][who]),
        "DOB": dates(c["dob"][who]),
        "SEX": pick("FM", c["male"][who].astype(int)),
    }


def make_feeds(rng: Rng, c: Table, world: World, ep: Table) -> dict[str, pl.DataFrame]:
    made = {
        "assessments": assessments(rng, c, world, ep),
        "cjs": cjs(rng, c, world, ep),
        "offences": offences(rng, c, world),
        "hepb": hepb(c, ep),
        "local": local(rng, c, ep) if world.area is None else local_of(world.area, rng, c, ep),
        "work_programme": work_programme(rng, c, ep),
        **after_exit(rng, c, ep),
    }
    return {name: frame.filter(pl.col("willing")).drop("willing") for name, frame in made.items()}


def table(c: Table, who: Array, known: Array, values: Table, **ids: pl.Series) -> pl.DataFrame:
    """Rows of people; those who refused consent are left out by the caller."""
    return pl.DataFrame(
        {
            **(ids or person(c, who)),
            **values,
            "known": pl.Series(known.astype(np.int64)),
            "willing": pl.Series(c["consent_until"][who] >= 0),
        }
    )


def assessments(rng: Rng, c: Table, world: World, ep: Table) -> pl.DataFrame:
    """One before nearly every journey; now and then another in it. An up-coding agency's come out a group too high."""
    first = np.flatnonzero(~ep["joined"] & (rng.random(len(ep["client"])) < figures.ASSESSED))
    n = len(first)
    who = ep["client"][first]
    before = np.where(rng.random(n) < 0.02, rng.integers(91, 150, n), rng.integers(0, 22, n))
    day = ep["referral"][first] - np.minimum(before, 1 + before // 2) * (before < 91) - before * (before >= 91)
    day = np.where(rng.random(n) < 0.03, ep["triage"][first] + 7, day)
    top = world.levels - 1
    drift = np.where(rng.random(n) < 0.08, rng.integers(-1, 2, n), 0)
    group = np.clip(c["complexity"][who] + drift, 0, top)
    raised = rng.random(n) < world.strength("upcoding", ep["agency"][first])
    group = np.clip(group + raised, 0, top)
    again = np.flatnonzero((rng.random(n) < figures.REASSESSED) & (ep["end"][first] - ep["triage"][first] > 90))
    later = ep["triage"][first][again] + rng.integers(30, 90, len(again))
    moved = np.clip(group[again] + rng.choice([-1, 1], len(again), p=[0.35, 0.65]), 0, top)
    place = np.r_[np.zeros(n, int), np.ones(len(again), int)]
    source = np.r_[np.arange(n), again]
    when, given = np.r_[day, later], np.r_[group, moved]
    if world.area and world.area.stock_groups:
        given = given + world.levels * (c["stock"][who] & (ep["journey"][first] == 0))[source]
    m = len(source)
    assessor = rng.integers(0, len(ASSESSORS), m)
    approved = np.where(rng.random(m) < 0.04, assessor, (assessor + 1 + rng.integers(0, 5, m)) % 6)
    approved = np.where((place == 1) & (rng.random(m) < 0.85), approved, 6)
    audit = np.where(rng.random(m) < world.audited, np.where(rng.random(m) < figures.AUDIT_FAILS, 2, 1), 0)
    number = c["number"][who][source] * 16 + ep["order"][first][source] * 2 + place
    values = {
        "ASSESSID": "A" + pl.Series(number).cast(pl.String),
        "ASSESSED": dates(when),
        "GROUP": pick(world.groups, given),
        "ASSESSOR": pick(ASSESSORS, assessor),
        "APPROVED_BY": pick([*ASSESSORS, None], approved),
        "AUDIT": pick([None, "pass", "fail"], audit),
    }
    return table(c, who[source], when, values)


def cjs(rng: Rng, c: Table, world: World, ep: Table) -> pl.DataFrame:
    """Offenders' contacts; DIP until the national feed ends (October 2013), CJIT after; prison also where an episode ends
    in custody."""
    n = len(c["number"])
    count = np.where(c["offender"], rng.poisson(0.09 * (world.next_to - world.start) / 365.25, n), 0)
    who = np.repeat(np.arange(n), count)
    day = rng.integers(world.start, world.next_to + 1, len(who))
    source = np.where(rng.random(len(who)) < 0.25, 2, 0)
    jailed = np.flatnonzero(np.isin(ep["reason"], (84, 87)) & (rng.random(len(ep["client"])) < 0.7))
    who, day = np.r_[who, ep["client"][jailed]], np.r_[day, ep["end"][jailed] + 1]
    source = np.r_[source, np.full(len(jailed), 2)]
    changed = np.datetime64("2013-11-01", "D").astype(int)
    source = np.where((source == 0) & (day >= changed), 1, source)
    return table(c, who, day, {"STARTED": dates(day), "SOURCE": pick(["DIP", "CJIT", "PRISON"], source)})


def offences(rng: Rng, c: Table, world: World) -> pl.DataFrame:
    """Gamma-Poisson; fewer after treatment starts, the fewer the better the recovery. Known when proven."""
    n = len(c["number"])
    years = (world.next_to - world.start) / 365.25
    count = np.where(c["offender"], rng.poisson(c["offending"] * years * 1.3), 0)
    who = np.repeat(np.arange(n), count)
    day = rng.integers(world.start, world.next_to + 1, len(who))
    since = day > c["triage"][who]
    kept = rng.random(len(who)) < np.where(since, np.clip(0.75 - 0.25 * c["recovery"][who], 0.15, 1.0), 1.0) / 1.05
    who, day = who[kept], day[kept]
    proven = day + 14 + rng.gamma(1.6, (figures.PROVEN_AFTER - 14) / 1.6, len(who)).astype(int)
    order = np.lexsort((proven, day, who))
    who, day, proven = who[order], day[order], proven[order]
    trigger = (rng.random(len(who)) < figures.TRIGGER).astype(int)
    return table(
        c, who, proven, {"OFFENCE_DATE": dates(day), "PROVEN_DATE": dates(proven), "TRIGGER": pick("NY", trigger)}
    )


def hepb(c: Table, ep: Table) -> pl.DataFrame:
    rows, dose = np.nonzero(ep["doses"] != NO_DAY)
    who, day = ep["client"][rows], ep["doses"][rows, dose]
    number = number_at(c["number"][who], ep["agency"][rows], ep["alias"][rows])
    ids = {"AGNCY": pl.Series("AGNCY", ep["agency"][rows]), "CLIENTID": pl.Series(number).cast(pl.String)}
    return table(c, who, day, {"DOSE": pl.Series(dose + 1), "DOSE_DATE": dates(day)}, **ids)


def local(rng: Rng, c: Table, ep: Table) -> pl.DataFrame:
    likely = 0.16 * np.exp(0.4 * ep["effect"])
    rows = np.flatnonzero(~ep["alongside"] & (rng.random(len(likely)) < likely) & (ep["end"] - ep["triage"] > 20))
    span = ep["end"][rows] - ep["triage"][rows]
    day = ep["triage"][rows] + (span * rng.random(len(rows))).astype(int)
    by = np.where(rng.random(len(rows)) < 0.12, 6, rng.integers(0, 6, len(rows)))
    code = rng.choice(5, len(rows), p=LOCAL_SHARE)
    return table(
        c,
        ep["client"][rows],
        day,
        {"CODE": pick(LOCAL_CODES, code), "DATE": dates(day), "VERIFIED_BY": pick([*ASSESSORS, None], by)},
    )


def local_of(area: Area, rng: Rng, c: Table, ep: Table) -> pl.DataFrame:
    """What a scheme's local outcomes ask for, each by itself; some come after the exit, some nobody verified."""
    parts = []
    n, stay = len(ep["client"]), ep["end"] - ep["triage"]
    for event in area.events:
        rows = np.flatnonzero(
            ~ep["alongside"] & (rng.random(n) < event.chance * np.exp(0.4 * ep["effect"])) & (stay > 20)
        )
        until = stay[rows] + event.after_exit_days
        parts.append((event.code, rows, ep["triage"][rows] + 10 + ((until - 10) * rng.random(len(rows))).astype(int)))
    for letter in area.letters:
        rows = np.flatnonzero(c["works"][ep["client"]] & (rng.random(n) < figures.LETTER) & (stay > 60))
        parts.append((letter, rows, ep["triage"][rows] + rng.integers(30, 60, len(rows))))
    codes = [code for code, _, _ in parts]
    code = np.concatenate([np.full(len(rows), place) for place, (_, rows, _) in enumerate(parts)] or [np.zeros(0, int)])
    rows = np.concatenate([rows for _, rows, _ in parts] or [np.zeros(0, int)])
    day = np.concatenate([days for _, _, days in parts] or [np.zeros(0, int)])
    by = np.where(rng.random(len(rows)) < 0.12, 6, rng.integers(0, 6, len(rows)))
    values = {"CODE": pick(codes, code), "DATE": dates(day), "VERIFIED_BY": pick([*ASSESSORS, None], by)}
    return table(c, ep["client"][rows], day, values)


def work_programme(rng: Rng, c: Table, ep: Table) -> pl.DataFrame:
    rows = np.flatnonzero((ep["order"] == 0) & ~c["works"][ep["client"]] & (rng.random(len(ep["order"])) < 0.10))
    begin = ep["triage"][rows] + rng.integers(-90, 200, len(rows))
    end = np.where(rng.random(len(rows)) < 0.45, begin + rng.integers(30, 400, len(rows)), NO_DAY)
    return table(c, ep["client"][rows], begin, {"ATTACHED": dates(begin), "ENDED": dates(end)})


def after_exit(rng: Rng, c: Table, ep: Table) -> dict[str, pl.DataFrame]:
    """Deaths: those in treatment (most of them) and those after the last exit. Moves: after the last exit, and reason 7."""
    n = len(ep["client"])
    last = np.r_[ep["client"][1:] != ep["client"][:-1], True]
    years = 2.0
    dies = last & (ep["reason"] != 89) & (rng.random(n) < figures.DEATHS_AFTER_EXIT * years)
    died = np.where(ep["reason"] == 89, ep["end"], ep["end"] + 1 + rng.integers(0, int(365 * years), n))
    shown = dies | ((ep["reason"] == 89) & ~ep["alongside"] & (rng.random(n) < 0.6))
    leaves = (
        last & (ep["reason"] != 89) & ~dies & ((rng.random(n) < figures.MOVES_AFTER_EXIT * years) | (ep["reason"] == 7))
    )
    moved = ep["end"] + np.where(ep["reason"] == 7, 0, 1 + rng.integers(0, int(365 * years), n))
    return {
        "deaths": table(c, ep["client"][shown], died[shown], {"DIED": dates(died[shown])}),
        "moves": table(c, ep["client"][leaves], moved[leaves], {"MOVED": dates(moved[leaves])}),
    }


def shown(frame: pl.DataFrame, feed: str, to: int, codes: list[str]) -> pl.DataFrame:
    """What a file complete to `to` says: rows known by then; a Work Programme end that lies after it is not known."""
    frame = frame.filter(pl.col("known") <= to).drop("known")
    if feed == "hepb":
        frame = frame.with_columns(pick(codes, frame["AGNCY"].to_numpy()).alias("AGNCY"))
    if feed == "work_programme":
        frame = frame.with_columns(pl.when(pl.col("ENDED").to_physical() <= to).then(pl.col("ENDED")))
    return frame
