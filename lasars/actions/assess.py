"""An assessment: begun, saved as it goes, taken over, completed, and from then on frozen."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from lasars.actions.touching import touch
from lasars.models import Appointment, Assessment, Referral
from lasars.queries.agreed import scheme_on
from lasars.queries.blind import is_hidden
from lasars.queries.earlier import assessed_from_another_referral, client_of
from lasars.queries.instruments import instrument_on, read
from lasars.rules.complexity import CannotWeigh, weigh
from pbr import clock
from pbr.access.access import Access
from pbr.audit.record import record
from pbr.web.refusals import NotAllowed, Refusal

LONGEST_ANSWER = 200


def start(*, access: Access, referral: Referral) -> Assessment:
    """Begins the assessment of somebody referred, by the instrument of today; one that was begun already is that one.

    An appointment that was to be by today counts as kept: the person is here. Existing answers of the client are
    offered in the assessment, and that they are looked at is recorded.
    """
    begun = Assessment.objects.filter(referral=referral, completed_at__isnull=True).first()
    if begun is not None:
        return begun
    if referral.closed:
        raise Refusal("This referral is closed.")
    if Assessment.objects.filter(referral=referral).exists():
        raise Refusal("This person is assessed. Another assessment of the same person is a reassessment.")
    not_assessed_elsewhere(referral)
    instrument = instrument_on(access.partnership.pk, clock.today())
    if instrument is None:
        raise Refusal("No instrument is valid today: a commissioner has to take one in first.")
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                partnership=access.partnership,
                referral=referral,
                instrument=instrument,
                assessor=access.person,
                started_at=clock.now(),
                saved_at=clock.now(),
            )
            _came_today(access, referral)
            _record("assessment.started", access, assessment)
            client = client_of(referral)
            if client is not None:
                _record("answers.offered", access, assessment, subject=f"client:{client}")
    except IntegrityError:  # begun in another window in the same moment
        return Assessment.objects.get(referral=referral, completed_at__isnull=True)
    return assessment


def save(*, access: Access, assessment: Assessment, said: Mapping[str, str], source: Mapping[str, str]) -> Assessment:
    """Keeps answers as they were typed, complete or not; those to other questions stay as they are.

    `source`: for an answer that was taken over, where it came from. It stays while the answer stays the same.
    """
    with transaction.atomic():
        locked = _own_open(access, assessment)
        questions = {question.code for question in read(locked.instrument).questions}
        for code in questions & set(said):
            text = said[code].replace("\0", "").strip()[:LONGEST_ANSWER]
            before = locked.answers.get(code, {})
            kept = before.get("source", "") if before.get("said") == text else ""
            locked.answers[code] = {"said": text, "source": source.get(code, kept)}
        locked.saved_at = clock.now()
        locked.save(update_fields=["answers", "saved_at"])
    return locked


def take_over(*, access: Access, assessment: Assessment) -> None:
    """Another assessor of the LASARS goes on where a colleague stopped, so that nobody tells their story twice."""
    with transaction.atomic():
        locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
        if locked.completed_at is not None:
            raise Refusal("This assessment is completed.")
        if locked.assessor_id == access.person.pk:
            return
        must_not_be_hidden(access, locked)
        former, locked.assessor = locked.assessor.name, access.person
        locked.save(update_fields=["assessor"])
        _record("assessment.taken_over", access, locked, former=former)


def complete(*, access: Access, assessment: Assessment) -> Assessment:
    """Freezes the answers with the points, band and group that they give; from here they count for the rules.

    Raises CannotComplete where an answer is missing or wrong.
    """
    with transaction.atomic():
        locked = _own_open(access, assessment)
        if locked.supersedes_id is None:  # somebody else may have completed one meanwhile
            not_assessed_elsewhere(locked.referral)
        today = clock.today()
        scheme = scheme_on(access.partnership.pk, today)
        if scheme is None:
            raise Refusal("No scheme is in force, so there are no groups yet. What is answered is kept.")
        answers = {code: answer["said"] for code, answer in locked.answers.items()}
        stock = locked.referral.source == Referral.Source.STOCK
        try:
            found = weigh(read(locked.instrument), answers, scheme.groups, stock=stock)
        except CannotWeigh as why:
            raise CannotComplete(str(why), why.faults) from None
        locked.completed_at, locked.assessed, locked.saved_at = clock.now(), today, clock.now()
        locked.assessor_name = access.person.name
        locked.points, locked.total = found.points, found.total
        locked.band, locked.group, locked.groups = found.band, found.group, list(scheme.groups)
        locked.save()
        _record("assessment.completed", access, locked, group=found.group)
        touch(locked, by=access.person)
    return locked


class CannotComplete(Refusal):
    """Answers are missing or wrong: `faults` says which, by question code."""

    status = 400

    def __init__(self, message: str, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(message)


def must_not_be_hidden(access: Access, assessment: Assessment) -> None:
    """In a reassessment stand the answers of the time before, which whoever may score them again does not see."""
    if is_hidden(access, assessment):
        raise NotAllowed(
            f"{assessment.supersedes} is drawn for audit. Its reassessment is shown once it is scored again."
        )


def not_assessed_elsewhere(referral: Referral) -> None:
    """A second first assessment would change the group without a second person."""
    before = assessed_from_another_referral(referral)
    if before is not None:
        raise Refusal(
            f"This person was assessed on {before.assessed:%-d %B %Y} ({before}, referral {before.referral}): "
            "assess again from that referral."
        )


def _own_open(access: Access, assessment: Assessment) -> Assessment:
    """The assessment, locked, if it may still be written by this person."""
    locked = Assessment.objects.select_for_update(of=("self",)).select_related("instrument", "referral")
    found = locked.get(pk=assessment.pk)
    if found.completed_at is not None:
        raise Refusal("This assessment is completed and does not change any more.")
    if found.assessor_id != access.person.pk:
        raise NotAllowed(f"{found.assessor.name} is making this assessment. Take it over to go on with it.")
    return found


def _came_today(access: Access, referral: Referral) -> None:
    waiting: dict[str, object] = {"told_by": access.person, "told_at": clock.now(), "kept": True}
    Appointment.objects.filter(referral=referral, kept__isnull=True, on__lte=clock.today()).update(**waiting)


def _record(event: str, access: Access, assessment: Assessment, subject: str = "", **details: str) -> None:
    record(
        event,
        partnership=access.partnership,
        actor=access.person,
        subject=subject or f"assessment:{assessment.pk}",
        **details,
    )
