"""The right of reply: a provider challenges a result or a line, somebody of the partnership answers, once and dated.

An answer never posts by itself. Upheld, it acts through a fact: a held or refused result is released by the person who
upheld it, and the recalculation posts what that earns; a rejected line may be claimed again. So the ledger stays what the
facts earn, and whoever replays it finds the same (docs/adr/0026-work-lists-and-right-of-reply.md).
"""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db.models import Max

from outcomes.queries import visible_determinations
from payments.actions.commands import Given, once
from payments.actions.locking import lock_contracts, lock_numbers
from payments.actions.review import LONGEST_TEXT, Upload
from payments.models import Challenge, ChallengeFile, ClaimLine, Contract, Query
from payments.queries import visible
from payments.queries.challenges import CHALLENGED, OWN_PEOPLE, Remedy, due_date, rejection_of, remedy, why_not
from payments.queries.wording import named_contracts
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Membership
from pbr.access.permissions import Permission
from pbr.audit.record import record
from pbr.jobs.asking import ask
from pbr.web.refusals import NotAllowed, Refusal

SHORTEST_TEXT = 20
RELEASE = "outcomes.release_on_challenge"


class SayMore(Refusal):
    status = 400

    def __init__(self) -> None:
        super().__init__(f"Say in words why: {SHORTEST_TEXT} to {LONGEST_TEXT:,} characters.")


class NotDecided(Refusal):
    def __init__(self) -> None:
        super().__init__("Only a result that was not achieved, is held or was not eligible can be challenged.")


class ChallengedAlready(Refusal):
    def __init__(self, challenge: Challenge) -> None:
        super().__init__(f"Challenge {challenge.number} is about the same, and waits for its answer.")


class AnsweredAlready(Refusal):
    def __init__(self, challenge: Challenge) -> None:
        by = challenge.answered_by.name if challenge.answered_by else ""
        super().__init__(f"Challenge {challenge.number} was already answered by {by}.")


class ForSomebodyElse(NotAllowed):
    """Who decided, who raised it and who works for the provider do not judge a challenge."""


class NothingToUphold(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "No decision can change this: what was sent decides it. Refuse the challenge with your reason, or ask the "
            "provider to correct its data and send it again."
        )


def challenge_result(
    *, access: Access, contract: Contract, determination_id: int, text: str, upload: Upload | None, key: str
) -> dict[str, Any]:
    """`contract` is one of the person's own, which the result is a matter of."""
    row = visible_determinations(access).get(pk=determination_id)
    if row.superseded_at is not None or row.status not in CHALLENGED or contract.code not in row.contracts:
        raise NotDecided
    return _raise(access, contract, text, upload, key, determination_id=determination_id)


def challenge_line(*, access: Access, line: ClaimLine, text: str, upload: Upload | None, key: str) -> dict[str, Any]:
    return _raise(access, line.claim.contract, text, upload, key, line_id=line.pk)


def _raise(
    access: Access, contract: Contract, text: str, upload: Upload | None, key: str, **about: int
) -> dict[str, Any]:
    said = _said(text)
    if upload:
        upload.check()
    sha256 = hashlib.sha256(upload.data).hexdigest() if upload else ""

    def effect() -> dict[str, Any]:
        if access.providers is None or contract.pk not in visible.contracts(access).values_list("pk", flat=True):
            raise ForSomebodyElse("Only the provider of the contract can challenge this.")
        lock_contracts([contract.pk])
        open_ = Challenge.objects.filter(contract=contract, answered_at=None, **about).first()
        if open_ is not None:
            raise ChallengedAlready(open_)
        lock_numbers(access.partnership.pk)
        last = Challenge.objects.filter(partnership=access.partnership).aggregate(last=Max("number"))["last"] or 0
        challenge = Challenge.objects.create(
            partnership=access.partnership, contract=contract, number=last + 1, text=said, raised_by=access.person,
            raised_at=clock.now(), due=due_date(clock.today(), settings.PBR_CHALLENGE_DAYS), **about,
        )  # fmt: skip
        if upload:
            name = PurePath(upload.name).name[:120]
            ChallengeFile.objects.create(challenge=challenge, name=name, data=upload.data, sha256=sha256)
        ((_, name),) = named_contracts([contract])
        _tell(access, challenge, "challenge.raised", contract=name, evidence=sha256)
        return {"challenge": challenge.pk, "number": challenge.number}

    body = {"contract": contract.pk, "text": said, "evidence": sha256, **about}
    return once(Given(access, key, "raise_challenge", body), Permission.RAISE_CHALLENGES, effect)


def answer_challenge(*, access: Access, challenge: Challenge, outcome: str, text: str, key: str) -> dict[str, Any]:
    """The partnership's answer, once. `outcome` is one of Challenge.Outcome."""
    said, chosen = _said(text), Challenge.Outcome(outcome)

    def effect() -> dict[str, Any]:
        lock_contracts([challenge.contract_id])
        related = ("contract", "determination", "line", "answered_by", "partnership")
        asked = Challenge.objects.select_related(*related).get(pk=challenge.pk)
        if asked.answered_at:
            raise AnsweredAlready(asked)
        _check_impartial(access, asked)
        done = remedy(asked, access.person.pk) if chosen == Challenge.Outcome.UPHELD else Remedy.NONE
        if chosen == Challenge.Outcome.UPHELD and done is Remedy.NONE:
            raise NothingToUphold
        Challenge.objects.filter(pk=asked.pk).update(
            outcome=chosen, answer=said, answered_by=access.person, answered_at=clock.now()
        )
        _act(access, asked, done)
        _tell(access, asked, "challenge.answered", outcome=chosen.label.lower())
        return {"challenge": asked.pk, "number": asked.number}

    body = {"challenge": challenge.pk, "outcome": str(chosen), "text": said}
    return once(Given(access, key, "answer_challenge", body), Permission.ANSWER_CHALLENGES, effect)


def _check_impartial(access: Access, challenge: Challenge) -> None:
    refused = why_not(access, challenge)
    provider = challenge.contract.provider_id
    works = Membership.objects.filter(person=access.person, provider=provider, ended_at=None)
    if not refused and provider is not None and works.exists():
        refused = OWN_PEOPLE
    if refused:
        raise ForSomebodyElse(refused)


def _act(access: Access, challenge: Challenge, done: Remedy) -> None:
    """What upholding it does, in the same transaction."""
    if done is Remedy.RELEASE:
        subject = f"{challenge.determination_id}/{challenge.number}"
        ask(RELEASE, partnership=access.partnership, subject=subject, by=access.person)
    elif done is Remedy.RECLAIM:
        reason = rejection_of(challenge)
        if reason is not None:
            Query.objects.filter(pk=reason.pk).update(
                answer=f"Challenge {challenge.number} was upheld: the line can be claimed again.",
                answered_by=access.person,
                answered_at=clock.now(),
            )


def _said(text: str) -> str:
    said = text.strip()
    if not SHORTEST_TEXT <= len(said) <= LONGEST_TEXT or not any(character.isalnum() for character in said):
        raise SayMore
    return said


def _tell(access: Access, challenge: Challenge, event: str, **details: Any) -> None:
    subject = f"challenge:{challenge.number}"
    record(
        event, partnership=access.partnership, actor=access.person, subject=subject, number=challenge.number, **details
    )
