"""From determinations to money: what every contract has earned, as now known (money.md §1).

A pure function: the same findings give the same entitlements, in whatever order they come. `evaluate`, a what-if, the
nightly recalculation and the ledger's postings all ask it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from caseloads.rules.facts import Completeness
from outcomes.rules.determination import ACHIEVED, HELD, ClientFound, Determination
from payments.rules.blocks_floors import block_entitlements, floor_entitlements
from payments.rules.caps import apply_caps
from payments.rules.cohorts import cohort_entitlements
from payments.rules.entitlement import (
    Entitled,
    Entitlement,
    GatedAmount,
    HeldAmount,
    Totals,
    entitlement_of,
    part_order,
)
from payments.rules.gates import NO_GATE, GateFound, gate_found
from payments.rules.pricing import earners, is_priced_by_cohort, worth
from payments.rules.reoffending import reoffending_entitlements
from payments.rules.versions import Versions
from pbr.scheme.document import Outcome, Scheme
from pbr.values.money import Pence


def entitle(
    found: Sequence[ClientFound],
    cohort_rows: Sequence[Determination],
    schemes: Sequence[Scheme],
    completeness: Completeness,
    as_of: dt.date,
) -> Entitled:
    """All entitlements, gated and held amounts, and totals, of all contracts of all versions of one scheme.

    `found` holds every client of the partnership once; `cohort_rows` are the determinations of reoffending_cohort.
    Without any data there is nothing, block payments included (points 49).
    """
    versions = Versions(schemes)
    if not found and not _anything_sent(completeness):
        return _in_order([], [], [], versions)
    pricing = _ClientPricing(versions)
    for client in found:
        pricing.price(client)
    earned = [
        *pricing.earned,
        *cohort_entitlements(found, versions, completeness, as_of),
        *reoffending_entitlements(cohort_rows, found, versions, as_of),
    ]
    rows = [*apply_caps(earned, versions, as_of), *block_entitlements(versions, as_of)]
    rows += list(floor_entitlements(rows, versions, completeness, as_of))
    return _in_order(rows, pricing.gated, pricing.held, versions)


def _anything_sent(completeness: Completeness) -> bool:
    return bool(completeness.local) or any(day is not None for day in completeness.agencies.values())


class Priced(NamedTuple):
    """What a result earns by contract, as (contract, its part, how it comes about): nothing where cohorts are priced, or no
    price or contract applies. `place`: the outcome's in the scheme; `is_gated`: others of its journey must be looked at."""

    amounts: tuple[tuple[str, Pence, str], ...]
    place: int
    is_gated: bool


class _ClientPricing:
    """Collects what single determinations earn, are gated or are held, client after client."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._known: dict[tuple[dt.date, str, str | None, str, tuple[str, ...]], Priced] = {}
        self.earned: list[Entitlement] = []
        self.gated: list[GatedAmount] = []
        self.held: list[HeldAmount] = []

    def price(self, client: ClientFound) -> None:
        for determination in client.determinations:
            status = determination.status
            if status is ACHIEVED:
                self._achieved(determination, client)
            elif status is HELD:
                self._held(determination)

    def _achieved(self, found: Determination, client: ClientFound) -> None:
        """An entitlement for each contract that earns it, or a gated amount (money.md §1, points 44)."""
        who, began, code, part, _, own_date, group, _, _, _, _, version, _, _ = found
        amounts, place, is_gated = self._priced(found)
        if not amounts:
            return
        assert own_date is not None, "an achieved determination is dated"
        gate = self._gate(found, client) if is_gated else NO_GATE
        journey = client.journeys[0]
        if journey.start != began:
            [journey] = [one for one in client.journeys if one.start == began]
        date = own_date if gate.opened is None else max(own_date, gate.opened)
        order = (place, journey.attributor, journey.first_episode)
        for contract, amount, how in amounts:
            if gate.missing:
                gated = GatedAmount(contract, who, began, code, part, amount, gate.closed, gate.missing)
                self.gated.append(gated)
                continue
            row = (contract, who, began, code, part, date, amount, amount, version, how, group, (), *order)
            self.earned.append(entitlement_of(row))

    def _gate(self, found: Determination, client: ClientFound) -> GateFound:
        siblings = [one for one in client.determinations if one.journey == found.journey]
        return gate_found(self._versions.governing(found.version), found.outcome, siblings)

    def _held(self, found: Determination) -> None:
        for contract, amount, _ in self._priced(found).amounts:
            key = (contract, found.client, found.journey, found.outcome, found.part)
            self.held.append(HeldAmount(*key, amount, found.reason))

    def _priced(self, found: Determination) -> Priced:
        """A caseload has very many determinations and few prices; each is worked out once."""
        asked = (found.version, found.outcome, found.group, found.part, found.contracts)
        priced = self._known.get(asked)
        if priced is None:
            outcome = self._versions.outcome(found.version, found.outcome)
            is_gated = self._versions.is_gated(found.version, found.outcome)
            priced = self._known[asked] = Priced(tuple(self._amounts(found, outcome)), outcome.place, is_gated)
        return priced

    def _amounts(self, found: Determination, outcome: Outcome) -> Iterator[tuple[str, Pence, str]]:
        value = None if is_priced_by_cohort(outcome) else worth(outcome, found.group, found.part)
        if value is None:
            return
        amount, how = value
        shared = f" Its part of what {' and '.join(found.contracts)} share."
        for contract, part in earners(found, amount, self._versions.governing(found.version)):
            yield contract, part, how if part == amount else how + shared


def _in_order(
    rows: Sequence[Entitlement], gated: Sequence[GatedAmount], held: Sequence[HeldAmount], versions: Versions
) -> Entitled:
    place = versions.contract_place

    def kept_back(amount: GatedAmount | HeldAmount) -> tuple[object, ...]:
        return (place[amount.contract], amount.client, amount.journey, amount.outcome, part_order(amount.part))

    def earned(row: Entitlement) -> tuple[object, ...]:
        return (place[row.contract], row.date, row.client, row.journey, row.outcome_order, part_order(row.part))

    return Entitled(
        entitlements=tuple(sorted(rows, key=earned)),
        gated=tuple(sorted(gated, key=kept_back)),
        held=tuple(sorted(held, key=kept_back)),
        totals=_totals(rows, gated, held, versions.contracts),
    )


def _totals(
    rows: Iterable[Entitlement], gated: Iterable[GatedAmount], held: Iterable[HeldAmount], contracts: Iterable[str]
) -> Mapping[str, Totals]:
    sums = {contract: {"payable": 0, "capped": 0, "held": 0, "gated": 0} for contract in contracts}
    for row in rows:
        sums[row.contract]["payable"] += row.payable
        if row.cuts:
            sums[row.contract]["capped"] += row.lost
    for amount in held:
        sums[amount.contract]["held"] += amount.amount
    for amount_gated in gated:
        sums[amount_gated.contract]["gated"] += amount_gated.amount
    return {
        contract: Totals(**{name: Pence(pence) for name, pence in by_name.items()})
        for contract, by_name in sums.items()
    }
