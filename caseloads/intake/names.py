"""File names say what a file is: feed, agency, and the date to which it is complete (extracts.md §1 and §2)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

from caseloads.intake.findings import FileRefused
from caseloads.intake.layouts import SETS
from caseloads.intake.local_layouts import LOCAL_LAYOUTS

_NDTMS: Final = re.compile(r"([A-Z]\d{4})-(\d{8})-(\d{8})-TREAT-IN-([A-Z])\.csv", re.ASCII)
_TOP: Final = re.compile(r"top-([A-Z]\d{4})-(\d{8})\.csv", re.ASCII)
_LOCAL: Final = re.compile(r"([a-z_]+)-(\d{8})\.csv", re.ASCII)

PATTERNS: Final = (
    "<AGENCY>-<FROM yyyymmdd>-<TO yyyymmdd>-TREAT-IN-<SET>.csv, top-<AGENCY>-<TO yyyymmdd>.csv "
    f"or <feed>-<TO yyyymmdd>.csv with a feed of {', '.join(LOCAL_LAYOUTS)}"
)


class ExtractName(NamedTuple):
    """What a file's name says. `agency`, `begins` and `data_set` are "" or None where the feed has none."""

    file: str
    feed: str
    agency: str
    begins: dt.date | None
    to: dt.date
    data_set: str


def read_name(file: str) -> ExtractName:
    """The parts of a file name, without folders. Raises FileRefused where it fits no pattern or its dates cannot be."""
    if match := _NDTMS.fullmatch(file):
        return _ndtms_name(file, *match.groups())
    if match := _TOP.fullmatch(file):
        return ExtractName(file, "top", match[1], None, _day(file, match[2], "TO"), "")
    if (match := _LOCAL.fullmatch(file)) and match[1] in LOCAL_LAYOUTS:
        return ExtractName(file, match[1], "", None, _day(file, match[2], "TO"), "")
    raise FileRefused(file, f"the file name fits no pattern{_hint(file)}; name it {PATTERNS}")


def check_received(name: ExtractName, received: dt.date) -> None:
    """A file cannot be complete to a day that had not come when it was received. Raises FileRefused."""
    if name.to > received:
        raise FileRefused(
            name.file,
            f"its TO date {name.to} is after {received}, the day on which it was received; "
            "send it again with the last day that it covers",
        )


def _ndtms_name(file: str, agency: str, begins: str, to: str, data_set: str) -> ExtractName:
    if data_set not in SETS:
        raise FileRefused(file, f"set {data_set} of the core data set is not known; send set {', '.join(SETS)}")
    name = ExtractName(file, "ndtms", agency, _day(file, begins, "FROM"), _day(file, to, "TO"), data_set)
    if name.begins is not None and name.to < name.begins:
        raise FileRefused(file, f"its TO date {name.to} is before its FROM date {name.begins}; correct the name")
    return name


def _day(file: str, text: str, which: str) -> dt.date:
    try:
        day = dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise FileRefused(file, f"its {which} date {text} is no calendar day; write it as yyyymmdd") from None
    if not 1900 <= day.year <= 2999:
        raise FileRefused(file, f"its {which} date {text} is not of this age; write it as yyyymmdd")
    return day


def _hint(file: str) -> str:
    """What is most often wrong with a name that nearly fits."""
    if file.lower().endswith(".csv.csv"):
        return " (it ends with .csv twice)"
    stem = file[: -len(".csv")] if file.lower().endswith(".csv") else file
    for tried in (f"{stem.upper()}.csv", f"{stem.lower()}.csv", f"top{stem.upper()[3:]}.csv"):
        if _NDTMS.fullmatch(tried) or _TOP.fullmatch(tried):
            return f" (capitals matter: {tried})"
        if (match := _LOCAL.fullmatch(tried)) and match[1] in LOCAL_LAYOUTS:
            return f" (capitals matter: {tried})"
    return ""
