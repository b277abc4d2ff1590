"""The contract year under way: what is spent, committed and likely of its budget, and what each cap and floor leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Sum

from outcomes.queries import InForce, schemes_in_force
from payments.forecasting.keeping import chance_in_words
from payments.models import Account, Entitlement
from payments.queries import visible
from payments.queries.forecasts import YearAhead, budget_of, forecasts, years_ahead
from payments.queries.ledger import balances
from payments.rules.blocks_floors import floors
from payments.rules.entitlement import BLOCK, FLOOR
from payments.rules.versions import Versions
from pbr import clock
from pbr.access.access import Access
from pbr.scheme.document import Cap, Contract
from pbr.values.dates import ContractYear

# What is payable in the year, in pence, by the contract's code and the outcome.
Payable = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Limit:
    """A cap or a floor of the year, in pence. `payable` is what counts towards it so far; `chance`, in words, is that of
    reaching a cap by the year's end or the forecast's last month: "" without a forecast, and of a floor."""

    provider: str
    what: str
    is_floor: bool
    amount: int
    payable: int
    chance: str

    @property
    def headroom(self) -> int:
        """What a cap still leaves; by how much a year is above its floor, negative where it is below."""
        return self.payable - self.amount if self.is_floor else max(self.amount - self.payable, 0)


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """In pence. `committed` is earned and not paid yet, of whichever year; `ahead` None where no forecast tells of the
    year."""

    year: ContractYear
    budget: int | None
    spent: int
    committed: int
    ahead: YearAhead | None
    limits: tuple[Limit, ...]

    @property
    def left(self) -> int | None:
        """Negative where more is spent and committed than the budget has."""
        return None if self.budget is None else self.budget - self.spent - self.committed


def year_so_far(access: Access) -> YearSoFar | None:
    """For people of the whole partnership. None where no scheme is in force yet; a fixed number of queries."""
    in_force = schemes_in_force(access.partnership.pk)
    if not in_force.schemes:
        return None
    year = Versions(in_force.schemes).year_of(clock.today())
    budget, made = budget_of(access, year.start), forecasts(access).first()
    told = made.caps if made else []
    chances = {(one["contract"], one["starts"], one["place"]): chance_in_words(one["chance"]) for one in told}
    return YearSoFar(
        year,
        budget.pence if budget else None,
        _spent(access, year),
        sum(one[Account.ACCRUED] + one[Account.PAYABLE] for one in balances(access.partnership.pk).values()),
        next((one for one in years_ahead(access, made) if one.starts == year.start), None) if made else None,
        tuple(_limits(in_force, year, _payable(access, year), chances)),
    )


def _spent(access: Access, year: ContractYear) -> int:
    """What was paid in the year up to today."""
    paid = visible.payments(access).filter(run__released_at__date__range=(year.start, clock.today()))
    return int(paid.order_by().aggregate(paid=Sum("paid"))["paid"] or 0)


def _payable(access: Access, year: ContractYear) -> Payable:
    rows = Entitlement.objects.filter(contract__partnership=access.partnership, date__range=(year.start, year.end))
    sums = rows.order_by().values_list("contract__code", "outcome").annotate(sum=Sum("payable"))
    return Counter({(code, outcome): int(pence) for code, outcome, pence in sums})


def _limits(
    in_force: InForce, year: ContractYear, payable: Payable, chances: Mapping[tuple[str, str, int], str]
) -> Iterator[Limit]:
    """The caps of the version in force today, and the floors of the year, contract by contract."""
    versions = Versions(in_force.schemes)
    lifted = floors(versions)
    for contract in versions.in_force(clock.today()).contracts:
        provider = in_force.provider(contract.code)
        for place, cap in enumerate(contract.caps, 1):
            chance = chances.get((contract.code, year.start.isoformat(), place), "")
            yield Limit(provider, _capped(cap, in_force), False, cap.amount, _under(cap, contract, payable), chance)
        floor, _ = lifted.get((contract.code, year), (None, None))
        if floor is not None:
            so_far = sum(
                sum_ for (code, outcome), sum_ in payable.items() if code == contract.code and outcome != FLOOR
            )
            yield Limit(provider, "Floor under the year", True, floor, so_far, "")


def _under(cap: Cap, contract: Contract, payable: Payable) -> int:
    """What became payable of all that falls under a cap. Blocks and floors lie outside caps."""
    counted = {outcome: sum_ for (code, outcome), sum_ in payable.items() if code == contract.code}
    outcomes = cap.outcomes or [outcome for outcome in counted if outcome not in (BLOCK, FLOOR)]
    return sum(counted.get(outcome, 0) for outcome in outcomes)


def _capped(cap: Cap, in_force: InForce) -> str:
    return "Cap on " + (", ".join(in_force.title(code) for code in cap.outcomes) or "every outcome together")
