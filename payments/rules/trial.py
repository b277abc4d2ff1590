"""A draft tried on the real history: had it governed, what would each contract have earned? (scheme.md)

Both sides are worked out here by the same production rules from the same facts: under the versions in force, and under the
draft in their place; or beside them, where its time is over. Nothing is read, nothing is kept, nothing is posted.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from caseloads.rules.facts import ClientFacts, Completeness
from outcomes.rules.cohorts import cohort_determinations
from outcomes.rules.determination import ClientFound
from outcomes.rules.determine import determine
from payments.rules.comparison import ALL, NOBODY, Amount, Aspect, Capped, Comparison, ContractTried, Journeys
from payments.rules.entitle import entitle
from payments.rules.entitlement import BLOCK, CARRIED, FLOOR, Entitled, Entitlement
from payments.rules.kinds_in_history import KindOfJourney, kinds_of
from pbr.scheme.document import Scheme
from pbr.values.money import Pence

NOT_OUTCOMES: Final[Mapping[str, str]] = {
    CARRIED: "Carried over from the year before",
    BLOCK: "Block payment",
    FLOOR: "Made up to the floor",
}
_KINDS: Final = (Aspect.SUBSTANCES, Aspect.INJECTING, Aspect.HOUSING)
_JourneyKey = tuple[str, dt.date]  # client and start
_Kinds = Mapping[_JourneyKey, KindOfJourney]


class RulesFailed(Exception):
    """A rule failed on one client: a fault of the software, never a guess. `client` as the facts name it."""

    def __init__(self, client: str) -> None:
        self.client = client
        super().__init__("The rules failed on one client.")


class Question(NamedTuple):
    """What is asked: the versions in force, the draft in their place (`in_place`), and what both are looked at with.
    `beside`: the draft as it is dated, and the versions in force left as they are."""

    in_force: tuple[Scheme, ...]
    draft: Scheme
    completeness: Completeness
    as_of: dt.date
    beside: bool = False

    @property
    def under_the_draft(self) -> tuple[Scheme, ...]:
        """The versions of the draft's side, in order of their starts."""
        if not self.beside:
            return (self.draft,)
        return tuple(sorted((*self.in_force, self.draft), key=lambda scheme: scheme.starts))


class ClientTried(NamedTuple):
    """What was found for one client on either side, and the kind of each journey of either."""

    now: ClientFound
    draft: ClientFound
    kinds: Mapping[dt.date, KindOfJourney]


def in_place(draft: Scheme, in_force: Sequence[Scheme]) -> Scheme:
    """The draft over the dates of the versions in force, from the first's start to the last's end, and else as drafted:
    otherwise a draft that starts next April would have earned nothing in any year that is known."""
    starts, ends = min(one.starts for one in in_force), max(one.ends for one in in_force)
    return dataclasses.replace(draft, starts=starts, ends=ends)


def stands_beside(draft: Scheme, in_force: Sequence[Scheme], as_of: dt.date) -> bool:
    """Whether the draft's own dates are history that no version in force has: put in force, it adds to what is earned, and
    over the dates of the others it would tell nothing of that."""
    return draft.ends < as_of and not any(one.starts <= draft.ends and draft.starts <= one.ends for one in in_force)


def try_client(facts: ClientFacts, question: Question) -> ClientTried:
    """Raises RulesFailed where a rule fails on this client."""
    draft = question.under_the_draft
    try:
        return ClientTried(
            determine(facts, question.in_force, question.completeness, question.as_of),
            determine(facts, draft, question.completeness, question.as_of),
            {**kinds_of(facts, draft, question.as_of), **kinds_of(facts, question.in_force, question.as_of)},
        )
    except Exception as error:
        raise RulesFailed(facts.client) from error


def compare(tried: Sequence[ClientTried], question: Question) -> Comparison:
    """The whole comparison; `tried` holds every client of the partnership once."""
    now = _earned([client.now for client in tried], question.in_force, question)
    draft = _earned([client.draft for client in tried], question.under_the_draft, question)
    kinds = {(client.now.client, start): kind for client in tried for start, kind in client.kinds.items()}
    return Comparison(
        starts=question.draft.starts,
        ends=question.draft.ends,
        as_of=question.as_of,
        known_to=question.completeness.to("ndtms", question.as_of),
        clients=len(tried),
        contracts=_contracts(question),
        titles=_titles(question),
        groups=tuple(dict.fromkeys([*question.draft.groups, *(g for one in question.in_force for g in one.groups)])),
        amounts=tuple(_amounts(now, draft, kinds)),
        journeys=tuple(_journeys(tried, now, draft, kinds)),
        beside=question.beside,
        capped=tuple(_capped(now, draft)),
    )


