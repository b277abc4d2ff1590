"""From determinations to money: what every contract has earned, as now known (money.md §1).

A pure function: the same findings give the same entitlements, in whatever order they come. `evaluate`, a what-if, the
nightly recalculation and the ledger's postings all ask it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from caseloads.rules.facts import Completeness
from outcomes.rules.determination import ClientFound, Determination, JourneyFound, Status
from payments.rules.blocks_floors import block_entitlements, floor_entitlements
from payments.rules.caps import apply_caps
from payments.rules.cohorts import cohort_entitlements
from payments.rules.entitlement import Entitled, Entitlement, GatedAmount, HeldAmount, Totals, part_order
from payments.rules.gates import gate_found
from payments.rules.pricing import earners, is_priced_by_cohort, worth
from payments.rules.reoffending import reoffending_entitlements
from payments.rules.versions import Versions
from pbr.scheme.document import Scheme
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


class _ClientPricing:
    """Collects what single determinations earn, are gated or are held, client after client."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self.earned: list[Entitlement] = []
        self.gated: list[GatedAmount] = []
        self.held: list[HeldAmount] = []

    def price(self, client: ClientFound) -> None:
        journeys = {journey.start: journey for journey in client.journeys}
        by_journey: dict[dt.date, list[Determination]] = defaultdict(list)
        for determination in client.determinations:
            by_journey[determination.journey].append(determination)
        for start, determinations in by_journey.items():
            for determination in determinations:
                if determination.status is Status.ACHIEVED:
                    self._achieved(determination, determinations, journeys[start])
                elif determination.status is Status.HELD:
                    self._held(determination)

    def _achieved(self, found: Determination, siblings: Sequence[Determination], journey: JourneyFound) -> None:
        """An entitlement for each contract that earns it, or a gated amount (money.md §1, points 44)."""
        gate = gate_found(self._versions.governing(found.version), found.outcome, siblings)
        own_date = found.date
        assert own_date is not None, "an achieved determination is dated"
        for contract, amount, how in self._amounts(found):
            key = (contract, found.client, found.journey, found.outcome, found.part)
            if gate.missing:
                self.gated.append(GatedAmount(*key, amount, gate.closed, gate.missing))
                continue
            self.earned.append(
                Entitlement(
                    *key,
                    date=max(own_date, gate.opened or own_date),
                    amount=amount,
                    payable=amount,
                    version=found.version,
                    how=how,
                    group=found.group,
                    place=self._versions.outcome(found.version, found.outcome).place,
                    attributor=journey.attributor,
                    first_episode=journey.first_episode,
                )
            )

    def _held(self, found: Determination) -> None:
        for contract, amount, _ in self._amounts(found):
            key = (contract, found.client, found.journey, found.outcome, found.part)
            self.held.append(HeldAmount(*key, amount, found.reason))

    def _amounts(self, found: Determination) -> Iterable[tuple[str, Pence, str]]:
        """Contract, its part and how it comes about; nothing where cohorts are priced, or no price or contract applies."""
        outcome = self._versions.outcome(found.version, found.outcome)
        if is_priced_by_cohort(outcome):
            return
        value = worth(outcome, found.group, found.part)
        if value is not None:
            for contract, part in earners(found, value.amount, self._versions.governing(found.version)):
                shared = f" Its part of what {' and '.join(found.contracts)} share." if part != value.amount else ""
                yield contract, part, value.how + shared


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
        sums[row.contract]["capped"] += row.lost
    for amount in held:
        sums[amount.contract]["held"] += amount.amount
    for amount_gated in gated:
        sums[amount_gated.contract]["gated"] += amount_gated.amount
    return {
        contract: Totals(**{name: Pence(pence) for name, pence in by_name.items()})
        for contract, by_name in sums.items()
    }
