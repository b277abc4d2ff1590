"""What one person may do and see in one partnership, worked out once a request from the roles held now."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Membership, Partnership, Person
from .permissions import Permission
from .roles import ROLES


@dataclass(frozen=True, slots=True)
class Access:
    """`providers` None: every provider's rows of the partnership; otherwise only those of these providers (ids)."""

    person: Person
    partnership: Partnership
    permissions: frozenset[Permission]
    roles: tuple[str, ...]
    providers: frozenset[int] | None

    @property
    def title(self) -> str:
        """The roles in words, for the page's head."""
        return " and ".join(_within_a_sentence(ROLES[code].title) for code in dict.fromkeys(self.roles))

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


def access_of(person: Person, partnership: Partnership | None = None) -> Access | None:
    """The access a person has now (in `partnership`, or the first joined); None without a live role.

    Read from the database every time: a role that ended a second ago no longer counts.
    """
    if not person.is_active:
        return None
    live = Membership.objects.filter(person=person, ended_at__isnull=True).select_related("partnership")
    if partnership is not None:
        live = live.filter(partnership=partnership)
    memberships = list(live.order_by("pk"))
    if not memberships:
        return None
    home = memberships[0].partnership
    here = [m for m in memberships if m.partnership_id == home.pk]
    only_providers = all(m.provider_id for m in here)
    return Access(
        person=person,
        partnership=home,
        permissions=frozenset().union(*(m.role.permissions for m in here)),
        roles=tuple(m.role_code for m in here),
        providers=frozenset(m.provider_id for m in here if m.provider_id) if only_providers else None,
    )


def _within_a_sentence(title: str) -> str:
    """A title in small letters, but for an abbreviation that it begins with."""
    return title if title[:2].isupper() else title[0].lower() + title[1:]
