"""A scheme version in words: what its page shows, in the order in which a person reads an agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from caseloads.rules.journeys import RECODED
from outcomes.views.outcome_words import OutcomeWords, outcome_words, percent
from pbr.scheme.compare import in_words
from pbr.scheme.document import Contract, Feed, Scheme
from pbr.scheme.words import DOMAINS, FEEDS, HOSTS, SUBSTANCES
from pbr.values.dates import format_day
from pbr.values.money import format_pence

ILLUSTRATIVE: Final = "illustrative"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing agreed. `illustrative`: the scheme's [status] says so of it (domain.md, "What is not known")."""

    name: str
    text: str
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class ContractWords:
    code: str
    provider: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DomainWords:
    title: str
    outcomes: tuple[OutcomeWords, ...]


@dataclass(frozen=True, slots=True)
class SchemeWords:
    """Everything the page of a version shows. `groups` are the columns of the price grid; a gate's line names the
    outcomes behind it and what must be earned first."""

    groups: tuple[str, ...]
    general: tuple[Line, ...]
    journey: tuple[Line, ...]
    assessment: tuple[Line, ...]
    reviews: tuple[Line, ...]
    reliable_change: tuple[Line, ...]
    relapse: tuple[Line, ...]
    feeds: tuple[Line, ...]
    contracts: tuple[ContractWords, ...]
    domains: tuple[DomainWords, ...]
    gates: tuple[Line, ...]
    ceilings: tuple[Line, ...]
    has_illustrations: bool


def standing(scheme: Scheme, today: dt.date) -> str:
    """Where a version in force stands on a day."""
    if today < scheme.starts:
        return f"Governs journeys that start from {format_day(scheme.starts)}"
    if today <= scheme.ends:
        return "Governs journeys that start today"
    runs = "runs off until" if today <= scheme.run_off_ends else "ran off until"
    return f"Ended on {format_day(scheme.ends)}; {runs} {format_day(scheme.run_off_ends)}"


def scheme_words(scheme: Scheme) -> SchemeWords:
    marks = Marks(scheme.status)
    titles = {outcome.code: outcome.title for outcome in scheme.outcomes}
    outcomes = [outcome_words(outcome, scheme, marks.any_of) for outcome in scheme.outcomes]
    domains = dict.fromkeys(outcome.domain for outcome in outcomes)
    return SchemeWords(
        groups=scheme.groups,
        general=tuple(_general(scheme, marks)),
        journey=tuple(_journey(scheme, marks)),
        assessment=tuple(_assessment(scheme, marks)),
        reviews=tuple(_reviews(scheme, marks)),
        reliable_change=tuple(
            Line(SUBSTANCES.get(item, item), f"{days} days in the last 28", marks.any_of("reliable_change"))
            for item, days in scheme.reliable_change.items()
        ),
        relapse=tuple(_relapse(scheme, marks)),
        feeds=tuple(
            Line(FEEDS.get(feed.name, in_words(feed.name)), _sources(feed), marks.any_of("feeds"))
            for feed in scheme.feeds
        ),
        contracts=tuple(
            ContractWords(contract.code, contract.provider, tuple(_contract(contract, scheme, titles, marks)))
            for contract in scheme.contracts
        ),
        domains=tuple(
            DomainWords(DOMAINS.get(domain, domain), tuple(o for o in outcomes if o.domain == domain))
            for domain in domains
        ),
        gates=tuple(
            Line(_named(gate.outcomes, titles), _named(gate.requires, titles), marks.any_of("gates"))
            for gate in scheme.gates
        ),
        ceilings=tuple(_ceilings(scheme, titles, marks)),
        has_illustrations=ILLUSTRATIVE in scheme.status.values(),
    )


def _ceilings(scheme: Scheme, titles: Mapping[str, str], marks: Marks) -> Iterator[Line]:
    for ceiling in scheme.ceilings:
        text = f"at most {percent(ceiling.share)} of what {_domain(ceiling.of_domain)} pays, for every group"
        yield Line(titles[ceiling.outcome], text, marks.any_of("ceilings"))


@dataclass(frozen=True, slots=True)
class Marks:
    """Which values are illustrations."""

    status: Mapping[str, str]

    def any_of(self, *names: str) -> bool:
        return any(self.status.get(name) == ILLUSTRATIVE for name in names)


def _general(scheme: Scheme, marks: Marks) -> Iterator[Line]:
    yield Line("Partnership", scheme.partnership)
    yield Line("Journeys that start", f"from {format_day(scheme.starts)} to {format_day(scheme.ends)}")
    run_off = f"for {scheme.run_off_months} months after {format_day(scheme.ends)}"
    yield Line("Outcomes still count", run_off, marks.any_of("run_off_months"))
    month, day = scheme.contract_year_starts
    year = format_day(scheme.starts.replace(month=month, day=day)).rpartition(" ")[0]
    yield Line("Contract years start on", year)
    stock = {
        "exclude": "stay under what was agreed before",
        "include": "are paid for from then on",
    }[scheme.stock]
    yield Line("People already in treatment on the first day", stock, marks.any_of("stock"))
    shared = "to every contract that treated the person, by its share"
    holder = "to the contract that holds the person on the day"
    yield Line("A result belongs", shared if scheme.attribution == "shared" else holder)


