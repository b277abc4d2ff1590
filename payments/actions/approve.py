"""Approving a claim: exactly the lines that were shown, by two people where much money is at stake (money.md §3)."""

from __future__ import annotations

from typing import Any

from payments.actions.commands import Given, once
from payments.actions.locking import lock_contracts
from payments.actions.posting import transaction_numbers
from payments.actions.review import ClaimClosed
from payments.models import Account, Approval, Claim, ClaimLine, Kind, LineAssessor, Query, Transfer
from payments.queries.claims import approvals_of, approvers_needed, digest_of, live_lines
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.audit.record import record
from pbr.values.money import format_pence
from pbr.web.refusals import NotAllowed, Refusal


class ClaimChanged(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "The claim changed after this page was opened, so nothing was approved. Look at its lines again."
        )


class PreparedByYou(NotAllowed):
    def __init__(self) -> None:
        super().__init__("You prepared this claim. Somebody else must approve it.")


class AssessedByYou(NotAllowed):
    def __init__(self) -> None:
        super().__init__("You assessed a client of this claim. Somebody else must approve it.")


class ApprovedByYou(Refusal):
    def __init__(self) -> None:
        super().__init__("You approved this claim already. A second person must approve it too.")


class QueryUnanswered(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "A line has a query without an answer. Wait for it, reject the line, or leave it for a later claim."
        )


def approve_claim(*, access: Access, claim: Claim, shown_digest: str, key: str) -> dict[str, Any]:
    """Approves the lines that the page showed, whose digest the form carried.

    The last approval needed makes every line payable, in the same transaction. Answers with `approved` (bool): whether
    that was the last.
    """

    def effect() -> dict[str, Any]:
        lock_contracts([claim.contract_id])
        claim.refresh_from_db()
        _may_approve(access, claim, shown_digest)
        total = sum(live_lines(claim).values_list("pence", flat=True))
        Approval.objects.create(
            claim=claim, preparer_id=claim.prepared_by_id, approver=access.person, sha256=shown_digest,
            pence=total, at=clock.now(),
        )  # fmt: skip
        enough = approvals_of(claim).filter(sha256=shown_digest).count() >= approvers_needed(claim)
        if enough:
            _make_payable(access, claim)
        record(
            "claim.approved" if enough else "claim.first_approval", partnership=access.partnership,
            actor=access.person, subject=f"claim:{claim.pk}", pence=total, lines_sha256=shown_digest,
        )  # fmt: skip
        return {"claim": claim.pk, "number": claim.number, "approved": enough, "total": format_pence(total)}

    body = {"claim": claim.pk, "digest": shown_digest}
    return once(Given(access, key, "approve_claim", body), Permission.APPROVE_CLAIMS, effect)


def _may_approve(access: Access, claim: Claim, shown_digest: str) -> None:
    """Says why not, in the order in which people need to know. The database refuses the same on its own."""
    if not claim.is_open:
        raise ClaimClosed(claim)
    if claim.prepared_by_id == access.person.pk:
        raise PreparedByYou
    if digest_of(claim) != shown_digest:
        raise ClaimChanged
    if LineAssessor.objects.filter(line__in=live_lines(claim), person=access.person).exists():
        raise AssessedByYou
    if Query.objects.filter(line__in=live_lines(claim), answered_at__isnull=True).exists():
        raise QueryUnanswered
    if approvals_of(claim).filter(sha256=shown_digest, approver=access.person).exists():
        raise ApprovedByYou


def _make_payable(access: Access, claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(approved_at=clock.now())
    [number] = transaction_numbers()
    Transfer.objects.bulk_create(
        (_approved(access, claim, line, number) for line in live_lines(claim).select_related("posting")), 2_000
    )


def _approved(access: Access, claim: Claim, line: ClaimLine, number: int) -> Transfer:
    gains = line.pence > 0
    return Transfer(
        partnership_id=claim.partnership_id,
        contract_id=claim.contract_id,
        transaction=number,
        kind=Kind.APPROVED,
        from_account=Account.ACCRUED if gains else Account.PAYABLE,
        to_account=Account.PAYABLE if gains else Account.ACCRUED,
        pence=abs(line.pence),
        entitlement_id=line.entitlement_id,
        determination_id=line.posting.determination_id,
        version_id=line.posting.version_id,
        earned_on=line.posting.earned_on,
        line=line,
        posted_at=clock.now(),
        posted_by=access.person,
    )
