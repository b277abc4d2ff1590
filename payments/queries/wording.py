"""What people read: sentences about what was already done, and the parts of outcomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from outcomes.queries import schemes_in_force
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
    """Whose a contract is, for files, which have its code in a column of its own; pages name it by `names_of_contracts`.

    The code where nobody here is called as the scheme says.
    """
    return contract.provider.name if contract.provider else contract.code


def names_of_contracts(partnership_id: int) -> dict[str, str]:
    """What people read for each contract, by its code: its provider, and where that holds several, which one it is."""
    return schemes_in_force(partnership_id).contract_names


def named_contracts(contracts: Iterable[Contract]) -> list[tuple[Contract, str]]:
    """Each with what people read for it; all of one partnership."""
    shown = list(contracts)
    names = names_of_contracts(shown[0].partnership_id) if shown else {}
    return [(one, names.get(one.code, one.code)) for one in shown]


def part_of(outcome: str, part: str) -> str:
    """A part as people read it: the month of a block, the cap that a carried amount comes from, an instalment's month."""
    if outcome == BLOCK:
        return f"{dt.date.fromisoformat(part):%B %Y}"
    if outcome == CARRIED:
        return f"from cap {part}"
    return part_in_words(part)
