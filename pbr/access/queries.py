"""Who belongs to a partnership, for pages."""

from __future__ import annotations

from django.db.models import QuerySet

from .access import Access
from .models import Lasars, Membership, Person, Provider
from .roles import ROLES


def memberships_of(access: Access) -> QuerySet[Membership]:
    """The roles held, now or once, in the access's partnership, with person and place."""
    here = Membership.objects.filter(partnership=access.partnership)
    return here.select_related("person", "provider", "lasars")


def people_of(access: Access) -> QuerySet[Person]:
    """Everybody who holds or held a role in the access's partnership."""
    return Person.objects.filter(memberships__partnership=access.partnership).distinct()


def organisations_of(access: Access) -> tuple[list[Provider], list[Lasars]]:
    """The providers and LASARS of the partnership, in which roles can be held."""
    providers = Provider.objects.filter(partnership=access.partnership).order_by("name")
    lasars = Lasars.objects.filter(partnership=access.partnership).order_by("name")
    return list(providers), list(lasars)


ROLE_CHOICES = [(role.code, role.title) for role in ROLES.values()]
