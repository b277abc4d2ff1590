"""What the rules find: a determination for each journey, outcome and part, and the journeys themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple

from caseloads.rules.facts import Evidence


class Status(StrEnum):
    """rules.md §4."""

    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not_achieved"
    PENDING = "pending"
    NOT_ELIGIBLE = "not_eligible"
    HELD = "held"


# By name: Python 3.11 looks a member of an enumeration up anew, slowly, each time it is asked for.
ACHIEVED: Final = Status.ACHIEVED
NOT_ACHIEVED: Final = Status.NOT_ACHIEVED
PENDING: Final = Status.PENDING
NOT_ELIGIBLE: Final = Status.NOT_ELIGIBLE
HELD: Final = Status.HELD


class Determination(NamedTuple):
    """What was found for one client, journey, outcome and part.

    `contracts` names who earns it: none, one (holder), or several (shared), in the scheme's order. `version` is the
    `starts` date of the scheme version that governs the journey. While pending, `awaits` names the feed awaited
    ("" for a new record) and `awaits_date` the earliest date on which the answer can be known (None: no date).
    """

    client: str
    journey: dt.date
    outcome: str
    part: str
    status: Status
    date: dt.date | None
    group: str | None
    contracts: tuple[str, ...]
    reason: str
    why: str
    evidence: tuple[Evidence, ...]
    version: dt.date
    awaits: str = ""
    awaits_date: dt.date | None = None


# `Determination(...)` from all its fields in their order, without the call of Python in between: it is made for every
# outcome of every journey.
determination_of: Final[
    Callable[
        [
            tuple[
                str, dt.date, str, str, Status, dt.date | None, str | None, tuple[str, ...],
                str, str, tuple[Evidence, ...], dt.date, str, dt.date | None,
            ]
        ],
        Determination,
    ]
] = partial(tuple.__new__, Determination)  # fmt: skip


class JourneyFound(NamedTuple):
    """One journey, with what pricing needs to know of it besides its determinations.

    `end` is None while open. `group` and `holder` are those at the journey's start; `holder` None where no contract
    covers it. `first_episode` is (AGNCY, CLIENTID) of the first episode: part of the one order in which caps are filled.
    `first_contract` is the contract that covers the first episode: whose reoffending cohort the journey belongs to.
    """

    client: str
    attributor: str
    start: dt.date
    end: dt.date | None
    settled: bool
    version: dt.date | None  # None: no scheme version governs it
    group: str | None
    holder: str | None
    first_episode: tuple[str, str]
    offences: tuple[tuple[dt.date, dt.date | None, bool], ...] = ()  # (date, proven, trigger), for reoffending_cohort
    first_contract: str | None = None
    offence_rows: tuple[Evidence, ...] = ()  # the row of each of `offences`, in the same order


class ClientFound(NamedTuple):
    """All that was found for one client. `wakes` is the earliest later day on which an unchanged client could be
    determined otherwise, because a feed becomes complete or a known fact's date is reached; None: never. It may lie in
    the past where one agency's extracts lag behind the others': then every newer extract asks again."""

    client: str
    journeys: tuple[JourneyFound, ...]
    determinations: tuple[Determination, ...]
    wakes: dt.date | None = None
