"""What one row of one extract says about one entity: a mention. Plain tuples, ready to be written to a staging table.

Dates and numbers that were blank or unreadable are None, codes "". `line` is the line of the file on which the row
starts. The key of an entity (extracts.md §1) is the fields before `line`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

LocalValue = str | dt.date | None

# The twenty items of a TOP form, in the published order.
TOP_ITEMS: Final = (
    "ALCUSE", "OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE", "IVDRGUSE", "SHARING", "SHOTHEFT",
    "DRGSELL", "OTHTHEFT", "ASSAULT", "PSYHSTAT", "PWORK", "EDUCAT", "ACUTHPBM", "HRISK", "PHSTAT", "QUALLIFE",
)  # fmt: skip


class Source(NamedTuple):
    """Where mentions come from: one stored extract. `agency` is "" for a local feed."""

    extract: str
    feed: str
    agency: str
    to: dt.date
    sha256: str


class ClientMention(NamedTuple):
    """One agency's record of a person: key AGNCY, CLIENTID."""

    agency: str
    clientid: str
    line: int
    finitial: str
    sinitial: str
    dob: dt.date
    sex: str
    dat: str
    ethnic: str


class EpisodeMention(NamedTuple):
    """One episode of treatment, with consent: key AGNCY, CLIENTID, EPISODID."""

    agency: str
    clientid: str
    episodid: str
    line: int
    referred: dt.date | None
    triaged: dt.date | None
    discharged: dt.date | None
    reason: int | None
    drug1: str
    drug2: str
    drug3: str
    route: str
    injstat: str
    accmneed: int | None
    hepbvac: str
    hepbstat: str
    prevhepb: str
    prevtr: str
    rfls: str
    prntstat: str
    empstat: str
    dualdiag: str
    topcc: bool


class InterventionMention(NamedTuple):
    """One modality: key of the episode, and MODID or, where that is blank, MODAL and MODST (points 6)."""

    agency: str
    clientid: str
    episodid: str
    intervention: str
    line: int
    modid: str
    modal: int | None
    referred: dt.date | None
    offered: dt.date | None
    start: dt.date | None
    end: dt.date | None
    exit: str


class TopMention(NamedTuple):
    """One TOP form: key of the episode, and TOPID or, where that is blank, TOPDATE and TRSTAGE (points 6).

    `items` are in the order of TOP_ITEMS; None is not answered.
    """

    agency: str
    clientid: str
    episodid: str
    top: str
    line: int
    topid: str
    date: dt.date | None
    stage: str
    items: tuple[int | None, ...]


class WithdrawalMention(NamedTuple):
    """CONSENT = N. A blank `episodid` withdraws every episode of that client known so far (points 66)."""

    agency: str
    clientid: str
    episodid: str
    line: int


class LocalMention(NamedTuple):
    """One row of a local feed. It is found by `agency` and `clientid` where both are given, else by `attributor`.

    `place` is the row's place among the rows of one person and day in the file, from 1, for offences (points 9);
    0 elsewhere. `values` has every column of the feed's layout beside the person.
    """

    feed: str
    agency: str
    clientid: str
    attributor: str
    line: int
    place: int
    values: Mapping[str, LocalValue]

    @property
    def by_record(self) -> bool:
        return bool(self.agency and self.clientid)

    @property
    def person(self) -> str:
        """The person as this row names them."""
        return f"{self.agency}/{self.clientid}" if self.by_record else self.attributor


NdtmsMention = ClientMention | EpisodeMention | InterventionMention | TopMention | WithdrawalMention
Mention = NdtmsMention | LocalMention
