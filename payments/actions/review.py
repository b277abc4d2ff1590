"""Reviewing a claim before it is approved: asking about lines, rejecting them, leaving them, answering, withdrawing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from payments.actions.commands import Given, once
from payments.actions.locking import lock_contracts
from payments.models import Attachment, Claim, ClaimLine, Query
from payments.queries.claims import approvals_of, live_lines
from payments.queries.wording import approved_sentence
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.audit.record import record
from pbr.web.refusals import Refusal

LONGEST_TEXT: Final = 4_000
SHORTEST_TEXT: Final = 5
LARGEST_ATTACHMENT: Final = 5 * 1024 * 1024
ATTACHMENTS: Final = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".csv", ".txt", ".docx", ".xlsx"})


class ClaimClosed(Refusal):
    """What is asked for needs an open claim."""

    def __init__(self, claim: Claim) -> None:
        if claim.approved_at:
            message = approved_sentence(claim, approvals_of(claim))
        else:
            message = f"Claim {claim.number} was {'withdrawn' if claim.withdrawn_at else 'closed'} in the meantime."
        super().__init__(message)


class LinesGone(Refusal):
    def __init__(self) -> None:
        super().__init__("A line that you chose is no longer in this claim. Look at the claim again.")


class NothingTicked(Refusal):
    status = 400

    def __init__(self) -> None:
        super().__init__("Tick at least one line.")


class TakesBack(Refusal):
    """Without a line that takes money back the claim would come to more: nobody raises a payment by rejecting."""

    def __init__(self) -> None:
        super().__init__(
            "A line that takes money back stays in the claim: without it the provider would be paid more. "
            "Ask the provider about it, or look at why it was posted."
        )


class SaySomething(Refusal):
    status = 400

    def __init__(self) -> None:
        super().__init__(f"Say in words what is meant: {SHORTEST_TEXT} to {LONGEST_TEXT:,} characters.")


class StillUnanswered(Refusal):
    def __init__(self) -> None:
        super().__init__("A line that you chose already has a query that waits for its answer.")


class AnsweredAlready(Refusal):
    def __init__(self, query: Query) -> None:
        by = query.answered_by.name if query.answered_by else ""
        super().__init__(f"This query was already answered by {by}.")


class AttachmentRefused(Refusal):
    status = 400


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes with an answer."""

    name: str
    data: bytes

    def check(self) -> None:
        """Raises AttachmentRefused where it is too large, or no kind of document."""
        if PurePath(self.name).suffix.lower() not in ATTACHMENTS:
            raise AttachmentRefused(f"Attach a document: {', '.join(sorted(ATTACHMENTS))}.")
        if not 0 < len(self.data) <= LARGEST_ATTACHMENT:
            raise AttachmentRefused("Attach a file of at most 5 megabytes that is not empty.")


def query_lines(*, access: Access, claim: Claim, line_ids: Collection[int], text: str, key: str) -> dict[str, Any]:
    """Asks the provider about each of the lines; the claim cannot be approved until each is answered or released."""
    said = _said(text)

    def effect() -> dict[str, Any]:
        lines = _locked(claim, line_ids)
        if Query.objects.filter(line__in=lines, answered_at__isnull=True).exists():
            raise StillUnanswered
        Query.objects.bulk_create(
            Query(line=line, text=said, asked_by=access.person, asked_at=clock.now()) for line in lines
        )
        _tell(access, claim, "claim.queried", lines=len(lines))
        return {"claim": claim.pk, "lines": len(lines)}

    body = {"claim": claim.pk, "lines": sorted(line_ids), "text": said}
    return once(Given(access, key, "query_lines", body), Permission.REVIEW_CLAIMS, effect)


def reject_lines(*, access: Access, claim: Claim, line_ids: Collection[int], reason: str, key: str) -> dict[str, Any]:
    """Takes lines out of the claim, with a reason. What they claim stays accrued, and may be claimed again once the
    provider has answered the reason (docs/adr)."""
    said = _said(reason)

    def effect() -> dict[str, Any]:
        lines = _locked(claim, line_ids)
        Query.objects.filter(line__in=lines, answered_at__isnull=True).update(
            answer="Rejected without an answer.", answered_by=access.person, answered_at=clock.now()
        )
        Query.objects.bulk_create(
            Query(line=line, rejects=True, text=said, asked_by=access.person, asked_at=clock.now()) for line in lines
        )
        _release(access, claim, lines, ClaimLine.Released.REJECTED)
        _tell(access, claim, "claim.lines_rejected", lines=len(lines))
        return {"claim": claim.pk, "lines": len(lines)}

    body = {"claim": claim.pk, "lines": sorted(line_ids), "reason": said}
    return once(Given(access, key, "reject_lines", body), Permission.REVIEW_CLAIMS, effect)


