"""Clients made by hand: with as little as is needed, and a scheme document with one outcome or a few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from caseloads.rules.facts import (
    Assessment,
    ClientFacts,
    Completeness,
    CriminalJusticeContact,
    DatedFact,
    Decision,
    Dose,
    Episode,
    Evidence,
    Intervention,
    LocalOutcome,
    Offence,
    TopReview,
    WorkProgramme,
)
from outcomes.rules.determination import ClientFound, Determination
from outcomes.rules.determine import determine
from pbr.scheme.document import Scheme
from pbr.scheme.reading import read_scheme

LATER = "2015-12-31"
_line = count(2)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def maybe(text: str | None) -> dt.date | None:
    return None if text is None else day(text)


def row() -> Evidence:
    """The next line of the one extract that everything stands in."""
    return Evidence("extract.csv", next(_line))


CONTRACTS = """
[[contract]]
code = "northway"
provider = "Northway Recovery"
agencies = ["N0852"]
[[contract]]
code = "southbank"
provider = "Southbank"
agencies = ["N0901"]
"""


def outcome(measure: str, extra: str = "", code: str = "it", kind: str = "interim") -> str:
    price = "" if "tiers" in extra else 'price = "10.00"\n'
    return (
        f'[[outcome]]\ncode = "{code}"\ndomain = "wellbeing"\nkind = "{kind}"\nmeasure = "{measure}"\n{price}{extra}\n'
    )


def scheme(*parts: str, starts: str = "2012-04-01", ends: str = "2014-03-31", head: str = "") -> Scheme:
    contracts = () if any("[[contract]]" in part for part in parts) else (CONTRACTS,)
    document = (
        f'name = "Anytown PbR"\npartnership = "J04B"\nstarts = {starts}\nends = {ends}\n'
        f'groups = ["low", "medium", "high"]\n{head}\n'
    )
    return read_scheme(document + "".join((*contracts, *parts)))


def top(
    date: str | None, stage: str = "R", *, agency: str = "N0852", episodid: str = "1", topid: str = "", **items: int
) -> TopReview:
    return TopReview(agency, "C1", episodid, topid or f"{stage}{date}", maybe(date), stage, items, row())


def intervention(start: str | None, modal: int | None = 2) -> Intervention:
    return Intervention(modal, maybe(start), None, "", row())


def episode(
    start: str | None = "2012-05-01",
    end: str | None = None,
    reason: int | None = None,
    *,
    reviews: Sequence[TopReview] = (),
    modal: int | None = 2,
    began: str | None = None,
    **more: Any,
) -> Episode:
    """An episode at N0852 for heroin with one intervention, which begins on its first day unless said otherwise."""
    values: dict[str, Any] = {
        "agency": "N0852", "clientid": "C1", "episodid": "1", "referred": None, "drugs": ("1101", "", ""),
        "accmneed": None, "hepbvac": "", "hepbstat": "", "prevhepb": "", "topcc": False,
        "interventions": (intervention(began or start, modal),), "row": row(),
    }  # fmt: skip
    return Episode(
        triaged=maybe(start), discharged=maybe(end), reason=reason, reviews=tuple(reviews), **(values | more)
    )


def assessed(
    date: str = "2012-05-01", group: str = "medium", *, by: str = "ann", approved: str = "", audit: str = ""
) -> Assessment:
    return Assessment(f"A{date}", day(date), group, by, approved, audit, row())


def client(*episodes: Episode, assessments: Iterable[Assessment] | None = None, **facts: Any) -> ClientFacts:
    """A person born on 1 February 1980, assessed as medium unless said otherwise."""
    given = (assessed(),) if assessments is None else tuple(assessments)
    return ClientFacts(
        "AB01021980M", "AB01021980M", facts.pop("dob", day("1980-02-01")), episodes, assessments=given, **facts
    )


def offence(date: str, proven: str | None = None, trigger: bool = False) -> Offence:
    return Offence(day(date), maybe(proven), trigger, row())


def contact(date: str, source: str = "DIP") -> CriminalJusticeContact:
    return CriminalJusticeContact(day(date), source, row())


def dose(date: str) -> Dose:
    return Dose(day(date), row())


def local(code: str, date: str, verified: bool = True) -> LocalOutcome:
    return LocalOutcome(code, day(date), verified, row())


def attached(start: str, end: str | None = None) -> WorkProgramme:
    return WorkProgramme(day(start), maybe(end), row())


def on(date: str) -> DatedFact:
    return DatedFact(day(date), row())


def decided(
    reason: str,
    decision: str = "release",
    *,
    outcome: str = "it",
    part: str = "",
    journey: str = "2012-05-01",
    made: str = "2012-12-01",
) -> Decision:
    return Decision(day(journey), outcome, part, reason, decision, "J Smith", day(made), row())


def complete(to: str | None = LATER, **local_feeds: str) -> Completeness:
    """Both agencies complete to a day; local feeds to the days given, or to the same one."""
    everything = {} if to is None else dict.fromkeys(("cjs", "offences", "hepb", "local"), day(to))
    return Completeness(
        {"N0852": maybe(to), "N0901": maybe(to)}, everything | {feed: day(text) for feed, text in local_feeds.items()}
    )


def found(
    facts: ClientFacts, *schemes: Scheme, to: str | None = LATER, as_of: str = LATER, **feeds: str
) -> ClientFound:
    return determine(facts, schemes, complete(to, **feeds), day(as_of))


def rows_of(result: ClientFound) -> Mapping[tuple[str, str, str], Determination]:
    """(journey, outcome, part) → determination."""
    return {(one.journey.isoformat(), one.outcome, one.part): one for one in result.determinations}


def judged(
    facts: ClientFacts, *document: str, journey: str = "2012-05-01", part: str = "", **more: str
) -> Determination:
    """What is determined for the outcome "it" of the journey from 1 May 2012."""
    return rows_of(found(facts, scheme(*document), **more))[journey, "it", part]


def said(one: Determination) -> tuple[str, str, str | None]:
    """Status, reason, date."""
    return one.status.value, one.reason, None if one.date is None else one.date.isoformat()


def achieved_on(date: str) -> tuple[str, str, str]:
    return "achieved", "met", date
