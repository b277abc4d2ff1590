"""One governed journey and all that its measures ask of it, worked out once and shared by every outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Final, NamedTuple, TypeVar

from caseloads.rules.facts import ClientFacts, DatedFact, Episode, Evidence, TopReview
from caseloads.rules.journeys import Journey
from outcomes.rules.attribution import Covered, covered_episodes, earners
from outcomes.rules.groups import Complexity, complexities, complexity_on
from outcomes.rules.horizon import Horizon
from outcomes.rules.reviews import exit_tops, reviews_after, reviews_in_order, start_top
from pbr.scheme.document import Scheme

T = TypeVar("T")
DIED: Final = 89  # DISRSN
MOVED: Final = 7


class ClientHistory(NamedTuple):
    """A client as known on the day: the facts, all dated TOPs in order, deaths and moves however they are known."""

    facts: ClientFacts
    reviews: tuple[TopReview, ...]
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
    if not told and not discharges:
        return ()
    return tuple(sorted((*told, *discharges), key=lambda one: (one.date, one.row)))


class Standing(NamedTuple):
    """Who earns a result of some day, and the complexity that prices it; None where the client was not assessed.

    `complete`: nothing is missing that a result would be held for.
    """

    contracts: tuple[str, ...]
    complexity: Complexity | None
    group: str | None
    complete: bool


class JourneyFacts:
    """`who`: the client. `version`: the first day of the scheme version. `first`: the first episode. `settled`: the end is
    sure to be one. `following`: the client's next journey. `exits`: TOPs of stage E of the journey's episodes, one a date.
    `covered`: episodes that a contract covers, in order. `complexities`: what gives the group, in order of date.
    `last_rows`: the rows of the episodes that end the journey; while it is open, of those that keep it open. `last_day`:
    the end, or while it is open the day on which the rules look. `standing`: as known at its last day (points 23);
    `one_standing`: it is the same on every day. `remembered`: see `once_a_journey`; nothing else is ever set anew.
    """

    __slots__ = (
        "client",
        "complexities",
        "covered",
        "end",
        "exits",
        "first",
        "following",
        "journey",
        "last_day",
        "last_rows",
        "one_standing",
        "remembered",
        "reviews",
        "scheme",
        "settled",
        "standing",
        "start",
        "start_top",
        "version",
        "who",
    )

    def __init__(
        self,
        journey: Journey,
        scheme: Scheme,
        client: ClientHistory,
        following: Journey | None,
        settled: bool,
        as_of: dt.date,
    ) -> None:
        end, start = journey.end, start_top(client.reviews, journey)
        self.journey: Final = journey
        self.first: Final[Episode] = journey.episodes[0].episode
        self.scheme: Final = scheme
        self.client: Final = client
        self.following: Final = following
        self.settled: Final = settled
        self.who: Final[str] = client.facts.client
        self.version: Final[dt.date] = scheme.starts
        self.start: Final[dt.date] = journey.start
        self.end: Final[dt.date | None] = end
        self.start_top: Final[TopReview | None] = start
        self.reviews: Final = () if start is None else reviews_after(start, client.reviews, journey)
        self.exits: Final[tuple[TopReview, ...]] = exit_tops(client.reviews, journey)
        self.covered: Final[tuple[Covered, ...]] = covered_episodes(journey, client.facts.dob, scheme)
        self.complexities: Final = complexities(client.facts.assessments, journey, scheme)
        self.last_day: Final[dt.date] = end or as_of
        self.last_rows: Final = tuple(dict.fromkeys([one.episode.row for one in journey.episodes if one.end == end]))
        self.standing: Final = _standing(self, self.last_day)
        self.one_standing: Final = len(self.covered) < 2 and len(self.complexities) < 2
        self.remembered: Final[dict[object, Any]] = {}

    @property
    def first_rows(self) -> tuple[Evidence, ...]:
        """The row of the first episode: how the journey began."""
        return (self.first.row,)


def once_a_journey(asked: Callable[[JourneyFacts], T]) -> Callable[[JourneyFacts], T]:
    """What every outcome of a journey is answered alike is worked out when the first asks, and remembered."""

    @wraps(asked)
    def answer(facts: JourneyFacts) -> T:
        if asked in facts.remembered:
            return facts.remembered[asked]  # type: ignore[no-any-return]
        found = facts.remembered[asked] = asked(facts)
        return found

    return answer


def standing_on(facts: JourneyFacts, day: dt.date | None) -> Standing:
    """That of a day; without one, as known at the journey's end, or on the day while the journey is open (points 23)."""
    return facts.standing if day is None or facts.one_standing else _standing(facts, day)


def _standing(facts: JourneyFacts, day: dt.date) -> Standing:
    contracts, complexity = earners(facts.covered, day, facts.scheme), complexity_on(facts.complexities, day)
    if complexity is None:
        return Standing(contracts, None, None, False)
    return Standing(contracts, complexity, complexity.group, bool(contracts) and not complexity.failed_audit)


def is_settled(journey: Journey, horizon: Horizon) -> bool:
    settles = journey.settles
    return settles is not None and horizon.complete("ndtms", settles)
