"""What people read: sentences about what was already done, and the parts of outcomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from payments.models import Approval, Claim, Contract, PaymentRun
from payments.rules.entitlement import BLOCK, CARRIED
from pbr.web.templatetags.pbr import moment, part_in_words


def approved_sentence(claim: Claim, approvals: QuerySet[Approval]) -> str:
    by = " and ".join(f"{one.approver.name} at {moment(one.at)}" for one in approvals.select_related("approver"))
    return f"Claim {claim.number} was already approved by {by}."


def released_sentence(run: PaymentRun) -> str:
    by = run.released_by.name if run.released_by else ""
    return f"Payment run {run.number} was already released by {by} at {moment(run.released_at)}."


def provider_of(contract: Contract) -> str:
    """Whose a contract is; its code where nobody here is called as the scheme says."""
    return contract.provider.name if contract.provider else contract.code


def named_contracts(contracts: Iterable[Contract]) -> list[tuple[Contract, str]]:
    """Each with its provider; of a provider with several, also which one it is."""
    found = [(one, provider_of(one)) for one in contracts]
    names = [name for _, name in found]
    return [(one, name if names.count(name) == 1 else f"{name}, contract {one.code}") for one, name in found]


def part_of(outcome: str, part: str) -> str:
    """A part as people read it: the month of a block, the cap that a carried amount comes from, an instalment's month."""
    if outcome == BLOCK:
        return f"{dt.date.fromisoformat(part):%B %Y}"
    if outcome == CARRIED:
        return f"from cap {part}"
    return part_in_words(part)
