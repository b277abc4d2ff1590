"""What a scheme asks of the records about it: its agencies, whom they treat and how, and the local outcomes it pays for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pbr.scheme.document import Contract, Outcome, Scheme

OLDEST: Final = 200
USUAL, REQUIRED_BY_A_GATE = 0.12, 0.75  # chances that an episode has a local outcome; assumptions


@dataclass(frozen=True, slots=True)
class Event:
    """A local outcome: the chance that an episode has it, and how long after its end it may come."""

    code: str
    chance: float
    after_exit_days: int = 0


@dataclass(frozen=True, slots=True)
class Area:
    """One partnership. `ages` and `offers` are of each agency, in the order of `codes`; no types: every intervention.

    The last `advising` of the codes belong to an assessment service, which treats nobody. `letters` confirm paid work.
    `pathway` is from which agencies to which people are moved on. `stock_groups`: people in treatment on the first day
    have groups of their own, named after the others.
    """

    dat: str
    codes: tuple[str, ...]
    groups: tuple[str, ...]
    ages: tuple[tuple[int, int], ...]
    offers: tuple[frozenset[int], ...]
    advising: int = 0
    events: tuple[Event, ...] = ()
    letters: tuple[str, ...] = ()
    pathway: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    audited: float = 0.10

    @property
    def stock_groups(self) -> bool:
        return any(group.startswith("stock-") for group in self.groups)

    @property
    def levels(self) -> int:
        """How many degrees of complexity there are."""
        return len([group for group in self.groups if not group.startswith("stock-")])


def area_of(schemes: Sequence[Scheme]) -> Area:
    """The area that the versions of one scheme are about; where they differ, the first holds for people and groups."""
    first = schemes[0]
    treating = tuple(dict.fromkeys(code for one in first.contracts for code in one.agencies))
    advising = tuple(code for code in first.lasars.agencies if code not in treating)
    outcomes = {outcome.code: outcome for scheme in schemes for outcome in scheme.outcomes}
    return Area(
        dat=first.partnership,
        codes=(*treating, *advising),
        groups=first.groups,
        ages=(*(_ages(code, first.contracts) for code in treating), *((0, OLDEST) for _ in advising)),
        offers=(*(_offers(code, first.contracts) for code in treating), *(frozenset[int]() for _ in advising)),
        advising=len(advising),
        events=tuple(_event(one, schemes) for one in outcomes.values() if one.measure == "local_event"),
        letters=tuple(
            dict.fromkeys(code for one in outcomes.values() if (code := one.parameters.get("confirm_local")))
        ),
        pathway=_pathway(outcomes.values(), first.contracts, treating),
        audited=float(first.lasars.audit_share),
    )


def _ages(agency: str, contracts: Sequence[Contract]) -> tuple[int, int]:
    """Whom the contracts of an agency cover, taken together."""
    here = [one for one in contracts if agency in one.agencies]
    return min(one.age_min or 0 for one in here), max(OLDEST if one.age_max is None else one.age_max for one in here)


def _offers(agency: str, contracts: Sequence[Contract]) -> frozenset[int]:
    """The types of intervention that the contracts of an agency cover; none named: every type."""
    here = [one.modal for one in contracts if agency in one.agencies]
    return frozenset().union(*here) if all(here) else frozenset()


def _event(outcome: Outcome, schemes: Sequence[Scheme]) -> Event:
    required = {code for scheme in schemes for gate in scheme.gates for code in gate.requires}
    chance = REQUIRED_BY_A_GATE if outcome.code in required else USUAL
    return Event(outcome.parameters["event"], chance, outcome.parameters["after_exit_days"])


def _pathway(
    outcomes: Iterable[Outcome], contracts: Sequence[Contract], codes: Sequence[str]
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    agencies = {one.code: tuple(codes.index(agency) for agency in one.agencies) for one in contracts}
    for outcome in outcomes:
        if outcome.measure == "pathway_move":
            return agencies[outcome.parameters["from_contract"]], agencies[outcome.parameters["to_contract"]]
    return None
