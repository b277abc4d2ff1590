"""What is known of one client, as the rules see it: plain values, no database, no clock.

The application reads these from its tables, `evaluate` from a folder of files; the rules cannot tell which.
Dates are calendar dates. A blank or unreadable value is None (dates, numbers) or "" (codes).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

# Interventions that are structured treatment, by MODAL (Extracts, §1, "Codes").
STRUCTURED: Final = frozenset({1, 2, 3, 4, 5, 6, 11, 12, 94, 95})


class Evidence(NamedTuple):
    """One line of one stored extract. `extract` is a file name in `evaluate`, the extract's id in the application."""

    extract: str
    line: int

    def __str__(self) -> str:
        return f"{self.extract}:{self.line}"


@dataclass(frozen=True, slots=True)
class Intervention:
    """One NDTMS modality of an episode."""

    modal: int | None
    start: dt.date | None
    end: dt.date | None
    exit: str
    row: Evidence


@dataclass(frozen=True, slots=True)
class TopReview:
    """One TOP form. `items` holds only what was answered; Y and N items are 1 and 0. An item not in it is not answered."""

    agency: str
    clientid: str
    episodid: str
    topid: str
    date: dt.date | None
    stage: str  # S start, R review, E exit, P post-exit, "" not given
    items: Mapping[str, int]
    row: Evidence


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode of treatment at one agency (extracts.md §1), with consent; one without consent is no fact at all."""

    agency: str
    clientid: str
    episodid: str
    referred: dt.date | None  # REFLD
    triaged: dt.date | None  # TRIAGED
    discharged: dt.date | None  # DISD
    reason: int | None  # DISRSN as sent
    drugs: tuple[str, ...]  # DRUG1, DRUG2, DRUG3 as sent, "" where blank
    accmneed: int | None
    hepbvac: str
    hepbstat: str
    prevhepb: str
    topcc: bool
    interventions: tuple[Intervention, ...]
    reviews: tuple[TopReview, ...]
    row: Evidence

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.agency, self.clientid, self.episodid)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A LASARS assessment and the complexity group that it gave."""

    assessid: str
    assessed: dt.date
    group: str
    assessor: str
    approved_by: str
    audit: str  # "", "pass" or "fail"
    row: Evidence


@dataclass(frozen=True, slots=True)
class CriminalJusticeContact:
    """Taken into a criminal-justice caseload (`cjs`)."""

    started: dt.date
    source: str
    row: Evidence


@dataclass(frozen=True, slots=True)
class Offence:
    """A proven offence (`offences`)."""

    date: dt.date
    proven: dt.date | None
    trigger: bool
    row: Evidence


@dataclass(frozen=True, slots=True)
class Dose:
    """A hepatitis B vaccination (`hepb`)."""

    date: dt.date
    row: Evidence


@dataclass(frozen=True, slots=True)
class LocalOutcome:
    """A local outcome (`local`)."""

    code: str
    date: dt.date
    verified: bool
    row: Evidence


@dataclass(frozen=True, slots=True)
class WorkProgramme:
    """Time on the Work Programme; `ended` None: still attached."""

    attached: dt.date
    ended: dt.date | None
    row: Evidence


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A death or a move, as a local file says it."""

    date: dt.date
    row: Evidence


@dataclass(frozen=True, slots=True)
class Decision:
    """What a named person decided about one held determination."""

    journey: dt.date
    outcome: str
    part: str
    reason: str
    decision: str  # release or refuse; anything else is listed and has no effect
    by: str
    on: dt.date
    row: Evidence


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """Everything known of one client, in no particular order.

    `client` is unique in a partnership (the attributor, or for twins the attributor with agency and CLIENTID);
    `attributor` is initials, DOB as DDMMYYYY and sex.
    """

    client: str
    attributor: str
    dob: dt.date | None
    episodes: tuple[Episode, ...] = ()
    loose_reviews: tuple[TopReview, ...] = ()  # TOPs of a `top` extract whose episode is not known
    assessments: tuple[Assessment, ...] = ()
    cjs: tuple[CriminalJusticeContact, ...] = ()
    offences: tuple[Offence, ...] = ()
    doses: tuple[Dose, ...] = ()
    local_outcomes: tuple[LocalOutcome, ...] = ()
    work_programme: tuple[WorkProgramme, ...] = ()
    deaths: tuple[DatedFact, ...] = ()
    moves: tuple[DatedFact, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Completeness:
    """The date to which each feed is known to have no gaps. An agency or feed that has sent nothing is None or missing.

    `agencies` has one entry for every agency of the partnership (points 1 and 2).
    """

    agencies: Mapping[str, dt.date | None] = field(default_factory=dict)
    local: Mapping[str, dt.date] = field(default_factory=dict)

    def to(self, feed: str, as_of: dt.date) -> dt.date | None:
        """The complete-to date of a feed, at most `as_of`; None where nothing can be concluded from absence."""
        return self.all_to(as_of).get(feed)

    def all_to(self, as_of: dt.date) -> Mapping[str, dt.date]:
        """Every feed of which anything can be concluded from absence, and its complete-to date, at most `as_of`."""
        if as_of not in self._known_to:
            dates = {feed: date for feed, date in self.local.items() if feed != "ndtms"}
            if self._every_agency_to is not None:
                dates["ndtms"] = self._every_agency_to
            self._known_to[as_of] = {feed: min(date, as_of) for feed, date in dates.items()}
        return self._known_to[as_of]

    def agency_to(self, agency: str, as_of: dt.date) -> dt.date | None:
        """The complete-to date of one agency's NDTMS extracts, at most `as_of`."""
        date = self.agencies.get(agency)
        return None if date is None else min(date, as_of)

    @cached_property
    def _known_to(self) -> dict[dt.date, Mapping[str, dt.date]]:
        """What `all_to` found for each day. Asked for each client, so it is kept."""
        return {}

    @property
    def _every_agency_to(self) -> dt.date | None:
        """One agency that has sent nothing leaves all of NDTMS unknown."""
        known = [day for day in self.agencies.values() if day is not None]
        return min(known) if known and len(known) == len(self.agencies) else None
