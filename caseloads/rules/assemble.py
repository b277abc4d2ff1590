"""From what is known to the facts of each client, as the rules read them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from caseloads.rules.facts import STRUCTURED, ClientFacts, Completeness, Episode, Evidence, Intervention, TopReview
from caseloads.rules.knowledge import Known
from caseloads.rules.local_facts import local_facts, local_winners, without_effect
from caseloads.rules.mentions import TOP_ITEMS, InterventionMention, Source, TopMention
from caseloads.rules.people import People, Record, Span, Twins, attributor, resolve_people


@dataclass(frozen=True, slots=True)
class Assembled:
    """The clients with any episode, in order, and what a person should look at.

    `waiting` are local rows whose person is not known, or is one of twins; `without_effect` are decisions that say
    neither release nor refuse (points 65).
    """

    clients: tuple[ClientFacts, ...]
    twins: tuple[Twins, ...]
    waiting: tuple[Evidence, ...]
    without_effect: tuple[Evidence, ...]


def assemble(known: Known, as_of: dt.date | None = None) -> Assembled:
    """Put every fact with its client.

    `as_of` leaves out what the joining of people and the choice between decisions must not know yet: episodes that
    began later cannot make twins, and a decision made later does not displace an earlier one (points 51).
    """
    people = resolve_people(_records(known, as_of))
    episodes: dict[str, list[Episode]] = defaultdict(list)
    for key in known.episodes:
        episodes[people.client_of[key[:2]]].append(_episode(known, key))
    local, waiting = local_winners(known.local, people, as_of)
    loose: dict[str, list[TopReview]] = defaultdict(list)
    for record, tops in known.loose_tops.items():
        loose[people.client_of[record]] += [_review(*top) for top in tops]
    births = _births(known, people)
    clients = tuple(
        ClientFacts(
            client=client,
            attributor=births[client][0],
            dob=births[client][1],
            episodes=tuple(sorted(episodes[client], key=lambda episode: episode.key)),
            loose_reviews=tuple(sorted(loose[client], key=lambda top: (top.agency, top.clientid, *_of_review(top)))),
            **local_facts(local.get(client, ())),
        )
        for client in sorted(episodes)
    )
    odd = [decision.row for facts in clients for decision in without_effect(facts.decisions)]
    return Assembled(clients, people.twins, tuple(sorted(waiting)), tuple(sorted(odd)))


def completeness(sources: Iterable[Source], agencies: Iterable[str]) -> Completeness:
    """To which date each feed has no gaps: of an agency, and of a local feed, the latest TO date. A TOP extract moves
    nothing (points 3); an agency that has sent nothing is None (points 2)."""
    by_agency: dict[str, dt.date | None] = dict.fromkeys(agencies)
    local: dict[str, dt.date] = {}
    for source in sources:
        if source.feed == "ndtms" and source.agency in by_agency:
            by_agency[source.agency] = max(source.to, by_agency[source.agency] or source.to)
        elif not source.agency:
            local[source.feed] = max(source.to, local.get(source.feed, source.to))
    return Completeness(by_agency, local)


def _records(known: Known, as_of: dt.date | None) -> Iterable[Record]:
    spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for key, (_, episode) in known.episodes.items():
        begun = [told.start for _, told in known.interventions.get(key, ()) if told.modal in STRUCTURED and told.start]
        if episode.triaged is None or not begun or (as_of is not None and max(min(begun), episode.triaged) > as_of):
            continue
        spans[key[:2]].append(Span(episode.triaged, episode.discharged))
    for record, (_, client) in known.clients.items():
        who = attributor(client.finitial, client.sinitial, client.dob, client.sex)
        yield Record(*record, who, tuple(sorted(spans[record], key=lambda span: span.start)))


def _births(known: Known, people: People) -> dict[str, tuple[str, dt.date]]:
    """Attributor and date of birth of each client; its records agree on both."""
    births = {}
    for record, (_, client) in known.clients.items():
        who = attributor(client.finitial, client.sinitial, client.dob, client.sex)
        births[people.client_of[record]] = (who, client.dob)
    return births


def _episode(known: Known, key: tuple[str, str, str]) -> Episode:
    source, told = known.episodes[key]
    return Episode(
        agency=told.agency,
        clientid=told.clientid,
        episodid=told.episodid,
        referred=told.referred,
        triaged=told.triaged,
        discharged=told.discharged,
        reason=told.reason,
        drugs=(told.drug1, told.drug2, told.drug3),
        accmneed=told.accmneed,
        hepbvac=told.hepbvac,
        hepbstat=told.hepbstat,
        prevhepb=told.prevhepb,
        topcc=told.topcc,
        interventions=tuple(
            sorted((_intervention(*part) for part in known.interventions.get(key, ())), key=_of_modality)
        ),
        reviews=tuple(sorted((_review(*part) for part in known.tops.get(key, ())), key=_of_review)),
        row=Evidence(source.extract, told.line),
    )


def _of_modality(one: Intervention) -> tuple[object, ...]:
    """Two files of one name can have both on the same line: then by what they say, never by which arrived first."""
    return (one.row, str(one.modal), str(one.start))


def _of_review(top: TopReview) -> tuple[object, ...]:
    return (top.row, top.topid, str(top.date), top.stage)


def _intervention(source: Source, told: InterventionMention) -> Intervention:
    return Intervention(told.modal, told.start, told.end, told.exit, Evidence(source.extract, told.line))


def _review(source: Source, told: TopMention) -> TopReview:
    return TopReview(
        agency=told.agency,
        clientid=told.clientid,
        episodid=told.episodid,
        topid=told.topid,
        date=told.date,
        stage=told.stage,
        items={name: answer for name, answer in zip(TOP_ITEMS, told.items, strict=True) if answer is not None},
        row=Evidence(source.extract, told.line),
    )