def _capped(now: Entitled, draft: Entitled) -> Iterator[Capped]:
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for side, entitled in enumerate((now, draft)):
        for row in entitled.entitlements:
            if row.cuts:
                sums[row.contract][side] += row.capped
    for contract, (before, after) in sums.items():
        yield Capped(contract, Pence(before), Pence(after))


def _earned(found: Sequence[ClientFound], schemes: Sequence[Scheme], question: Question) -> Entitled:
    cohort_rows = cohort_determinations(found, schemes, question.completeness, question.as_of)
    return entitle(found, cohort_rows, schemes, question.completeness, question.as_of)


def _contracts(question: Question) -> tuple[ContractTried, ...]:
    """Contracts are the same where their codes are; of several versions in force the newest names the provider."""
    now = {contract.code: contract.provider for one in question.in_force for contract in one.contracts}
    draft = {contract.code: contract.provider for one in question.under_the_draft for contract in one.contracts}
    return tuple(ContractTried(code, now.get(code, ""), draft.get(code, "")) for code in {**now, **draft})


def _titles(question: Question) -> dict[str, str]:
    """The draft's titles and order, then what only the versions in force have, then what no outcome earns."""
    in_force = {outcome.code: outcome.title for one in question.in_force for outcome in one.outcomes}
    draft = {outcome.code: outcome.title for outcome in question.draft.outcomes}
    return {**draft, **{code: title for code, title in in_force.items() if code not in draft}, **NOT_OUTCOMES}


def _amounts(now: Entitled, draft: Entitled, kinds: _Kinds) -> Iterator[Amount]:
    """Each payable penny once for each aspect: with its contract, and with all of them."""
    sums: dict[tuple[str, Aspect, str], list[int]] = defaultdict(lambda: [0, 0])
    for side, entitled in enumerate((now, draft)):
        for row in entitled.entitlements:
            for aspect, value in _aspects(row, kinds):
                for contract in (ALL, row.contract):
                    sums[contract, aspect, value][side] += row.payable
    for (contract, aspect, value), (was, would_be) in sums.items():
        yield Amount(contract, aspect, value, Pence(was), Pence(would_be))


def _aspects(row: Entitlement, kinds: _Kinds) -> Iterator[tuple[Aspect, str]]:
    yield Aspect.OUTCOME, row.outcome
    yield Aspect.GROUP, row.group or NOBODY
    yield Aspect.MONTH, row.date.replace(day=1).isoformat()
    kind = kinds.get((row.client, row.journey), (NOBODY,) * len(_KINDS))
    yield from zip(_KINDS, kind, strict=True)


def _journeys(tried: Sequence[ClientTried], now: Entitled, draft: Entitled, kinds: _Kinds) -> list[Journeys]:
    """Every journey that either side governs, with all contracts together and with each that holds it or earns by it."""
    differences = _differences(now, draft)
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for key, holders in _governed(tried).items():
        by_contract = differences.get(key, {})
        told = {ALL: sum(by_contract.values()), **dict.fromkeys(holders, 0), **by_contract}
        aspects = [("", ""), *zip(_KINDS, kinds[key], strict=True)]
        for contract, difference in told.items():
            place = 2 if difference == 0 else int(difference < 0)
            for aspect, value in aspects:
                counts[contract, aspect, value][place] += 1
    return [Journeys(*key, *counted) for key, counted in counts.items()]


def _governed(tried: Sequence[ClientTried]) -> dict[_JourneyKey, set[str]]:
    """The contracts that hold each governed journey on its first day, on either side."""
    holders: dict[_JourneyKey, set[str]] = defaultdict(set)
    for client in tried:
        for journey in (*client.now.journeys, *client.draft.journeys):
            if journey.version is not None:
                holders[journey.client, journey.start].update([journey.holder] if journey.holder else [])
    return holders


def _differences(now: Entitled, draft: Entitled) -> dict[_JourneyKey, dict[str, int]]:
    """What each journey would have earned more, in pence, by contract."""
    differences: dict[_JourneyKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for sign, entitled in ((-1, now), (1, draft)):
        for row in entitled.entitlements:
            if row.client:
                differences[row.client, row.journey][row.contract] += sign * row.payable
    return differences
