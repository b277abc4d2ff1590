"""The audit of assessments: drawing a sample, and scoring each of it once more without seeing what was scored before."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction

from lasars.actions.assess import LONGEST_ANSWER, CannotComplete
from lasars.actions.touching import touch
from lasars.models import Assessment, AuditDraw, Drawn, Referral, Rescoring
from lasars.queries.agreed import scheme_on
from lasars.queries.blind import is_known, scores_blind
from lasars.queries.facts import counting
from lasars.queries.instruments import read
from lasars.queries.referrals import own_lasars
from lasars.rules import sampling
from lasars.rules.complexity import CannotWeigh, weigh
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Lasars
from pbr.audit.record import record
from pbr.web.refusals import NotAllowed, Refusal

SEED_BYTES: Final = 8
IN_A_PROVIDER: Final = "provider"


def draw_sample(*, access: Access, lasars_id: int, since: dt.date, until: dt.date, share: Decimal) -> AuditDraw:
    """A sample of that share of what a LASARS assessed in a time that is over. The seed is made here and recorded.

    The share is at least the scheme's `audit_share`. Raises Refusal where a day was drawn from before: nobody draws
    again until the sample pleases.
    """
    if since > until:
        raise Refusal("The first day lies after the last.")
    if until >= clock.today():
        raise Refusal("The last day must be over, so that no assessment can be added to what is drawn from.")
    least = agreed_share(access, until)
    if share < least:
        raise Refusal(f"The scheme agrees a share of at least {least:.0%}.")
    lasars = Lasars.objects.get(pk=lasars_id, partnership=access.partnership)
    found = counting(access.partnership.pk).filter(referral__lasars=lasars, assessed__gte=since, assessed__lte=until)
    by_assessid = {one.assessid: one for one in found}
    if not by_assessid:
        raise Refusal("Nobody was assessed in that time.")
    seed = secrets.token_hex(SEED_BYTES)
    drawn = sampling.draw(by_assessid, share, seed)
    try:
        with transaction.atomic():
            made = AuditDraw.objects.create(
                partnership=access.partnership,
                lasars=lasars,
                since=since,
                until=until,
                share=share,
                seed=seed,
                population=len(by_assessid),
                drawn_by=access.person,
                drawn_at=clock.now(),
            )
            Drawn.objects.bulk_create(Drawn(draw=made, assessment=by_assessid[one]) for one in drawn)
            _record(
                "audit.drawn", access, f"audit:{made.pk}", many=str(len(drawn)), of=str(len(by_assessid)), seed=seed
            )
    except IntegrityError:
        raise Refusal("Some of these days were drawn from before. Choose days that were not.") from None
    return made


def agreed_share(access: Access, day: dt.date) -> Decimal:
    """The least share that the scheme asks for; nothing where there is no scheme."""
    scheme = scheme_on(access.partnership.pk, day)
    return scheme.lasars.audit_share if scheme else Decimal(0)


def begin_rescoring(*, access: Access, drawn: Drawn) -> Rescoring:
    """Somebody takes one of the sample on; whoever began it goes on with it."""
    _may_rescore(access, drawn.assessment)
    begun, made = Rescoring.objects.get_or_create(
        drawn=drawn, defaults={"rescorer": access.person, "started_at": clock.now()}
    )
    if made:
        _record("audit.begun", access, f"audit:{drawn.draw_id}")
    return _own(access, begun)


def save_rescoring(*, access: Access, rescoring: Rescoring, said: Mapping[str, str]) -> Rescoring:
    """Keeps answers as they were typed, complete or not."""
    with transaction.atomic():
        locked = _own(access, _locked(rescoring))
        questions = {question.code for question in read(locked.drawn.assessment.instrument).questions}
        for code in questions & set(said):
            locked.answers[code] = {"said": said[code].replace("\0", "").strip()[:LONGEST_ANSWER], "source": ""}
        locked.save(update_fields=["answers"])
    return locked


def complete_rescoring(*, access: Access, rescoring: Rescoring) -> Rescoring:
    """Passed where it gives the same group; failed, everything that rests on the assessment is held until it is decided.

    Raises CannotComplete where an answer is missing or wrong.
    """
    with transaction.atomic():
        locked = _own(access, _locked(rescoring))
        made = locked.drawn.assessment
        stock = made.referral.source == Referral.Source.STOCK
        answers = {code: answer["said"] for code, answer in locked.answers.items()}
        try:
            found = weigh(read(made.instrument), answers, list(made.groups or []), stock=stock)
        except CannotWeigh as why:
            raise CannotComplete(str(why), why.faults) from None
        locked.completed_at, locked.passed = clock.now(), found.group == made.group
        locked.points, locked.total, locked.band, locked.group = found.points, found.total, found.band, found.group
        locked.save()
        event = "audit.passed" if locked.passed else "audit.failed"
        _record(event, access, f"assessment:{made.pk}")
        touch(made, by=access.person)
    return locked


def _may_rescore(access: Access, assessment: Assessment) -> None:
    """Somebody who had no hand in it and reads its group nowhere else; where a provider assesses, somebody from outside
    that LASARS."""
    _must_be_blind(access)
    if is_known(access, assessment):
        raise NotAllowed("You had a hand in this assessment. Somebody else scores it again.")
    scheme = scheme_on(access.partnership.pk, clock.today())
    own = own_lasars(access)
    if scheme and scheme.lasars.host == IN_A_PROVIDER and own and assessment.referral.lasars_id in own:
        raise NotAllowed("Where a provider assesses, somebody from outside scores its assessments again.")


def _must_be_blind(access: Access) -> None:
    if not scores_blind(access):
        raise NotAllowed("Your roles show you which groups people have. Somebody who does not see them scores again.")


def _locked(rescoring: Rescoring) -> Rescoring:
    found = Rescoring.objects.select_for_update(of=("self",))
    return found.select_related("drawn__assessment__instrument", "drawn__assessment__referral").get(pk=rescoring.pk)


def _own(access: Access, rescoring: Rescoring) -> Rescoring:
    if rescoring.completed_at is not None:
        raise Refusal("This scoring is completed and does not change any more.")
    if rescoring.rescorer_id != access.person.pk:
        raise NotAllowed(f"{rescoring.rescorer.name} is scoring this one again.")
    _must_be_blind(access)  # roles may have come since it was begun
    return rescoring


def _record(event: str, access: Access, subject: str, **details: str) -> None:
    record(event, partnership=access.partnership, actor=access.person, subject=subject, **details)
