"""Who is one person (extracts.md §4): the attributor, twins, and records that look like a change of name.

Pure functions over agencies' records; nothing here depends on the order in which records are given.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

from pbr.values.dates import months_after

RecordKey = tuple[str, str]  # AGNCY, CLIENTID


def attributor(finitial: str, sinitial: str, dob: dt.date, sex: str) -> str:
    """Initials, date of birth as DDMMYYYY, and sex: 11 characters."""
    return f"{finitial}{sinitial}{dob:%d%m%Y}{sex}"


class Span(NamedTuple):
    """From a day to a day, both included; `end` None is open."""

    start: dt.date
    end: dt.date | None

    def meets(self, other: Span) -> bool:
        """Whether they share a day (points 54)."""
        return (self.end is None or other.start <= self.end) and (other.end is None or self.start <= other.end)


class Record(NamedTuple):
    """One agency's record of a person, with the spans of its structured episodes."""

    agency: str
    clientid: str
    attributor: str
    spans: tuple[Span, ...]

    @property
    def key(self) -> RecordKey:
        return (self.agency, self.clientid)


@dataclass(frozen=True, slots=True)
class Twins:
    """Records of one agency with one attributor that were in treatment at the same time: to be settled by a person."""

    attributor: str
    records: tuple[RecordKey, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Who is who. `client_of` gives each record's client, `by_attributor` the client of rows that name no record.

    An attributor that twins share is not in `by_attributor`: such rows belong to neither (points 11).
    """

    client_of: Mapping[RecordKey, str]
    by_attributor: Mapping[str, str]
    twins: tuple[Twins, ...]

    def client(self, agency: str, clientid: str, attributor: str) -> str | None:
        """Whose a local row is: by AGNCY and CLIENTID where both are given, else by the attributor (points 10)."""
        if agency and clientid:
            return self.client_of.get((agency, clientid))
        return self.by_attributor.get(attributor)


def resolve_people(records: Iterable[Record]) -> People:
    """Join the records of one partnership into clients.

    One attributor is one client, known by it. Twins are clients of their own, known by attributor, agency and client
    number; the attributor's other records are one client beside them.
    """
    by_attributor: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_attributor[record.attributor].append(record)
    client_of: dict[RecordKey, str] = {}
    nameable: dict[str, str] = {}
    found: list[Twins] = []
    for shared, group in sorted(by_attributor.items()):
        twins = _twins_among(group)
        for record in group:
            apart = record.key in twins
            client_of[record.key] = twin_client(shared, *record.key) if apart else shared
        if twins:
            found.append(Twins(shared, tuple(sorted(twins))))
        else:
            nameable[shared] = shared
    return People(client_of, nameable, tuple(found))


def twin_client(attributor: str, agency: str, clientid: str) -> str:
    """How a twin is known."""
    return f"{attributor}/{agency}/{clientid}"


def _twins_among(records: Sequence[Record]) -> set[RecordKey]:
    """Records of one agency whose structured episodes share a day with another's."""
    twins: set[RecordKey] = set()
    for one, other in combinations(records, 2):
        if one.agency == other.agency and any(span.meets(its) for span in one.spans for its in other.spans):
            twins |= {one.key, other.key}
    return twins


class Seen(NamedTuple):
    """A client as near misses are looked for: who they say they are, when journeys ended and began."""

    client: str
    finitial: str
    sinitial: str
    dob: dt.date
    sex: str
    exits: tuple[dt.date, ...]
    starts: tuple[dt.date, ...]


def seen(client: str, attributor: str, exits: Iterable[dt.date], starts: Iterable[dt.date]) -> Seen:
    """A client by attributor, with the ends and starts of their journeys."""
    dob = dt.date(int(attributor[6:10]), int(attributor[4:6]), int(attributor[2:4]))
    return Seen(client, attributor[0], attributor[1], dob, attributor[10], tuple(exits), tuple(starts))


class NearMiss(NamedTuple):
    """Two clients who may be one under a changed name: `later` started on `start`, soon after `earlier` left."""

    earlier: str
    later: str
    exit: dt.date
    start: dt.date
    difference: str


INITIAL: Final = "one initial differs"
SWAPPED: Final = "the initials are swapped"
SEX: Final = "the sex differs"
DAY_MONTH: Final = "day and month of birth are swapped"
DIGIT: Final = "one digit of the date of birth differs"


def near_misses(clients: Iterable[Seen], months: int) -> list[NearMiss]:
    """Clients who differ in one thing only, one of whom came within `months` after the other had left.

    Each client is put under all that they would be with that one thing hidden, so that only those who share such a
    disguise are compared: the work grows with the number of clients, not with its square.
    """
    disguises: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for client in clients:
        for difference, disguise in _disguises(client):
            disguises[difference, disguise].append(client)
    found = {
        miss
        for (difference, _), alike in disguises.items()
        for one, other in combinations(sorted(set(alike)), 2)
        if _identity(one) != _identity(other)
        for miss in (*_after(one, other, months, difference), *_after(other, one, months, difference))
    }
    return sorted(found)


def _identity(client: Seen) -> str:
    return attributor(client.finitial, client.sinitial, client.dob, client.sex)


def _disguises(client: Seen) -> Iterable[tuple[str, str]]:
    first, second, sex, born = (client.finitial, client.sinitial, client.sex, f"{client.dob:%d%m%Y}")
    yield INITIAL, f"?{second}{born}{sex}"
    yield INITIAL, f"{first}?{born}{sex}"
    yield SEX, f"{first}{second}{born}?"
    if first != second:
        yield SWAPPED, f"{min(first, second)}{max(first, second)}{born}{sex}"
    day, month = born[:2], born[2:4]
    if day != month:
        yield (DAY_MONTH, f"{first}{second}{min(day, month)}{max(day, month)}{born[4:]}{sex}")
    for place in range(len(born)):
        yield DIGIT, f"{first}{second}{born[:place]}?{born[place + 1 :]}{sex}"


def _after(earlier: Seen, later: Seen, months: int, difference: str) -> Iterable[NearMiss]:
    for left in earlier.exits:
        for start in later.starts:
            if left < start <= months_after(left, months):
                yield NearMiss(earlier.client, later.client, left, start, difference)
