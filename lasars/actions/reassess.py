"""Assessing somebody again: for a reason, counting once a second person approves, never rewriting what was paid."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from lasars.actions.touching import touch
from lasars.models import Approval, Assessment, Referral
from lasars.queries.blind import is_hidden
from lasars.queries.earlier import needs_a_second_person
from lasars.queries.instruments import instrument_on, read
from pbr import clock
from pbr.access.access import Access
from pbr.audit.record import record
from pbr.web.refusals import NotAllowed, Refusal


def reassess(*, access: Access, referral: Referral, reason: str) -> Assessment:
    """Begins another assessment of somebody assessed before. The answers of the last one stand in it, named as such, to
    be asked about anew: nobody tells their story twice."""
    if not reason.strip():
        raise Refusal("Say why this person is assessed again.")
    begun = Assessment.objects.filter(referral=referral, completed_at__isnull=True).first()
    if begun is not None:
        return begun
    last = Assessment.objects.filter(referral=referral).order_by("-assessed", "-pk").first()
    if last is None:
        raise Refusal("This person is not assessed yet.")
    if last.supersedes_id is not None and not Approval.objects.filter(assessment=last).exists():
        raise Refusal(f"{last} waits for its approval. Approve it first.")
    if is_hidden(access, last):
        raise Refusal(f"{last} is drawn for audit. This person can be assessed again once it is scored.")
    instrument = instrument_on(access.partnership.pk, clock.today())
    if instrument is None:
        raise Refusal("No instrument is valid today: a commissioner has to take one in first.")
    asked = {question.code for question in read(instrument).questions}
    source = f"assessment of {last.assessed:%-d %B %Y}"
    answers = {code: {**told, "source": source} for code, told in last.answers.items() if code in asked}
    try:
        with transaction.atomic():
            begun = Assessment.objects.create(
                partnership=access.partnership,
                referral=referral,
                instrument=instrument,
                assessor=access.person,
                started_at=clock.now(),
                saved_at=clock.now(),
                answers=answers,
                supersedes=last,
                reason=reason.strip(),
            )
            _record("assessment.again", access, begun)
    except IntegrityError:  # begun in another window in the same moment
        return Assessment.objects.get(referral=referral, completed_at__isnull=True)
    return begun


def approve_reassessment(*, access: Access, assessment: Assessment) -> Approval:
    """A second person agrees: from here on the new group counts, for what is determined on or after its day."""
    with transaction.atomic():
        locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
        if locked.completed_at is None or not needs_a_second_person(locked):
            raise Refusal("Only a completed reassessment waits for an approval.")
        if locked.assessor_id == access.person.pk:
            raise NotAllowed("You made this assessment. Somebody else approves it.")
        if is_hidden(access, locked):
            raise Refusal(f"{locked.supersedes or locked} is drawn for audit. Approve once it is scored again.")
        given = Approval.objects.filter(assessment=locked).first()
        if given is not None:
            return given
        given = Approval.objects.create(
            assessment=locked, approver=access.person, approver_name=access.person.name, at=clock.now()
        )
        _record("assessment.approved", access, locked, group=locked.group)
        touch(locked, by=access.person)
    return given


def _record(event: str, access: Access, assessment: Assessment, **details: str) -> None:
    subject = f"assessment:{assessment.pk}"
    record(event, partnership=access.partnership, actor=access.person, subject=subject, **details)
