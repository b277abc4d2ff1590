"""Whose result is it (Rules of the scheme, §7; points 16, 23 and 25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from caseloads.rules.facts import STRUCTURED, Episode, Evidence
from caseloads.rules.journeys import Journey, StructuredEpisode
from pbr.scheme.document import Contract, Scheme


@dataclass(slots=True, eq=False)
class Covered:
    """An episode of a journey and the contract that covers it. Neither is ever set anew."""

    of: Final[StructuredEpisode]
    contract: Final[str]

    @property
    def start(self) -> dt.date:
        return self.of.start

    @property
    def end(self) -> dt.date | None:
        return self.of.end

    @property
    def row(self) -> Evidence:
        return self.of.episode.row

    def open_on(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def covered_episodes(journey: Journey, born: dt.date | None, scheme: Scheme) -> tuple[Covered, ...]:
    """The journey's episodes that a contract covers, in order of start, then of their key."""
    of_agency, episodes = scheme.contract_of_agency, journey.episodes
    if of_agency is not None:
        if len(episodes) == 1:  # as of most journeys
            contract = of_agency.get(episodes[0].episode.agency)
            return () if contract is None else (Covered(episodes[0], contract),)
        return tuple([Covered(one, of_agency[code]) for one in episodes if (code := one.episode.agency) in of_agency])
    age = None if born is None else age_on(born, journey.start)
    covered = []
    for one in episodes:
        contract = covering(one.episode, age, scheme.contracts)
        if contract is not None:
            covered.append(Covered(one, contract))
    return tuple(covered)


def covering(episode: Episode, age: int | None, contracts: Sequence[Contract]) -> str | None:
    """The first listed contract whose agency, age range and kinds of intervention fit."""
    for contract in contracts:
        if episode.agency in contract.agencies and _age_fits(age, contract) and _modal_fits(episode, contract):
            return contract.code
    return None


def age_on(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _age_fits(age: int | None, contract: Contract) -> bool:
    if contract.age_min is None and contract.age_max is None:
        return True
    if age is None:
        return False
    at_least = contract.age_min is None or contract.age_min <= age
    return at_least and (contract.age_max is None or age <= contract.age_max)


def _modal_fits(episode: Episode, contract: Contract) -> bool:
    if not contract.modal:
        return True
    return any(
        one.modal in contract.modal and one.modal in STRUCTURED and one.start is not None
        for one in episode.interventions
    )


def holder(covered: Sequence[Covered], day: dt.date) -> str | None:
    """The contract of the episode open on the day: TOPCC = Y first, then the earliest start, then its key. If none is open:
    of those with the latest end before the day, or, on a day before every one of them, of all, the first in that order
    (points 25). `covered` is in order of start and key."""
    if len(covered) == 1:  # whatever the day
        return covered[0].contract
    candidates = [one for one in covered if one.open_on(day)]
    if not candidates:
        ends = [one.end for one in covered if one.end is not None and one.end < day]
        candidates = [one for one in covered if one.end == max(ends)] if ends else list(covered)
    for one in candidates:
        if one.of.episode.topcc:
            return one.contract
    return candidates[0].contract if candidates else None


def earners(covered: Sequence[Covered], day: dt.date, scheme: Scheme) -> tuple[str, ...]:
    """Who earns a result of that day, in the scheme's order: the holder, or all that share it.

    Shared: every contract that holds an episode started on or before the day; on a day before all, as for the holder.
    """
    if len(covered) == 1:  # whatever the day
        return (covered[0].contract,)
    if scheme.attribution == "shared":
        begun = {one.contract for one in covered if one.start <= day}
        if begun:
            return tuple(contract.code for contract in scheme.contracts if contract.code in begun)
    one = holder(covered, day)
    return () if one is None else (one,)
