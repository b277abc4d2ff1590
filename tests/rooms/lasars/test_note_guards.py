"""What was noted of a person stays; and, with each guard dropped, that it was the guard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lasars.actions.wishes import note_advocacy, note_goal, withdraw_goal
from lasars.models import AdvocacyContact, Goal
from tests.people import Town
from tests.rig.guards import requires_guard
from tests.rooms.lasars.attacks import DAY, OnDatabase, copied, made_once, refused, run
from tests.rooms.lasars.desk import referred


@dataclass(frozen=True)
class Attacked(OnDatabase):
    """Two goals, one of them withdrawn, and a contact."""

    stands: int
    withdrawn: int
    contact: int


def two_goals_and_a_contact(town: Town, database: str) -> Attacked:
    assessor, referral = town.access("assessor"), referred(town)
    for text in ("Keep my flat", "Find work"):
        note_goal(access=assessor, referral=referral, text=text)
    note_advocacy(access=assessor, referral=referral, on=DAY, whom="Housing office", about="The rent")
    stands, withdrawn = Goal.objects.order_by("pk")
    withdraw_goal(access=assessor, referral=referral, goal_id=withdrawn.pk, why="Somebody else’s")
    return Attacked(town, database, stands.pk, withdrawn.pk, AdvocacyContact.objects.get().pk)


@pytest.fixture(scope="module")
def template(django_db_setup: None, django_db_blocker: Any) -> Iterator[Attacked]:
    with made_once(django_db_blocker, two_goals_and_a_contact) as made:
        yield made


@pytest.fixture
def attacked(template: Attacked, django_db_blocker: Any) -> Iterator[Attacked]:
    with copied(django_db_blocker, template) as attacked:
        yield attacked


@requires_guard("goal_is_only_withdrawn")
def test_a_goal_never_changes(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_goal SET text = 'x' WHERE id = %s", attacked.stands)


@requires_guard("goal_is_only_withdrawn")
def test_a_goal_is_not_deleted(attacked: Attacked) -> None:
    with refused():
        run("DELETE FROM lasars_goal WHERE id = %s", attacked.stands)


@requires_guard("goal_is_only_withdrawn")
def test_a_withdrawal_is_not_taken_back(attacked: Attacked) -> None:
    with refused():
        run(
            "UPDATE lasars_goal SET withdrawn_at = NULL, withdrawn_by_id = NULL, withdrawn_because = '' WHERE id = %s",
            attacked.withdrawn,
        )


@requires_guard("goal_withdrawn_for_a_reason")
def test_a_goal_is_withdrawn_for_a_reason(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_goal SET withdrawn_at = now(), withdrawn_by_id = noted_by_id WHERE id = %s", attacked.stands)


@requires_guard("advocacy_is_only_withdrawn")
def test_a_contact_never_changes(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_advocacycontact SET about = 'x' WHERE id = %s", attacked.contact)


@requires_guard("advocacy_is_only_withdrawn")
def test_a_contact_is_not_deleted(attacked: Attacked) -> None:
    with refused():
        run("DELETE FROM lasars_advocacycontact WHERE id = %s", attacked.contact)


@requires_guard("advocacycontact_withdrawn_for_a_reason")
def test_a_contact_is_withdrawn_for_a_reason(attacked: Attacked) -> None:
    with refused():
        run(
            "UPDATE lasars_advocacycontact SET withdrawn_at = now(), withdrawn_by_id = noted_by_id WHERE id = %s",
            attacked.contact,
        )
