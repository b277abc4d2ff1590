"""From episodes, interventions and reviews to the rows of one submission: what was known on its TO date, in the
published columns."""

from __future__ import annotations

import numpy as np
import polars as pl

from caseloads.intake.layouts import ONLY_IN_SET_K

from . import figures
from .arrays import Array, Rng, Table
from .episodes import episode_columns, steady
from .layout import NO_DAY, SUBSTANCES, columns, dates, pick
from .world import World

DAYS = [str(i) for i in range(29)] + ["NA"]
MODE_EXIT = ["A", "B", "C"]


def last_change(ep: Table, tops: Table) -> Array:
    """The last day on which anything about an episode becomes known: until then it is sent again."""
    out = np.maximum(ep["entered"], ep["wrong_until"])
    np.maximum.at(out, tops["episode"], np.maximum(tops["entered"], tops["wrong_until"]))
    latest: Array = np.maximum(out, ep["doses"].max(axis=1))
    return latest


def submission(
    c: Table, world: World, ep: Table, mods: Table, tops: Table, to: int, keep: Array
) -> tuple[pl.DataFrame, Array]:
    """The rows of the episodes in `keep` as a file complete to `to` shows them, in order of agency; and the agency of
    each row."""
    use = np.flatnonzero(keep & (ep["triage"] <= to))
    use = use[np.argsort(ep["agency"][use], kind="stable")]
    withheld = c["consent_until"][ep["client"][use]] <= to
    place = np.full(len(keep), -1)
    place[use] = np.where(withheld, -1, np.arange(len(use)))
    m = np.flatnonzero((place[mods["episode"]] >= 0) & (mods["start"] <= to))
    t = np.flatnonzero((place[tops["episode"]] >= 0) & (tops["entered"] <= to))
    m, mod_count, mod_start = grouped(place[mods["episode"]][m], m, len(use))
    t, top_count, top_start = grouped(place[tops["episode"]][t], t, len(use))
    repeat = np.maximum(np.maximum(mod_count, top_count), 1)
    row = np.repeat(np.arange(len(use)), repeat)
    number = np.arange(len(row)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    twice = (
        steady(c, {"client": ep["client"][use], "order": ep["order"][use]}, 9, 1000) < 1000 * figures.DUPLICATE_ROWS * 3
    )[row] & (number == 0)
    again = np.repeat(np.arange(len(row)), 1 + twice)
    row, number = row[again], number[again]

    parts = [
        gather(episode_columns(c, world, ep, use, withheld, to), row),
        gather(mod_columns(ep, mods, m, world, to), np.where(number < mod_count[row], mod_start[row] + number, -1)),
        gather(top_columns(tops, t, to), np.where(number < top_count[row], top_start[row] + number, -1)),
    ]
    frame = pl.concat(parts, how="horizontal")
    blank = [pl.lit(None, dtype=pl.Null).alias(name) for name in columns(world.widest_set) if name not in frame.columns]
    return frame.with_columns(blank).select(columns(world.widest_set)), ep["agency"][use][row]


def grouped(owner: Array, index: Array, count: int) -> tuple[Array, Array, Array]:
    """Children sorted by owner, how many each owner has, and where they begin."""
    order = np.argsort(owner, kind="stable")
    number = np.bincount(owner, minlength=count)
    return index[order], number, np.cumsum(number) - number


def gather(frame: pl.DataFrame, index: Array) -> pl.DataFrame:
    """frame[index]; -1 gives a row of blanks."""
    series = pl.Series(index.astype(np.int64))
    return frame.select(pl.all().gather(pl.lit(series.set(series < 0, None).cast(pl.UInt32))))


def mod_columns(ep: Table, mods: Table, m: Array, world: World, to: int) -> pl.DataFrame:
    of, start, end = mods["episode"][m], mods["start"][m], mods["end"][m]
    whole = end == ep["end"][of]
    over = (end <= to) & (~whole | (ep["entered"][of] <= to))
    exits = np.where(over, mods["exit"][m], 3)
    triage = ep["triage"][of]
    place = pl.Series(mods["place"][m] + 1).cast(pl.String)
    frame = {
        "MODAL": pl.Series(mods["type"][m]).cast(pl.String),
        "REFMODDT": dates(np.minimum(triage, start)),
        "MODID": pl.Series(ep["order"][of] + 1).cast(pl.String) + "M" + place,
        "FAOMODDT": dates(start),
        "MODST": dates(start),
        "MODEND": dates(np.where(over, end, NO_DAY)),
        "MODEXIT": pick([*MODE_EXIT, None], exits),
    }
    if world.widest_set == "K":
        frame["MODSET"] = pl.Series(mods["setting"][m]).cast(pl.String)
        seen = mods["reviewed"][m] & (start + 30 <= to)
        frame["SUBMODDT"] = dates(np.where(seen, start + 30, NO_DAY))
        frame["SUBMID"] = pick([None, "1"], seen.astype(int))
        for number, name in enumerate(ONLY_IN_SET_K[3:-3]):
            frame[name] = pick(["N", "Y", None], np.where(seen, mods["review_flags"][m][:, number % 5].astype(int), 2))
        frame["TITDATE"] = dates(np.where(seen, start, NO_DAY))
        frame["TITREAT"] = frame["TITID"] = pick([None, "1"], seen.astype(int))
    return pl.DataFrame(frame)


def top_columns(tops: Table, t: Array, to: int) -> pl.DataFrame:
    use = tops["use"][t]
    wrong = tops["wrong_until"][t] > to
    use = np.where(wrong[:, None] & (use >= 0), np.minimum(use + 3, 28), use)
    frame = {
        "TOPDATE": dates(tops["day"][t]),
        "TOPID": "T" + pl.Series(tops["number"][t] + 1).cast(pl.String),
        "TRSTAGE": pick("SREP", tops["stage"][t]),
    }
    for place, name in enumerate(SUBSTANCES):
        frame[name] = pick(DAYS, use[:, place] % 30)
    for name, values in tops["items"].items():
        frame[name] = pick(DAYS, values[t] % 30)
    for name, values in tops["flags"].items():
        frame[name] = pick(["N", "Y", "NA"], values[t] % 3)
    return pl.DataFrame(frame)


def correct(rng: Rng, tops: Table, ep: Table, touched: Array) -> int:
    """A delta's small changes: in about 30 % of the touched episodes the last review's days are corrected. How many."""
    last = np.r_[tops["episode"][1:] != tops["episode"][:-1], True] if len(tops["episode"]) else np.zeros(0, bool)
    change = last & touched[tops["episode"]] & (rng.random(len(last)) < 0.3)
    tops["use"] = np.where(change[:, None] & (tops["use"] > 0), tops["use"] // 2, tops["use"])
    return int(change.sum())