def _journey(scheme: Scheme, marks: Marks) -> Iterator[Line]:
    yield Line("Begins", "with the first structured treatment")
    gap = f"with an episode that starts within {scheme.journey.gap_days} days of the last discharge"
    yield Line("Goes on", gap, marks.any_of("journey", "gap_days"))
    yield Line("Ends", "with the last discharge, once no such episode can follow any more")
    codes = ", ".join(str(code) for code in sorted(scheme.journey.success_codes))
    yield Line("Ends as planned", f"with a discharge code of {codes}", marks.any_of("journey", "success_codes"))
    alike = ", ".join(f"{code} as {counts_as}" for code, counts_as in RECODED.items())
    yield Line("Codes that only payment by results uses", f"count as the national ones: {alike}")


def _assessment(scheme: Scheme, marks: Marks) -> Iterator[Line]:
    lasars = scheme.lasars
    yield Line("Groups", ", ".join(scheme.groups), marks.any_of("groups", "complexity"))
    yield Line("Who assesses", HOSTS[lasars.host], marks.any_of("lasars"))
    if lasars.agencies:
        yield Line("Agency codes of the LASARS", ", ".join(lasars.agencies))
    window = f"counts if made at most {lasars.window_days} days before the journey starts, or during it"
    yield Line("An assessment", window, marks.any_of("lasars", "window_days"))
    yield Line("Drawn for audit", percent(lasars.audit_share), marks.any_of("lasars", "audit_share"))


def _reviews(scheme: Scheme, marks: Marks) -> Iterator[Line]:
    rules = {"any": "any two reviews", "consecutive": "two reviews with no other between them"}
    yield Line("What proves a result", rules[scheme.reviews.rule], marks.any_of("reviews"))
    least, most = f"{scheme.reviews.min_gap_days} days", f"{scheme.reviews.within_days} days"
    yield Line("Apart at least", least, marks.any_of("reviews", "min_gap_days"))
    yield Line("Apart at most", most, marks.any_of("reviews", "within_days"))


def _relapse(scheme: Scheme, marks: Marks) -> Iterator[Line]:
    mark = marks.any_of("relapse")
    again = {True: "may be earned again", False: "is not earned again"}
    yield Line("A new journey soon after the last", f"starts within {scheme.relapse.within_months} months of it", mark)
    yield Line("In it an interim outcome earned before", again[scheme.relapse.interim_again], mark)
    yield Line("In it a final outcome earned before", again[scheme.relapse.final_again], mark)


def _contract(contract: Contract, scheme: Scheme, titles: Mapping[str, str], marks: Marks) -> Iterator[Line]:
    yield Line("Agencies", ", ".join(contract.agencies), marks.any_of("contracts"))
    yield Line("Covers", _covers(contract), marks.any_of("covers"))
    if scheme.attribution == "shared":
        yield Line("Share of a shared result", str(contract.share), marks.any_of("shares"))
    if contract.block_annual is not None:
        block = f"{format_pence(contract.block_annual)} a year, in twelve parts"
        yield Line("Block payment", block, marks.any_of("blocks", "block"))
    for cap in contract.caps:
        scope = _named(cap.outcomes, titles) if cap.outcomes else "every outcome together"
        over = "what lies above is carried into the next year" if cap.over == "carry" else "what lies above is lost"
        text = f"at most {format_pence(cap.amount)} a contract year for {scope}; {over}"
        yield Line("Cap", text, marks.any_of("caps"))
    if contract.floor is not None:
        floor = f"at least {format_pence(contract.floor)} for a contract year"
        yield Line("Floor", floor, marks.any_of("floors", "floor"))
    for part in contract.subcontractors:
        text = f"{part.provider}, {percent(part.share)} of each payment"
        yield Line("Sub-contractor", text, marks.any_of("subcontractors"))


def _covers(contract: Contract) -> str:
    ages = {
        (False, False): "everyone",
        (True, False): f"people aged {contract.age_min} or more",
        (False, True): f"people aged {contract.age_max} or less",
        (True, True): f"people aged {contract.age_min} to {contract.age_max}",
    }[contract.age_min is not None, contract.age_max is not None]
    if not contract.modal:
        return ages
    return f"{ages} with an intervention of type {', '.join(str(code) for code in sorted(contract.modal))}"


def _sources(feed: Feed) -> str:
    told = []
    for source in feed.sources:
        since = f" from {format_day(source.since)}" if source.since else ""
        until = f" until {format_day(source.until)}" if source.until else ""
        told.append(f"{source.source}{since}{until}")
    return "; ".join(told)


def _domain(code: str) -> str:
    return f"the domain “{DOMAINS.get(code, code)}”"


def _named(codes: tuple[str, ...], titles: Mapping[str, str]) -> str:
    return ", ".join(f"“{titles.get(code, in_words(code))}”" for code in codes)
