"""A scheme version as the rules read it: the validated form of one TOML document (scheme.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from pbr.values.dates import months_after
from pbr.values.money import Pence


@dataclass(frozen=True, slots=True)
class JourneyRule:
    gap_days: int = 21
    success_codes: frozenset[int] = frozenset({80, 81, 82})


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """How two TOP reviews satisfy a test. `rule`: any | consecutive."""

    rule: str = "any"
    min_gap_days: int = 28
    within_days: int = 365


@dataclass(frozen=True, slots=True)
class Lasars:
    """`host`: daat | independent | provider."""

    host: str = "daat"
    agencies: tuple[str, ...] = ()
    window_days: int = 90
    audit_share: Decimal = Decimal("0.10")


@dataclass(frozen=True, slots=True)
class Relapse:
    within_months: int = 12
    interim_again: bool = False
    final_again: bool = True


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A source counts on the dates from `since` to `until`, both included; None is open."""

    source: str
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    name: str
    sources: tuple[FeedSource, ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """`outcomes` empty: every outcome of the contract. `over`: lost | carry."""

    amount: Pence
    outcomes: tuple[str, ...] = ()
    over: str = "lost"


@dataclass(frozen=True, slots=True)
class Subcontractor:
    provider: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Contract:
    """A provider's part in the scheme. `modal` empty: every intervention; ages None: everyone."""

    code: str
    provider: str
    agencies: tuple[str, ...]
    age_min: int | None = None
    age_max: int | None = None
    modal: frozenset[int] = frozenset()
    share: Decimal = Decimal(1)
    block_annual: Pence | None = None
    caps: tuple[Cap, ...] = ()
    floor: Pence | None = None
    subcontractors: tuple[Subcontractor, ...] = ()


@dataclass(frozen=True, slots=True)
class Instalment:
    month: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """From this proportion achieving on (exact), the unit price by group."""

    at_least: Decimal
    prices: Mapping[str, Pence]


@dataclass(frozen=True, slots=True)
class Tier:
    """From this reduction in reoffending on, so much for each member of the cohort."""

    at_least: Decimal
    per_member: Pence


@dataclass(frozen=True)
class Outcome:
    """One thing that is paid for.

    `prices` has every group; `flat` says that the document gave one `price` for all. `parameters` holds every
    parameter of the measure (rules.md §5), defaults filled in, under the names of the document: numbers as int,
    proportions as Decimal, codes as str, lists as tuples; measures on reviews also find `rule`, `min_gap_days` and
    `within_days` there. `instalments` is never empty for non_representation and empty for everything else.
    """

    code: str
    title: str
    domain: str
    kind: str
    measure: str
    pricing: str  # individual | cohort
    prices: Mapping[str, Pence]
    flat: bool
    bands: tuple[Band, ...]
    tiers: tuple[Tier, ...]
    instalments: tuple[Instalment, ...]
    parameters: Mapping[str, Any]
    place: int  # in the scheme's list, from 0

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The month of each instalment of non_representation; one blank part for everything else."""
        return tuple([str(one.month) for one in self.instalments]) if self.instalments else ("",)

    @cached_property
    def last_month(self) -> int:
        """The month of the last instalment. Raises ValueError where there is none."""
        return max(one.month for one in self.instalments)


class Asked:
    """What is asked of every journey: one outcome, or one part of it; `part` is blank for an outcome without parts.

    `parameters`: the measure's, as the outcome holds them. `released` names the reasons for which a person let this
    journey go on (non_representation only: points 61). Nothing in it is ever set anew.
    """

    __slots__ = ("code", "measure", "outcome", "parameters", "part", "released")

    def __init__(self, outcome: Outcome, part: str = "", released: frozenset[str] = frozenset()) -> None:
        self.outcome: Final = outcome
        self.part: Final = part
        self.released: Final = released
        self.code: Final = outcome.code
        self.measure: Final = outcome.measure
        self.parameters: Final = outcome.parameters

    def going_on_after(self, reason: str) -> Asked:
        """The same, with one more reason for which a person let it go on."""
        return Asked(self.outcome, self.part, self.released | {reason})


@dataclass(frozen=True, slots=True)
class Gate:
    outcomes: tuple[str, ...]
    requires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ceiling:
    outcome: str
    of_domain: str
    share: Decimal


@dataclass(frozen=True)
class Scheme:
    """One version of a scheme. `attribution` (holder | shared) is a property of its contracts together (points 16).

    What is derived from a version is worked out once for each, not once for each journey that it governs.
    """

    name: str
    partnership: str
    starts: dt.date
    ends: dt.date
    groups: tuple[str, ...]
    contracts: tuple[Contract, ...]
    outcomes: tuple[Outcome, ...]
    run_off_months: int = 24
    contract_year_starts: tuple[int, int] = (4, 1)  # month, day
    stock: str = "exclude"  # exclude | include
    status: Mapping[str, str] = field(default_factory=dict)
    journey: JourneyRule = JourneyRule()
    reliable_change: Mapping[str, int] = field(default_factory=dict)
    reviews: ReviewRule = ReviewRule()
    lasars: Lasars = Lasars()
    relapse: Relapse = Relapse()
    feeds: tuple[Feed, ...] = ()
    attribution: str = "holder"
    gates: tuple[Gate, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()

    @property
    def agencies(self) -> tuple[str, ...]:
        """All agencies of the partnership that this version names: of its contracts, then of its LASARS."""
        return tuple(dict.fromkeys([code for c in self.contracts for code in c.agencies] + list(self.lasars.agencies)))

    @cached_property
    def asked_of_journeys(self) -> tuple[Asked, ...]:
        """Each outcome with each of its parts, in order, but for what is judged for all clients of a year together."""
        judged = [one for one in self.outcomes if one.measure != "reoffending_cohort"]
        return tuple([Asked(one, part) for one in judged for part in one.parts])

    @cached_property
    def contract_of_agency(self) -> Mapping[str, str] | None:
        """The first contract that lists each agency, where no contract asks for more than that; None where one does."""
        if any(one.modal or one.age_min is not None or one.age_max is not None for one in self.contracts):
            return None
        return {agency: one.code for one in reversed(self.contracts) for agency in one.agencies}

    @cached_property
    def run_off_ends(self) -> dt.date:
        """The last day on which an outcome may be dated."""
        return months_after(self.ends, self.run_off_months)

    @cached_property
    def group_written(self) -> Mapping[str, str]:
        """The groups as the document writes them, by how they are compared."""
        return {group.casefold(): group for group in self.groups}

    @cached_property
    def contact_sources(self) -> tuple[FeedSource, ...]:
        """Which criminal-justice sources count; none listed: every one does."""
        return tuple(one for feed in self.feeds if feed.name == "cjs" for one in feed.sources)
