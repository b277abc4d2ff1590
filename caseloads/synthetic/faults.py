"""Planted faults, one kind for each check of the extract specification, each listed with file, line, column and value."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from .arrays import Planted, Rng, Row
from .layout import FEEDS

# kind: what the specification says happens to it
KINDS = {
    "blank-agncy": "row rejected",
    "blank-clientid": "row rejected",
    "blank-episodid": "row rejected",
    "agency-not-in-partnership": "row rejected",
    "initial-not-one-letter": "row rejected",
    "unreadable-dob": "row rejected",
    "unreadable-sex": "row rejected",
    "unreadable-date": "field missing (row rejected where a local file turns on it)",
    "unreadable-number": "field missing",
    "top-days-out-of-range": "field missing",
    "rating-out-of-range": "field missing",
    "dob-not-before-refld": "warning",
    "under-18-at-triage": "warning",
    "triaged-before-refld": "warning",
    "disd-before-triaged": "warning",
    "disd-without-disrsn": "warning",
    "disrsn-without-disd": "warning",
    "modend-before-modst": "warning",
    "date-after-to": "warning",
    "unknown-code": "warning",
    "topdate-without-trstage": "warning",
    "same-drug-twice": "warning",
    "rows-disagree": "warning, last row wins",
}
# These facts belong to the episode or client: planted in every row of the episode, so that the rows still agree.
WHOLE_EPISODE = {
    "unreadable-date",
    "dob-not-before-refld",
    "under-18-at-triage",
    "triaged-before-refld",
    "disd-before-triaged",
    "disd-without-disrsn",
    "disrsn-without-disd",
    "unknown-code",
    "same-drug-twice",
}
TURNS_ON = {
    "assessments": "ASSESSED",
    "cjs": "STARTED",
    "offences": "OFFENCE_DATE",
    "hepb": "DOSE_DATE",
    "local": "DATE",
    "work_programme": "ATTACHED",
    "deaths": "DIED",
    "moves": "MOVED",
}


def as_text(frame: pl.DataFrame, form: str) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Date).dt.strftime(form)).cast(pl.String)


def day_in(text: str, form: str) -> dt.date:
    return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 – a calendar date has no zone


def change(kind: str, row: Row, form: str, to: dt.date, rows: int) -> tuple[str, str] | None:
    """The column to change and the bad text, or None where this row cannot carry the fault."""

    def day(name: str, plus: int = 0, years: int = 0) -> str:
        value = day_in(row[name], form) + dt.timedelta(days=plus)
        if years:
            value = value.replace(year=value.year - years, day=min(value.day, 28))
        return value.strftime(form)

    impossible = form.replace("%Y", "1980").replace("%m", "02").replace("%d", "31")
    closed, top = row["DISD"] is not None, row["TOPDATE"] is not None
    early = day_in(row["TRIAGED"], form) < to
    possible = {
        "blank-agncy": ("AGNCY", ""),
        "blank-clientid": ("CLIENTID", ""),
        "blank-episodid": ("EPISODID", ""),
        "agency-not-in-partnership": ("AGNCY", "Z9999"),
        "initial-not-one-letter": ("FINITIAL", row["FINITIAL"] + "X"),
        "unreadable-dob": ("DOB", impossible),
        "unreadable-sex": ("SEX", "X"),
        "unreadable-date": ("REFLD", impossible),
        "unreadable-number": ("OPIUSE", "n/k") if top else None,
        "top-days-out-of-range": ("ALCUSE", "31") if top else None,
        "rating-out-of-range": ("QUALLIFE", "25") if top else None,
        "dob-not-before-refld": ("DOB", day("TRIAGED")),
        "under-18-at-triage": ("DOB", day("TRIAGED", years=17)),
        "triaged-before-refld": ("REFLD", day("TRIAGED", 1)) if early else None,
        "disd-before-triaged": ("DISD", day("TRIAGED", -1)) if closed else None,
        "disd-without-disrsn": ("DISRSN", "") if closed else None,
        "disrsn-without-disd": ("DISD", "") if closed else None,
        "modend-before-modst": ("MODEND", day("MODST", -1)) if row["MODEND"] else None,
        "date-after-to": ("TOPDATE", (to + dt.timedelta(days=10)).strftime(form)) if top else None,
        "unknown-code": ("ACCMNEED", "8"),
        "topdate-without-trstage": ("TRSTAGE", "") if top else None,
        "same-drug-twice": ("DRUG2", row["DRUG1"]),
        "rows-disagree": ("ACCMNEED", "1" if row["ACCMNEED"] != "1" else "3") if rows > 1 else None,
    }
    return possible[kind]


def plant(rng: Rng, frame: pl.DataFrame, form: str, to: dt.date, share: float) -> tuple[pl.DataFrame, list[Planted]]:
    """Faults in about `share` of the episodes of one agency's rows: the changed rows, and each change."""
    frame = as_text(frame, form)
    if not len(frame):
        return frame, []
    key = (frame["CLIENTID"] + " " + frame["EPISODID"]).rle_id().to_numpy()
    begins = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    ends = np.r_[begins[1:], len(frame)]
    chosen = np.flatnonzero(rng.random(len(begins)) < share)
    kinds = rng.integers(0, len(KINDS), len(chosen))
    planted: list[Planted] = []
    for at, number in zip(chosen, kinds, strict=True):
        kind = list(KINDS)[number]
        lines = np.arange(begins[at], ends[at])
        rows = [frame.row(int(line), named=True) for line in lines]
        if rows[0]["CONSENT"] == "N":
            continue
        bad = [change(kind, row, form, to, len(rows)) for row in rows]
        able = [
            (int(line), column_and_text) for line, column_and_text in zip(lines, bad, strict=True) if column_and_text
        ]
        able = able if kind in WHOLE_EPISODE else able[-1:]
        planted += [(line, column, kind, text) for line, (column, text) in able]
    return scatter(frame, planted), planted


def plant_local(rng: Rng, frame: pl.DataFrame, feed: str, share: float) -> tuple[pl.DataFrame, list[Planted]]:
    """An unreadable date in about `share` of the rows of a local file."""
    frame = as_text(frame, "%Y-%m-%d")
    rows = np.flatnonzero(rng.random(len(frame)) < share)
    planted = [(int(row), TURNS_ON[feed], "unreadable-date", "2012-02-31") for row in rows]
    return scatter(frame.select(FEEDS[feed]), planted), planted


def scatter(frame: pl.DataFrame, planted: list[Planted]) -> pl.DataFrame:
    by_column: dict[str, tuple[list[int], list[str | None]]] = {}
    for row, column, _, value in planted:
        rows, values = by_column.setdefault(column, ([], []))
        rows.append(row)
        values.append(value or None)
    return frame.with_columns([frame[column].scatter(rows, values) for column, (rows, values) in by_column.items()])
