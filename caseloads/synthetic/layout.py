"""The files: column order of the published layouts, headers of the local feeds, names, text forms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from caseloads.intake.layouts import ONLY_IN_SET_K, SET_H

from .arrays import Array

SUBSTANCES = ("ALCUSE", "OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE")
PERSON = ["FINITIAL", "SINITIAL", "DOB", "SEX"]
RECORD = ["AGNCY", "CLIENTID"]
FEEDS = {
    "assessments": [*PERSON, "ASSESSID", "ASSESSED", "GROUP", "ASSESSOR", "APPROVED_BY", "AUDIT"],
    "cjs": [*PERSON, "STARTED", "SOURCE"],
    "offences": [*PERSON, "OFFENCE_DATE", "PROVEN_DATE", "TRIGGER"],
    "hepb": [*RECORD, "DOSE", "DOSE_DATE"],
    "local": [*PERSON, "CODE", "DATE", "VERIFIED_BY"],
    "work_programme": [*PERSON, "ATTACHED", "ENDED"],
    "deaths": [*PERSON, "DIED"],
    "moves": [*PERSON, "MOVED"],
}
NO_DAY = np.int32(-(2**31))  # "no date" among whole-number days
# How the agencies' systems write files, in turn: date form, encoding, line end.
STYLES = (
    ("%Y-%m-%d", "utf-8", "\n"),
    ("%d/%m/%Y", "utf-8-sig", "\r\n"),
    ("%Y-%m-%d", "cp1252", "\r\n"),
    ("%d/%m/%Y", "utf-8", "\n"),
)


def columns(data_set: str) -> list[str]:
    """The published header of set H, J (the same) or K, in order."""
    if data_set != "K":
        return list(SET_H)
    modset, *others = ONLY_IN_SET_K
    at, after = SET_H.index("REFMODDT") + 1, SET_H.index("MODEXIT") + 1
    return [*SET_H[:at], modset, *SET_H[at:after], *others, *SET_H[after:]]


def agency_codes(count: int) -> list[str]:
    return [f"N{852 + i:04d}" for i in range(count)]


def compact(day: int) -> str:
    """A day (since 1970) as yyyymmdd."""
    return str(np.datetime64(int(day), "D")).replace("-", "")


def ndtms_name(agency: str, first: int, to: int, data_set: str) -> str:
    return f"{agency}-{compact(first)}-{compact(to)}-TREAT-IN-{data_set}.csv"


def dates(days: Array) -> pl.Series:
    """Whole-number days as dates; NO_DAY is a blank."""
    series = pl.Series(days.astype(np.int32))
    return series.set(series == int(NO_DAY), None).cast(pl.Date)


def pick(texts: Sequence[str | None], index: Array) -> pl.Series:
    """texts[index] as a column; the text None is a blank."""
    return pl.Series(list(texts), dtype=pl.String).gather(pl.Series(index.astype(np.uint32)))


def months_after(days: Array, months: int) -> Array:
    """The same day so many months later, or that month's last day."""
    when = days.astype("datetime64[D]")
    month = when.astype("datetime64[M]")
    day_of_month = (when - month.astype("datetime64[D]")).astype(int)
    last = ((month + months + 1).astype("datetime64[D]") - (month + months).astype("datetime64[D]")).astype(int) - 1
    first: Array = (month + months).astype("datetime64[D]").astype(np.int64)
    later: Array = first + np.minimum(day_of_month, last)
    return later
