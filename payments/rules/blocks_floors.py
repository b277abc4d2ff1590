"""Money that no outcome earns: the yearly block, paid in twelfths, and the floor under a year (money.md §1, points 45, 59).

Both are outside caps. The contract year's first day stands for the journey.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction

from caseloads.rules.facts import Completeness
from payments.rules.entitlement import BLOCK, FLOOR, Entitlement
from payments.rules.versions import Versions
from pbr.scheme.document import Scheme
from pbr.values.dates import MONTHS_IN_A_YEAR, ContractYear, contract_years, format_day
from pbr.values.money import Pence, format_pence, round_half_even, twelfth


def block_entitlements(versions: Versions, as_of: dt.date) -> Iterator[Entitlement]:
    """A twelfth of each contract's block at every month end within the dates of its version, up to `as_of`.

    A version that starts within a contract year has the twelfths of its own months, each the nominal year's twelfth.
    """
    for scheme in versions.all:
        last = min(scheme.ends, as_of)
        for contract in scheme.contracts:
            if contract.block_annual is None:
                continue
            for year in contract_years(scheme.starts, last, scheme.contract_year_starts):
                for month, month_end in enumerate(year.month_ends(), 1):
                    if scheme.starts <= month_end <= last:
                        yield _block(contract.code, contract.block_annual, year, month, scheme)


def _block(contract: str, annual: Pence, year: ContractYear, month: int, scheme: Scheme) -> Entitlement:
    month_end = year.month_ends()[month - 1]
    amount = twelfth(annual, month)
    return Entitlement(
        contract=contract,
        client="",
        journey=year.start,
        outcome=BLOCK,
        part=month_end.isoformat(),
        date=month_end,
        amount=amount,
        payable=amount,
        version=scheme.starts,
        how=f"Month {month} of 12 of the yearly block of {format_pence(annual)}.",
    )


def floor_entitlements(
    rows: Iterable[Entitlement], versions: Versions, completeness: Completeness, as_of: dt.date
) -> Iterator[Entitlement]:
    """What lifts a contract's payable rows of a finished contract year to its floor.

    `rows` are all others, caps applied, blocks and carried amounts included: all that are dated in the year count. The
    year has ended and the ndtms feed is complete to its end. The pro rata floors of two versions are added.
    """
    known_to, lifted = completeness.to("ndtms", as_of), floors(versions)
    if known_to is None or not lifted:
        return
    payable: defaultdict[tuple[str, dt.date], int] = defaultdict(int)
    for row in rows:
        payable[row.contract, row.date] += row.payable
    for (contract, year), (floor, version) in lifted.items():
        paid = sum(sum_ for (code, day), sum_ in payable.items() if code == contract and year.start <= day <= year.end)
        if year.end <= known_to and paid < floor:
            yield _floor(contract, year, floor, paid, version)


def floors(versions: Versions) -> dict[tuple[str, ContractYear], tuple[Pence, dt.date]]:
    """The floor under each contract's year, pro rata to whole months, and the last version that it comes from."""
    found: dict[tuple[str, ContractYear], tuple[Pence, dt.date]] = {}
    for scheme in versions.all:
        for contract in scheme.contracts:
            if contract.floor is None:
                continue
            for year in contract_years(scheme.starts, scheme.ends, scheme.contract_year_starts):
                months = year.whole_months_within(scheme.starts, scheme.ends)
                part = round_half_even(Fraction(contract.floor * months, MONTHS_IN_A_YEAR))
                earlier, _ = found.get((contract.code, year), (0, scheme.starts))
                found[contract.code, year] = Pence(earlier + part), scheme.starts
    return found


def _floor(contract: str, year: ContractYear, floor: Pence, paid: int, version: dt.date) -> Entitlement:
    amount = Pence(floor - paid)
    return Entitlement(
        contract=contract,
        client="",
        journey=year.start,
        outcome=FLOOR,
        part="",
        date=year.end,
        amount=amount,
        payable=amount,
        version=version,
        how=f"{format_pence(paid)} was payable in the contract year to {format_day(year.end)}; "
        f"the floor is {format_pence(floor)}.",
    )
