"""From what was achieved to what a claim comes to, step by step and to the penny (screens.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db.models import Max

from payments.models import Claim, ClaimLine, Kind
from payments.queries.claims import COUNTED
from payments.queries.kept_back import KeptBack, kept_back
from payments.rules.entitlement import BLOCK, CARRIED, FLOOR
from pbr.values.dates import ONE_DAY

ACHIEVED: Final = "Achieved"
AT_A_GATE: Final = "Kept back at a gate, as now known"
HELD: Final = "Held for a decision, as now known"
CAPPED: Final = "Above a cap"
FLOORED: Final = "Up to a floor"
ADJUSTED: Final = "Adjusted"
_OF_THE_CONTRACT: Final = {CARRIED: "Carried from a year before", BLOCK: "Block", FLOOR: FLOORED}


class Waterfall(NamedTuple):
    """`steps` are (what, pence) and come to `total`, the amount of the claim."""

    steps: Sequence[tuple[str, int]]
    total: int


def waterfall(claim: Claim) -> Waterfall:
    """What outcomes of the claim's time earned before caps, what does not reach the claim, and what comes to it.

    A first posting is told with what caps took off it, as frozen in it; a later one of the same amount is an adjustment.
    What a gate or a hold keeps back is in no claim: it is that of results dated after the contract's claim before and up
    to this one's day, and so leaves the first step and the second alike. Three queries.
    """
    sums = _of_lines(claim)
    kept = _kept_back(claim)
    steps = (
        (ACHIEVED, sums[ACHIEVED] + kept.gated + kept.held),
        (AT_A_GATE, -kept.gated),
        (HELD, -kept.held),
        (CAPPED, -sums[CAPPED]),
        *((name, sums[name]) for name in _OF_THE_CONTRACT.values() if sums[name] or name == FLOORED),
        (ADJUSTED, sums[ADJUSTED]),
    )
    return Waterfall(steps, sum(pence for _, pence in steps))


def _of_lines(claim: Claim) -> Counter[str]:
    lines = ClaimLine.objects.filter(COUNTED, claim=claim).order_by()
    told = lines.values_list("pence", "posting__kind", "entitlement__outcome", "posting__explanation__amount")
    sums: Counter[str] = Counter()
    for pence, kind, outcome, amount in told:
        if kind == Kind.ADJUSTED:
            sums[ADJUSTED] += pence
        else:
            sums[_OF_THE_CONTRACT.get(outcome, ACHIEVED)] += amount
            sums[CAPPED] += amount - pence
    return sums


def _kept_back(claim: Claim) -> KeptBack:
    earlier = Claim.objects.filter(contract=claim.contract_id, number__lt=claim.number, withdrawn_at=None)
    before = earlier.aggregate(last=Max("up_to"))["last"]
    return kept_back(claim.contract, before + ONE_DAY if before else None, claim.up_to)