def leave_lines(*, access: Access, claim: Claim, line_ids: Collection[int], key: str) -> dict[str, Any]:
    """Leaves lines for a later claim, so that the others need not wait for them."""

    def effect() -> dict[str, Any]:
        lines = _locked(claim, line_ids)
        _release(access, claim, lines, ClaimLine.Released.LEFT)
        _tell(access, claim, "claim.lines_left", lines=len(lines))
        return {"claim": claim.pk, "lines": len(lines)}

    body = {"claim": claim.pk, "lines": sorted(line_ids)}
    return once(Given(access, key, "leave_lines", body), Permission.REVIEW_CLAIMS, effect)


def answer_query(*, access: Access, query: Query, text: str, upload: Upload | None, key: str) -> dict[str, Any]:
    """The provider's answer, once. The answer to a rejection makes the posting claimable again."""
    said = _said(text)
    if upload:
        upload.check()
    sha256 = hashlib.sha256(upload.data).hexdigest() if upload else ""

    def effect() -> dict[str, Any]:
        claim = query.line.claim
        lock_contracts([claim.contract_id])
        asked = Query.objects.select_related("answered_by").get(pk=query.pk)
        if asked.answered_at:
            raise AnsweredAlready(asked)
        Query.objects.filter(pk=query.pk).update(answer=said, answered_by=access.person, answered_at=clock.now())
        if upload:
            name = PurePath(upload.name).name[:120]
            Attachment.objects.create(query=query, name=name, data=upload.data, sha256=sha256)
        _tell(access, claim, "query.answered", query=query.pk, attachment=sha256)
        return {"claim": claim.pk, "query": query.pk}

    body = {"query": query.pk, "text": said, "attachment": sha256}
    return once(Given(access, key, "answer_query", body), Permission.ANSWER_QUERIES, effect)


def withdraw_claim(*, access: Access, claim: Claim, key: str) -> dict[str, Any]:
    """Takes an open claim back; its postings may be claimed again at once."""

    def effect() -> dict[str, Any]:
        lock_contracts([claim.contract_id])
        _open(claim)
        lines = list(live_lines(claim))
        _released(access, lines, ClaimLine.Released.WITHDRAWN)
        Claim.objects.filter(pk=claim.pk).update(withdrawn_at=clock.now(), withdrawn_by=access.person)
        _tell(access, claim, "claim.withdrawn", lines=len(lines))
        return {"claim": claim.pk}

    return once(Given(access, key, "withdraw_claim", {"claim": claim.pk}), Permission.PREPARE_CLAIMS, effect)


def _said(text: str) -> str:
    said = text.strip()
    if not SHORTEST_TEXT <= len(said) <= LONGEST_TEXT or not any(character.isalnum() for character in said):
        raise SaySomething
    return said


def _open(claim: Claim) -> None:
    """Refuses where the claim, as it stands now under the lock, is no longer open."""
    claim.refresh_from_db()
    if not claim.is_open:
        raise ClaimClosed(claim)


def _locked(claim: Claim, line_ids: Collection[int]) -> list[ClaimLine]:
    """The chosen lines, all live, of a claim that is open, with its contract locked."""
    lock_contracts([claim.contract_id])
    _open(claim)
    if not line_ids:
        raise NothingTicked
    lines = list(live_lines(claim).filter(pk__in=line_ids))
    if not lines or len(lines) != len(set(line_ids)):
        raise LinesGone
    return lines


def _release(access: Access, claim: Claim, lines: Collection[ClaimLine], released_as: ClaimLine.Released) -> None:
    others_stay = len(lines) < live_lines(claim).count()
    if others_stay and any(line.pence < 0 for line in lines):
        raise TakesBack
    _released(access, lines, released_as)
    if not live_lines(claim).exists():
        Claim.objects.filter(pk=claim.pk).update(rejected_at=clock.now())


def _released(access: Access, lines: Collection[ClaimLine], released_as: ClaimLine.Released) -> None:
    ClaimLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        released_at=clock.now(), released_by=access.person, released_as=released_as
    )


def _tell(access: Access, claim: Claim, event: str, **details: Any) -> None:
    record(event, partnership=access.partnership, actor=access.person, subject=f"claim:{claim.pk}", **details)
