"""A result released without an assessment stays in sight until somebody assesses the client."""

from __future__ import annotations

import pytest

from outcomes.actions.decide import decide
from outcomes.models import DeterminationRow
from payments.models import WorkItem
from pbr import clock
from pbr.access.models import Lasars, Provider
from tests.people import Town
from tests.rooms.payments.world import World, signed_in

WORDS = "The paper assessment lies before me, dated 1 May."


def held_row() -> DeterminationRow:
    rows = DeterminationRow.objects.filter(superseded_at=None, status="held", reason="no-assessment")
    return rows.exclude(contracts=[]).order_by("pk")[0]


@pytest.fixture
def world(db: None) -> World:
    return World.of_case("15")


@pytest.fixture
def released(world: World) -> DeterminationRow:
    """The result of a client without an assessment, after a person released it."""
    row = held_row()
    assert world.as_of is not None
    with clock.standing_on(world.as_of):
        decide(access=world.jo, determination_id=row.pk, decision="release", words=WORDS)
        world.settle()
    return DeterminationRow.objects.get(client=row.client, outcome=row.outcome, part=row.part, superseded_at=None)


def test_a_held_result_without_a_group_says_between_what_it_lies(world: World) -> None:
    row = held_row()
    shown = signed_in(world.jo).get(f"/determinations/{row.pk}/").content.decode()
    assert "nothing is earned without an assessment, even when it is released" in shown
    assert row.client is not None
    assert " to £" in signed_in(world.jo).get(f"/clients/{row.client.reference}/").content.decode()


def test_a_released_result_without_a_group_stands_in_the_clients_money(
    world: World, released: DeterminationRow
) -> None:
    assert (released.status, released.group, released.reason) == ("achieved", None, "released")
    assert released.client is not None
    for access in (world.jo, world.finance[released.contracts[0]]):
        shown = signed_in(access).get(f"/clients/{released.client.reference}/").content.decode()
        assert "Achieved, waits for an assessment" in shown
        assert "there is no price until somebody assesses the client" in shown


def test_its_own_page_says_what_it_waits_for(world: World, released: DeterminationRow) -> None:
    shown = signed_in(world.jo).get(f"/determinations/{released.pk}/").content.decode()
    assert "Achieved, and waits for an assessment: the group that it gives will say how much" in shown
    assert "£100.00 to £300.00" in shown


def test_what_needs_doing_lists_it(world: World, released: DeterminationRow) -> None:
    assert released.client is not None
    [item] = WorkItem.objects.filter(client=released.client, kind="assessment")
    assert (item.outcome, item.pence) == (released.outcome, 0)
    shown = signed_in(world.jo).get("/caseload/work/?kind=assessment").content.decode()
    assert released.client.reference in shown


def test_whoever_assesses_is_reminded_of_the_client(world: World, released: DeterminationRow) -> None:
    assert released.client is not None
    lasars = Lasars.objects.get(partnership=world.partnership)
    nobody = Provider(partnership=world.partnership, name="Nobody")
    shown = Town(world.partnership, nobody, nobody, lasars).browser("assessor").get("/").content.decode()
    assert "Results that wait for an assessment" in shown
    assert released.client.reference in shown
