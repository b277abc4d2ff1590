"""Taking a referral in, and what happens to it until somebody is assessed: appointments, closing."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction

from caseloads.queries import clients_with
from caseloads.rules.people import attributor
from lasars.models import Appointment, Referral
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Lasars
from pbr.audit.record import record
from pbr.web.refusals import Refusal

FURTHEST: Final = dt.timedelta(days=366)
# Letters and figures that nobody confuses when reading them out.
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is referred: initials as one letter each, in either case; sex M or F."""

    finitial: str
    sinitial: str
    dob: dt.date
    sex: str

    @property
    def attributor(self) -> str:
        return attributor(self.finitial.upper(), self.sinitial.upper(), self.dob, self.sex)


def refer(
    *, access: Access, lasars_id: int, person: Person, source: str, received: dt.date, client_reference: str = ""
) -> Referral:
    """A new referral. `client_reference` is needed only where two clients have the same initials, birth and sex."""
    if received > clock.today():
        raise Refusal("The day on which the referral came lies in the future.")
    lasars = Lasars.objects.get(pk=lasars_id, partnership=access.partnership)
    must_not_be_open(lasars.pk, person)
    client = _client(access, person, client_reference)
    with transaction.atomic():
        referral = Referral.objects.create(
            partnership=access.partnership,
            lasars=lasars,
            reference=_new_reference(access),
            finitial=person.finitial.upper(),
            sinitial=person.sinitial.upper(),
            dob=person.dob,
            sex=person.sex,
            attributor=person.attributor,
            client_id=client,
            source=Referral.Source(source),
            received=received,
            entered_by=access.person,
            entered_at=clock.now(),
        )
        _record("referral.received", access, referral, source=referral.get_source_display())
    return referral


def must_not_be_open(lasars_id: int, person: Person) -> None:
    """Raises Refusal where the LASARS has an open referral of the same person."""
    found = Referral.objects.filter(lasars=lasars_id, attributor=person.attributor, closed="", referred_on=None)
    waiting = found.first()
    if waiting is not None:
        raise Refusal(f"This person's referral {waiting.reference} is still open. Go on with that one.")


def book(*, access: Access, referral: Referral, on: dt.date) -> Appointment:
    """An appointment; the one before must be known to be kept or missed."""
    _must_be_open(referral)
    if on < referral.received:
        raise Refusal("An appointment cannot lie before the referral.")
    if on > clock.today() + FURTHEST:
        raise Refusal("The appointment lies more than a year ahead.")
    try:
        with transaction.atomic():
            made = Appointment.objects.create(
                referral=referral, on=on, booked_by=access.person, booked_at=clock.now()
            )  # fmt: skip
            _record("appointment.booked", access, referral, on=on.isoformat())
    except IntegrityError:
        raise Refusal("There is an appointment already. Say first whether it was kept.") from None
    return made


def say_kept(*, access: Access, referral: Referral, kept: bool) -> None:
    """Whether the person came to the appointment that is open."""
    with transaction.atomic():
        waiting = Appointment.objects.select_for_update().filter(referral=referral, kept__isnull=True).first()
        if waiting is None:
            raise Refusal("No appointment is waiting for an answer.")
        if waiting.on > clock.today():
            raise Refusal("The appointment has not come yet.")
        waiting.kept, waiting.told_by, waiting.told_at = kept, access.person, clock.now()
        waiting.save(update_fields=["kept", "told_by", "told_at"])
        _record("appointment.kept" if kept else "appointment.missed", access, referral, on=waiting.on.isoformat())


def cancel(*, access: Access, referral: Referral) -> None:
    """Calls off the appointment that has not come yet, so that another can be booked. It counts as not kept."""
    with transaction.atomic():
        waiting = Appointment.objects.select_for_update().filter(referral=referral, kept__isnull=True).first()
        if waiting is None or waiting.on <= clock.today():
            raise Refusal("No appointment is to come. Of one whose day has come say whether it was kept.")
        waiting.kept, waiting.told_by, waiting.told_at = False, access.person, clock.now()
        waiting.save(update_fields=["kept", "told_by", "told_at"])
        _record("appointment.cancelled", access, referral, on=waiting.on.isoformat())


def close(*, access: Access, referral: Referral, why: str) -> None:
    """Ends a referral that leads nowhere. What was assessed stays."""
    with transaction.atomic():
        locked = Referral.objects.select_for_update().get(pk=referral.pk)
        _must_be_open(locked)
        locked.closed, locked.closed_on, locked.closed_by = Referral.Closed(why), clock.today(), access.person
        locked.save(update_fields=["closed", "closed_on", "closed_by"])
        _record("referral.closed", access, locked, why=locked.get_closed_display())


def _must_be_open(referral: Referral) -> None:
    if referral.closed:
        raise Refusal("This referral is closed.")


def _client(access: Access, person: Person, reference: str) -> int | None:
    """The client named, where the person's particulars alone do not tell which it is."""
    alike = clients_with(access.partnership.pk, person.attributor)
    if not reference:
        return None
    if reference not in alike:
        raise Refusal("The client with that reference has other initials, another date of birth or another sex.")
    return alike[reference]


def _new_reference(access: Access) -> str:
    """A random reference: nothing about the person can be read from it."""
    while True:
        reference = "R-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))
        if not Referral.objects.filter(partnership=access.partnership, reference=reference).exists():
            return reference


def _record(event: str, access: Access, referral: Referral, **details: str) -> None:
    record(
        event,
        partnership=access.partnership,
        actor=access.person,
        subject=f"referral:{referral.reference}",
        **details,
    )
