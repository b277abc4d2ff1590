"""Two people for every payment: what one person must not hold together, and who could push a payment through alone.

Some combinations nobody may hold: no other guard would stop their holder. Others are common and harmless, because the
database refuses the second step to whoever did the first (money.md §3).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from .models import Membership, Partnership, Person
from .permissions import Permission as P
from .roles import Role


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which money could leave by one person's hand. `guard`: what stops a holder; empty: nobody may hold it."""

    title: str
    held_by: Callable[[Collection[Role]], bool]
    guard: str = ""

    @property
    def forbidden(self) -> bool:
        return not self.guard


@dataclass(frozen=True, slots=True)
class Answer:
    """A way, and the people whose roles of today would let them take it if nothing stopped them."""

    way: Way
    people: list[Person]


def _all_of(*permissions: P) -> Callable[[Collection[Role]], bool]:
    return lambda roles: frozenset(permissions) <= frozenset().union(*(role.permissions for role in roles))


def _approves_for_a_provider(roles: Collection[Role]) -> bool:
    return any(role.held_in == "provider" for role in roles) and _all_of(P.APPROVE_CLAIMS)(roles)


WAYS = (
    Way("Send an extract with made-up results, and approve what they earn", _all_of(P.SEND_EXTRACTS, P.APPROVE_CLAIMS)),
    Way("Work for a provider, and approve its claims", _approves_for_a_provider),
    Way("Assess people into dearer groups, and approve what they earn", _all_of(P.ASSESS, P.APPROVE_CLAIMS)),
    Way("Give roles to a second account, and approve what it prepares", _all_of(P.MANAGE_PEOPLE, P.APPROVE_CLAIMS)),
    Way("Move an agency to another provider, and approve", _all_of(P.MANAGE_ORGANISATIONS, P.APPROVE_CLAIMS)),
    Way(
        "Prepare a claim, and approve it",
        _all_of(P.PREPARE_CLAIMS, P.APPROVE_CLAIMS),
        guard="The database refuses the approval of whoever prepared the claim.",
    ),
    Way(
        "Raise a price, and approve what it makes",
        _all_of(P.CHANGE_SCHEME, P.APPROVE_CLAIMS),
        guard="The database refuses that a draft is put in force by whoever drafted it.",
    ),
    Way(
        "Release what is held, and approve it",
        _all_of(P.DECIDE_HELD, P.APPROVE_CLAIMS),
        guard="Each claim is prepared by somebody else, who sees what was released and by whom.",
    ),
    Way(
        "Approve a claim, and pay it",
        _all_of(P.APPROVE_CLAIMS, P.RUN_PAYMENTS),
        guard="Somebody else prepared the claim; above the limit two approve, and a second person releases the run.",
    ),
)


def forbidden_way(roles: Collection[Role]) -> Way | None:
    """The first way that somebody with these roles could take and nothing would stop."""
    return next((way for way in WAYS if way.forbidden and way.held_by(roles)), None)


def answers(partnership: Partnership) -> list[Answer]:
    """Every way, with those who hold today what it needs. One query."""
    held = _roles_of_people(
        Membership.objects.filter(partnership=partnership, ended_at__isnull=True, person__is_active=True)
        .select_related("person")
        .order_by("person__name", "pk")
    )
    return [Answer(way, [person for person, roles in held.items() if way.held_by(roles)]) for way in WAYS]


def _roles_of_people(memberships: Iterable[Membership]) -> dict[Person, list[Role]]:
    held: dict[Person, list[Role]] = {}
    for membership in memberships:
        held.setdefault(membership.person, []).append(membership.role)
    return held
