"""Whose row is it: agency, client and episode numbers, consent, the person. A fault here rejects the row (points 7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, NamedTuple

from caseloads.intake.cells import LONGEST_KEY, DateReader, odd_character, one_letter, trimmed
from caseloads.intake.complaints import Complaint

SEXES: Final = frozenset("MF")


@dataclass(frozen=True, slots=True)
class Admission:
    """Whose rows a file may hold.

    `agencies` are the partnership's, `senders` those of the sender's provider (None: anybody's), `agency` the file's
    own ("" for a local feed), `latest_dob` the last day on which a client can have been born.
    """

    agencies: AbstractSet[str]
    senders: AbstractSet[str] | None
    agency: str
    latest_dob: dt.date


class RowKey(NamedTuple):
    """`consent` is false for CONSENT = N alone (points 4). With `complaints` the row is rejected."""

    agency: str
    clientid: str
    episodid: str
    consent: bool
    complaints: tuple[Complaint, ...]


class Identity(NamedTuple):
    """A person as a row names them; `sex` and initials in capitals. With `complaints` it must not be used."""

    finitial: str
    sinitial: str
    dob: dt.date | None
    sex: str
    complaints: tuple[Complaint, ...]


def read_key(cells: tuple[str, ...], admission: Admission) -> RowKey:
    """Cells in the order of `layouts.KEY`. A row with CONSENT = N needs only AGNCY and CLIENTID (points 66)."""
    agency, clientid, episodid = (trimmed(cells[0]).upper(), trimmed(cells[1]), trimmed(cells[2]))
    consent = trimmed(cells[3]).upper() != "N"
    named = (("AGNCY", agency), ("CLIENTID", clientid), ("EPISODID", episodid))
    complaints = [
        Complaint(column, "", f"blank-{column.lower()}")
        for column, text in named
        if not text and (consent or column != "EPISODID")
    ]
    complaints += odd_characters(named)
    if agency and not odd_character(agency):
        complaints += agency_complaints(agency, trimmed(cells[0]), admission)
    return RowKey(agency, clientid, episodid, consent, tuple(complaints))


def odd_characters(named: Iterable[tuple[str, str]]) -> tuple[Complaint, ...]:
    """Keys that hold something invisible or not ASCII, since they would be another client or episode that looks the
    same; and those that are too long to be keys."""
    named = [(column, trimmed(cell)) for column, cell in named]
    odd = [
        Complaint(column, cell, "odd-character", character)
        for column, cell in named
        if (character := odd_character(cell))
    ]
    long = [Complaint(column, cell, "too-long", str(LONGEST_KEY)) for column, cell in named if len(cell) > LONGEST_KEY]
    return (*odd, *long)


def agency_complaints(agency: str, written: str, admission: Admission) -> list[Complaint]:
    """A file speaks for one agency of the partnership, and a provider for its own alone (points 1)."""
    if agency not in admission.agencies:
        return [Complaint("AGNCY", written, "agency-not-in-partnership", "is not in the partnership")]
    if admission.senders is not None and agency not in admission.senders:
        return [Complaint("AGNCY", written, "agency-not-senders")]
    if admission.agency and agency != admission.agency:
        more = f"is not {admission.agency}, the agency of the file's name"
        return [Complaint("AGNCY", written, "agency-not-in-partnership", more)]
    return []


def read_identity(cells: tuple[str, ...], admission: Admission, dates: DateReader, line: int) -> Identity:
    """Cells in the order of `layouts.PERSON`."""
    complaints = []
    finitial, sinitial = one_letter(cells[0]), one_letter(cells[1])
    for column, letter, cell in (("FINITIAL", finitial, cells[0]), ("SINITIAL", sinitial, cells[1])):
        if not letter:
            complaints.append(Complaint(column, cell.strip(" \t"), "initial-not-one-letter"))
    dob = dates.read(cells[2], line, "DOB")
    if dob is None or dob > admission.latest_dob:
        complaints.append(Complaint("DOB", cells[2].strip(" \t"), "unreadable-dob"))
        dob = None
    sex = trimmed(cells[3]).upper()
    if sex not in SEXES:
        complaints.append(Complaint("SEX", cells[3].strip(" \t"), "unreadable-sex"))
    return Identity(finitial, sinitial, dob, sex, tuple(complaints))
