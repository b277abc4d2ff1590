"""Caps: what a contract earns at most in a contract year (money.md §1, points 46, 59 and 63).

One running tally for each contract, contract year and cap. An entitlement passes every cap it falls under, in listed
order; what the first cuts does not reach the second. A negative amount gives room back. What a carrying cap cut becomes
one entitlement on the first day of the next contract year.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from payments.rules.entitlement import CARRIED, Cut, Entitlement
from payments.rules.versions import Versions
from pbr.scheme.document import Cap
from pbr.values.dates import ContractYear, format_day
from pbr.values.money import Pence, format_pence


def apply_caps(earned: Iterable[Entitlement], versions: Versions, as_of: dt.date) -> list[Entitlement]:
    """All entitlements with what caps leave of them, and the carried ones whose year has begun by `as_of`."""
    if not versions.capped:
        return list(earned)
    rows: list[Entitlement] = []
    by_contract: dict[str, dict[ContractYear, list[Entitlement]]] = defaultdict(lambda: defaultdict(list))
    for row in earned:
        if row.contract in versions.capped:
            by_contract[row.contract][versions.year_of(row.date)].append(row)
        else:
            rows.append(row)
    for years in by_contract.values():
        rows += _cap_contract(years, versions, as_of)
    return rows


def _cap_contract(
    years: dict[ContractYear, list[Entitlement]], versions: Versions, as_of: dt.date
) -> Iterable[Entitlement]:
    """Year after year, since what one year carries is the first to be paid in the next."""
    while years:
        year = min(years)
        tally = YearTally(versions)
        rows = [tally.pass_caps(row) for row in sorted(years.pop(year), key=lambda row: row.cap_order)]
        yield from rows
        first_day = year.following.start
        if first_day <= as_of:
            for place, amount in sorted(tally.carried.items()):
                years[versions.year_of(first_day)].append(_carried(rows[0].contract, year, place, amount, versions))


class YearTally:
    """How far each cap of one contract is used up in one contract year, by the cap's place in the list (from 1)."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._used: defaultdict[int, int] = defaultdict(int)
        self._carried: defaultdict[int, int] = defaultdict(int)

    @property
    def carried(self) -> Mapping[int, Pence]:
        """What each carrying cap cut so far."""
        return {place: Pence(amount) for place, amount in self._carried.items()}

    def pass_caps(self, row: Entitlement) -> Entitlement:
        """The entitlement after the caps of the version in force on its date; it must come in the one order."""
        contract = self._versions.contract(self._versions.in_force(row.date), row.contract)
        caps = contract.caps if contract else ()
        left, cuts = row.amount, []
        for place, cap in enumerate(caps, 1):
            if not _applies(cap, row):
                continue
            passed = self._pass(place, cap, left)
            if passed < left:
                cuts.append(Cut(place, Pence(left - passed), cap.over))
                if cap.over == "carry":
                    self._carried[place] += left - passed
            left = passed
        return row._replace(payable=left, cuts=tuple(cuts)) if cuts else row

    def _pass(self, place: int, cap: Cap, amount: Pence) -> Pence:
        if amount < 0:
            self._used[place] = max(self._used[place] + amount, 0)
            return amount
        passed = Pence(min(amount, max(cap.amount - self._used[place], 0)))
        self._used[place] += passed
        return passed


def _applies(cap: Cap, row: Entitlement) -> bool:
    """A cap without outcomes spans every outcome; a carried amount falls under those only."""
    return not cap.outcomes or row.outcome in cap.outcomes


def _carried(contract: str, year: ContractYear, place: int, amount: Pence, versions: Versions) -> Entitlement:
    day = year.following.start
    return Entitlement(
        contract=contract,
        client="",
        journey=day,
        outcome=CARRIED,
        part=str(place),
        date=day,
        amount=amount,
        payable=amount,
        version=versions.in_force(day).starts,
        how=f"{format_pence(amount)} that cap {place} cut in the contract year to {format_day(year.end)}.",
    )
