"""One governed journey and all that its measures ask of it, worked out once and shared by every outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from caseloads.rules.facts import ClientFacts, DatedFact, Evidence, TopReview
from caseloads.rules.journeys import Journey
from outcomes.rules.attribution import Covered, covered_episodes
from outcomes.rules.groups import Complexity, complexities
from outcomes.rules.horizon import Horizon
from outcomes.rules.reviews import DatedReview, exit_tops, reviews_after, reviews_in_order, start_top
from pbr.scheme.document import Scheme

DIED: Final = 89  # DISRSN
MOVED: Final = 7


@dataclass(frozen=True, slots=True)
class ClientHistory:
    """A client as known on the day: the facts, all dated TOPs in order, deaths and moves however they are known."""

    facts: ClientFacts
    reviews: tuple[DatedReview, ...]
    deaths: tuple[DatedFact, ...]
    moves: tuple[DatedFact, ...]


def client_history(facts: ClientFacts) -> ClientHistory:
    return ClientHistory(
        facts,
        reviews_in_order(facts),
        _in_order(facts.deaths, _discharged_for(facts, DIED)),
        _in_order(facts.moves, _discharged_for(facts, MOVED)),
    )


def _discharged_for(facts: ClientFacts, reason: int) -> list[DatedFact]:
    """A death or a move is known from a discharge too, dated DISD (Extracts, §2)."""
    return [
        DatedFact(episode.discharged, episode.row)
        for episode in facts.episodes
        if episode.reason == reason and episode.discharged is not None
    ]


def _in_order(told: Sequence[DatedFact], discharges: Sequence[DatedFact]) -> tuple[DatedFact, ...]:
    return tuple(sorted((*told, *discharges), key=lambda one: (one.date, one.row)))


@dataclass(frozen=True, slots=True)
class JourneyFacts:
    """`settled`: the end is sure to be one. `following`: the client's next journey. `exits`: TOPs of stage E of the
    journey's episodes, one a date. `covered`: episodes that a contract covers, in order. `complexities`:
    what gives the group, in order of date."""

    journey: Journey
    scheme: Scheme
    client: ClientHistory
    following: Journey | None
    settled: bool
    start_top: TopReview | None
    reviews: tuple[TopReview, ...]
    exits: tuple[TopReview, ...]
    covered: tuple[Covered, ...]
    complexities: tuple[Complexity, ...]

    @property
    def start(self) -> dt.date:
        return self.journey.start

    @property
    def first_rows(self) -> tuple[Evidence, ...]:
        """The row of the first episode: how the journey began."""
        return (self.journey.first.row,)

    @property
    def last_rows(self) -> tuple[Evidence, ...]:
        """The rows of the episodes that end the journey; while it is open, of those that keep it open."""
        end = self.journey.end
        return tuple(one.episode.row for one in self.journey.episodes if one.end == end)


def is_settled(journey: Journey, horizon: Horizon) -> bool:
    return journey.settles is not None and horizon.complete("ndtms", journey.settles)


def journey_facts(
    journey: Journey, scheme: Scheme, client: ClientHistory, following: Journey | None, settled: bool
) -> JourneyFacts:
    start = start_top(client.reviews, journey)
    return JourneyFacts(
        journey=journey,
        scheme=scheme,
        client=client,
        following=following,
        settled=settled,
        start_top=start,
        reviews=() if start is None else reviews_after(start, client.reviews, journey),
        exits=exit_tops(client.reviews, journey),
        covered=covered_episodes(journey, client.facts.dob, scheme),
        complexities=complexities(client.facts.assessments, journey, scheme),
    )
