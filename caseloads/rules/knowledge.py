"""What is known, when many files say different things (extracts.md §1).

Between files, and between the rows of one file, the mention with the greatest rank wins its entity whole, its blanks
included (points 5). The rank is (TO date, SHA-256, line): it lies in the contents alone, so the order in which files
arrive does not change what is known. The application states the same as `ORDER BY to DESC, sha256 DESC, line DESC`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from caseloads.rules.mentions import (
    ClientMention,
    EpisodeMention,
    InterventionMention,
    LocalMention,
    Mention,
    Source,
    TopMention,
    WithdrawalMention,
)

Key = TypeVar("Key", bound=Hashable)
Said = TypeVar("Said", bound=Mention)
Rank = tuple[dt.date, str, int]
Floor = tuple[dt.date, str]  # TO date and SHA-256 of an extract in replace mode
ClientKey = tuple[str, str]
EpisodeKey = tuple[str, str, str]
PartKey = tuple[str, str, str, str]


@dataclass(slots=True)
class Winners:
    """Of each entity the mention with the greatest rank, whatever else is to be said about it."""

    clients: dict[ClientKey, tuple[Source, ClientMention]] = field(default_factory=dict)
    episodes: dict[EpisodeKey, tuple[Source, EpisodeMention]] = field(default_factory=dict)
    interventions: dict[PartKey, tuple[Source, InterventionMention]] = field(default_factory=dict)
    tops: dict[PartKey, tuple[Source, TopMention]] = field(default_factory=dict)
    withdrawals: dict[EpisodeKey, tuple[Source, WithdrawalMention]] = field(default_factory=dict)
    local: list[tuple[Source, LocalMention]] = field(default_factory=list)

    def hear(self, source: Source, mention: Mention) -> None:
        """Take in one mention; the order of calls does not matter.

        Local rows are all kept: what tells them apart is the person, who is not known yet (points 9).
        """
        match mention:
            case TopMention():
                _keep(self.tops, mention[:4], source, mention)
            case InterventionMention():
                _keep(self.interventions, mention[:4], source, mention)
            case EpisodeMention():
                _keep(self.episodes, mention[:3], source, mention)
            case ClientMention():
                _keep(self.clients, mention[:2], source, mention)
            case WithdrawalMention():
                _keep(self.withdrawals, mention[:3], source, mention)
            case LocalMention():
                self.local.append((source, mention))


def _keep(table: dict[Key, tuple[Source, Said]], key: Key, source: Source, mention: Said) -> None:
    before = table.get(key)
    if before is None or outranks(source, mention.line, *before):
        table[key] = (source, mention)


def outranks(source: Source, line: int, other: Source, than: Mention) -> bool:
    """Whether a line of one extract is believed rather than a mention of another (or the same).

    Two files with the same bytes and TO date say the same; then the name decides which of them is shown as evidence.
    """
    rank, others = rank_of(source, line), rank_of(other, than.line)
    return rank > others or (rank == others and source.extract < other.extract)


def rank_of(source: Source, line: int) -> Rank:
    """A total order on contents."""
    return (source.to, source.sha256, line)


@dataclass(frozen=True, slots=True)
class Known:
    """What exists, with the extract that says so. Interventions and TOPs stand under their episode.

    `loose_tops`: of `top` extracts, whose episode nobody has told of but whose client is known (points 64).
    """

    clients: Mapping[ClientKey, tuple[Source, ClientMention]]
    episodes: Mapping[EpisodeKey, tuple[Source, EpisodeMention]]
    interventions: Mapping[EpisodeKey, list[tuple[Source, InterventionMention]]]
    tops: Mapping[EpisodeKey, list[tuple[Source, TopMention]]]
    loose_tops: Mapping[ClientKey, list[tuple[Source, TopMention]]]
    local: list[tuple[Source, LocalMention]]


def floors(replacing: Iterable[Source]) -> dict[str, Floor]:
    """Below which (TO date, SHA-256) nothing of an agency exists: its greatest extract in replace mode (points 50)."""
    lowest: dict[str, Floor] = {}
    for source in replacing:
        floor = (source.to, source.sha256)
        lowest[source.agency] = max(floor, lowest.get(source.agency, floor))
    return lowest


def know(winners: Winners, lowest: Mapping[str, Floor]) -> Known:
    """What exists of the winners: nothing below its agency's floor, no episode whose consent was withdrawn after it.

    That the winner alone need be looked at is no accident: where the greatest rank lies below the floor, all do.
    """
    return _Knowing(winners, lowest).known()


class _Knowing:
    def __init__(self, winners: Winners, lowest: Mapping[str, Floor]) -> None:
        self._winners = winners
        self._lowest = lowest
        self._told = self._standing(winners.episodes)
        self._withdrawals = self._standing(winners.withdrawals)
        self._episodes = {
            key: told for key, told in self._told.items() if not self._withdrawn(key, rank_of(told[0], told[1].line))
        }
        treated = {key[:2] for key in self._episodes}  # whoever withdrew everything is not known any more
        self._clients = {key: told for key, told in self._standing(winners.clients).items() if key in treated}

    def known(self) -> Known:
        interventions: dict[EpisodeKey, list[tuple[Source, InterventionMention]]] = defaultdict(list)
        for part, intervention in self._standing(self._winners.interventions).items():
            if part[:3] in self._episodes:
                interventions[part[:3]].append(intervention)
        tops: dict[EpisodeKey, list[tuple[Source, TopMention]]] = defaultdict(list)
        loose: dict[ClientKey, list[tuple[Source, TopMention]]] = defaultdict(list)
        for part, top in self._standing(self._winners.tops).items():
            if part[:3] in self._episodes:
                tops[part[:3]].append(top)
            elif self._is_loose(part[:3], *top):
                loose[part[:2]].append(top)
        return Known(self._clients, self._episodes, interventions, tops, loose, self._winners.local)

    def _standing(self, table: Mapping[Key, tuple[Source, Said]]) -> dict[Key, tuple[Source, Said]]:
        """The winners that an extract in replace mode has not swept away."""
        if not self._lowest:
            return dict(table)
        return {
            key: (source, mention)
            for key, (source, mention) in table.items()
            if source.agency not in self._lowest or (source.to, source.sha256) >= self._lowest[source.agency]
        }

    def _withdrawn(self, episode: EpisodeKey, rank: Rank) -> bool:
        """A withdrawal of this episode, or of all the client's, that outranks what was told of it (points 66)."""
        return any(
            rank_of(told[0], told[1].line) > rank
            for key in (episode, (*episode[:2], ""))
            if (told := self._withdrawals.get(key)) is not None
        )

    def _is_loose(self, episode: EpisodeKey, source: Source, top: TopMention) -> bool:
        """A TOP extract says nothing about consent: a TOP of an episode once withdrawn by name stays away with it."""
        return (
            source.feed == "top"
            and episode[:2] in self._clients
            and episode not in self._told
            and episode not in self._withdrawals
            and not self._withdrawn(episode, rank_of(source, top.line))
        )
