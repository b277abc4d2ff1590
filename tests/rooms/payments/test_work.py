"""The work lists say what the rules say, whenever the ledger is settled."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from outcomes.models import DueRow
from payments.models import WorkItem
from tests.rooms.payments.world import World

EARLY = dt.date(2012, 9, 1)


def world_of(number: str, as_of: dt.date | None = None) -> World:
    world = World.of_case(number)
    if as_of:
        world.as_of = as_of
        world.settle()
    return world


def test_every_pending_result_with_a_contract_is_on_a_work_list(db: None) -> None:
    world = world_of("01", EARLY)
    rows = WorkItem.objects.filter(contract__partnership=world.partnership)
    assert {row.kind for row in rows} >= {"review"}
    due = DueRow.objects.filter(partnership=world.partnership, action="review")
    assert rows.filter(kind="review").count() == due.count() > 0
    for row in rows.filter(kind="review"):
        assert (row.agency, row.pence > 0) == ("N0852", True)


def test_settling_again_writes_nothing(db: None) -> None:
    world = world_of("01", EARLY)
    before = list(WorkItem.objects.order_by("pk").values())
    world.settle()
    assert list(WorkItem.objects.order_by("pk").values()) == before != []


def test_what_is_earned_leaves_the_list(db: None) -> None:
    world = world_of("01", EARLY)
    assert WorkItem.objects.filter(kind="review").exists()
    world.as_of = dt.date(2013, 3, 31)
    world.settle()
    earned = {(row.client_id, row.outcome) for row in WorkItem.objects.all()}
    for key in world.contract().entitlement_set.exclude(payable=0).exclude(client=None):
        assert (key.client_id, key.outcome) not in earned


def test_a_client_who_is_forgotten_leaves_the_list(db: None, tmp_path: Path) -> None:
    world = world_of("29", dt.date(2012, 6, 1))
    assert WorkItem.objects.exists()
    world.as_of = None
    world.resend(tmp_path, consent="N", to="20130731")
    world.settle()
    assert not WorkItem.objects.exists()


def test_what_a_closed_gate_keeps_back_can_no_longer_be_earned(db: None) -> None:
    world_of("25")
    [row] = WorkItem.objects.filter(outcome="planned-exit")
    assert (row.kind, row.pence, row.awaits) == ("nothing", 50001, "quality-of-life")
