"""Roles are given and ended by an administrator, never by the person who holds them; each time an event is written."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from pbr import clock
from pbr.access.access import Access
from pbr.access.duties import forbidden_way
from pbr.access.models import Lasars, Membership, Person, Provider
from pbr.access.permissions import Permission
from pbr.access.roles import Role
from pbr.audit.record import record

from .refusals import NotAllowed, Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """A role and where it is held: in a provider, in a LASARS, or in the partnership itself."""

    role: Role
    provider: Provider | None = None
    lasars: Lasars | None = None

    @property
    def where(self) -> str:
        return str(self.provider or self.lasars or "the partnership")


def add_person(*, access: Access, name: str, email: str, place: Place) -> Person:
    """Someone new with a first role; no password yet. Whoever is known by the address already just gets the role."""
    with transaction.atomic():
        person = Person.objects.filter(email=email.lower()).first()
        if person is None:
            person = Person.objects.create_user(email, name=name)
            _record("person.added", access, person)
        grant_role(access=access, person=person, place=place)
    return person


def grant_role(*, access: Access, person: Person, place: Place) -> Membership:
    """Refuses a role for oneself, one held already, and one with which the person could push a payment through alone."""
    with transaction.atomic():
        _must_manage(access, person)
        live = _locked_live_memberships(access, person)
        if any(_same(membership, place) for membership in live):
            raise Refusal(f"{person.name} already is {place.role.title.lower()} there.")
        way = forbidden_way([place.role, *(membership.role for membership in live)])
        if way:
            raise Refusal(
                f"{person.name} cannot be {place.role.title.lower()} beside the roles held now: one person could then "
                f"“{way.title[0].lower()}{way.title[1:]}”."
            )
        membership = Membership.objects.create(
            person=person,
            partnership=access.partnership,
            provider=place.provider,
            lasars=place.lasars,
            role_code=place.role.code,
            granted_at=clock.now(),
            granted_by=access.person,
        )
        _record("role.granted", access, person, role=place.role.title.lower(), where=place.where)
    return membership


def end_role(*, access: Access, membership: Membership) -> None:
    """From this moment the role counts no more, in open sessions too. Ending twice ends once."""
    with transaction.atomic():
        person = membership.person
        _must_manage(access, person)
        row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk, partnership=access.partnership)
        if row.ended_at is not None:
            return
        row.ended_at, row.ended_by = clock.now(), access.person
        row.save(update_fields=["ended_at", "ended_by"])
        place = Place(row.role, row.provider, row.lasars)
        _record("role.ended", access, person, role=row.role.title.lower(), where=place.where)


def _must_manage(access: Access, person: Person) -> None:
    if not access.may(Permission.MANAGE_PEOPLE):
        raise NotAllowed("Only an administrator of people gives and ends roles.")
    if person.pk == access.person.pk:
        raise NotAllowed("Nobody gives or ends his or her own roles; another administrator of people does.")


def _locked_live_memberships(access: Access, person: Person) -> list[Membership]:
    """The person's roles here, while nobody else can give another: two grants at once must see each other."""
    Person.objects.select_for_update().get(pk=person.pk)
    return list(Membership.objects.filter(person=person, partnership=access.partnership, ended_at__isnull=True))


def _same(membership: Membership, place: Place) -> bool:
    held = (membership.role_code, membership.provider_id, membership.lasars_id)
    return held == (place.role.code, place.provider and place.provider.pk, place.lasars and place.lasars.pk)


def _record(event: str, access: Access, person: Person, **details: str) -> None:
    subject = f"person:{person.pk}"
    record(event, partnership=access.partnership, actor=access.person, subject=subject, person=person.name, **details)
