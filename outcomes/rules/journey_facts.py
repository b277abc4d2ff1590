"""One governed journey and all that its measures ask of it, worked out once and shared by every outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar

from caseloads.rules.facts import ClientFacts, DatedFact, Episode, Evidence, Offence, TopReview
from caseloads.rules.journeys import Journey
from outcomes.rules.attribution import Covered, covered_episodes, earners
from outcomes.rules.groups import Complexity, complexities, complexity_on
from outcomes.rules.horizon import Horizon
from outcomes.rules.reviews import reviews_after, reviews_in_order, start_top
from pbr.scheme.document import Scheme

T = TypeVar("T")
DIED: Final = 89  # DISRSN
MOVED: Final = 7


@dataclass(slots=True, eq=False)
class ClientHistory:
    """A client as known on the day: the facts; all dated TOPs, and of them those of stage E, in order; offences, in order;
    deaths and moves, likewise, however they are known. Nothing in it is ever set anew."""

    facts: Final[ClientFacts]
    reviews: Final[tuple[TopReview, ...]]
    exits: Final[Sequence[TopReview]]
    offences: Final[Sequence[Offence]]
    deaths: Final[Sequence[DatedFact]]
    moves: Final[Sequence[DatedFact]]


def client_history(facts: ClientFacts) -> ClientHistory:
    """A death or a move is known from a discharge too, dated DISD (Extracts, §2)."""
    deaths, moves = facts.deaths, facts.moves
    for episode in facts.episodes:
        if episode.reason == DIED and episode.discharged is not None:
            deaths = (*deaths, DatedFact(episode.discharged, episode.row))
        elif episode.reason == MOVED and episode.discharged is not None:
            moves = (*moves, DatedFact(episode.discharged, episode.row))
    reviews = reviews_in_order(facts)
    return ClientHistory(
        facts,
        reviews,
        [top for top in reviews if top.stage == "E"],
        sorted(facts.offences, key=_date_and_row) if facts.offences else (),
        sorted(deaths, key=_date_and_row) if deaths else (),
        sorted(moves, key=_date_and_row) if moves else (),
    )


def _date_and_row(one: DatedFact | Offence) -> tuple[dt.date, Evidence]:
    return one.date, one.row


class Standing:
    """Who earns a result of some day, and the complexity that prices it; None where the client was not assessed.

    `complete`: nothing is missing that a result would be held for. Nothing in it is ever set anew.
    """

    __slots__ = ("complete", "complexity", "contracts", "group")

    def __init__(self, contracts: tuple[str, ...], complexity: Complexity | None) -> None:
        self.contracts: Final = contracts
        self.complexity: Final = complexity
        self.group: Final = None if complexity is None else complexity.group
        self.complete: Final = bool(contracts) and complexity is not None and not complexity.failed_audit


class JourneyFacts:
    """`who`: the client. `version`: the first day of the scheme version. `first`: the first episode; `first_rows`: its row,
    how the journey began. `settled`: the end is sure to be one. `following`: the client's next journey. `covered`:
    episodes that a contract covers, in order. `complexities`: what gives the group, in order of date. `last_rows`: the
    rows of the episodes that end the journey; while it is open, of those that keep it open. `last_day`: the end, or while
    it is open the day on which the rules look. `horizon`: what may be concluded on that day. `standing`: as known at its
    last day (points 23); `one_standing`: it is the same on every day. `remembered`: see `once_a_journey`; nothing else is
    ever set anew.
    """

    __slots__ = (
        "client",
        "complexities",
        "covered",
        "end",
        "first",
        "first_rows",
        "following",
        "horizon",
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
        horizon: Horizon,
    ) -> None:
        end, start = journey.end, start_top(client.reviews, journey)
        self.journey: Final = journey
        self.first: Final[Episode] = journey.episodes[0].episode
        self.first_rows: Final = (self.first.row,)
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
        self.covered: Final[tuple[Covered, ...]] = covered_episodes(journey, client.facts.dob, scheme)
        self.complexities: Final = complexities(client.facts.assessments, journey, scheme)
        self.horizon: Final = horizon
        self.last_day: Final[dt.date] = end or horizon.as_of
        self.last_rows: Final = self.first_rows if len(journey.episodes) == 1 else _last_rows(journey)
        self.one_standing: Final = len(self.covered) < 2 and len(self.complexities) < 2
        self.standing: Final = _standing(self, self.last_day)
        self.remembered: Final[dict[object, Any]] = {}


def _last_rows(journey: Journey) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys([one.episode.row for one in journey.episodes if one.end == journey.end]))


def once_a_journey(asked: Callable[[JourneyFacts], T]) -> Callable[[JourneyFacts], T]:
    """What every outcome of a journey is answered alike is worked out when the first asks, and remembered."""

    @wraps(asked)
    def answer(facts: JourneyFacts) -> T:
        remembered = facts.remembered
        if asked in remembered:
            return remembered[asked]  # type: ignore[no-any-return]
        found = remembered[asked] = asked(facts)
        return found

    return answer


def standing_on(facts: JourneyFacts, day: dt.date | None) -> Standing:
    """That of a day; without one, as known at the journey's end, or on the day while the journey is open (points 23)."""
    return facts.standing if day is None or facts.one_standing else _standing(facts, day)


def _standing(facts: JourneyFacts, day: dt.date) -> Standing:
    return Standing(earners(facts.covered, day, facts.scheme), complexity_on(facts.complexities, day))


def is_settled(journey: Journey, horizon: Horizon) -> bool:
    settles = journey.settles
    return settles is not None and horizon.complete("ndtms", settles)
