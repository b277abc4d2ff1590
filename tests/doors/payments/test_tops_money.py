"""TOPs to mend say what hangs on them, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from outcomes.models import DeterminationRow, TopExceptionRow
from outcomes.queries.tops import tops_with_money
from payments.models import Contract, WorkItem
from payments.queries.tops import FOR_WANT_OF_A_TOP
from pbr import clock
from pbr.access.models import Provider
from tests.rooms.payments.world import World, signed_in

TODAY = dt.date(2012, 9, 1)
PAGE = "/caseload/tops/"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    made = World.of_case("01")
    made.as_of = TODAY
    made.settle()
    with clock.standing_on(TODAY):
        yield made


def mended(item: WorkItem, kind: str = "review-overdue", **other: object) -> TopExceptionRow:
    """An exception of the item's journey."""
    said = {"agency": item.agency, "clientid": item.clientid, "episodid": item.episodid, "day": TODAY, **other}
    partnership = item.contract.partnership
    return TopExceptionRow.objects.create(
        partnership=partnership, client=item.client, journey=item.journey, kind=kind, **said
    )


def due(**other: object) -> WorkItem:
    """A client's only review that is due in a journey."""
    first, *others = WorkItem.objects.filter(kind="review").order_by("pk")
    WorkItem.objects.filter(pk__in=[one.pk for one in others]).delete()
    WorkItem.objects.filter(pk=first.pk).update(**other)
    first.refresh_from_db()
    return first


def test_a_top_says_the_money_and_the_day_that_hang_on_it(world: World) -> None:
    mended(due(pence=12345, by=dt.date(2012, 10, 7)))
    shown = signed_in(world.finance["northway"]).get(f"{PAGE}?kind=review-overdue").content.decode()
    assert "£123.45" in shown
    assert "7 October 2012" in shown


def test_the_most_money_comes_first_and_of_the_same_money_the_sooner_day(world: World) -> None:
    item = due()
    TopExceptionRow.objects.all().delete()
    for place, (name, pence, by) in enumerate((("LATE", 5000, 30), ("RICH", 9000, 40), ("SOON", 5000, 10))):
        item.pk, item.journey = None, item.journey + dt.timedelta(days=1 + place)
        item.pence, item.by = pence, TODAY + dt.timedelta(days=by)
        item.save()
        mended(item, clientid=name)
    shown = signed_in(world.finance["northway"]).get(PAGE).content.decode()
    assert sorted(("LATE", "RICH", "SOON"), key=shown.index) == ["RICH", "SOON", "LATE"]


def test_nothing_hangs_on_a_start_top_that_came_late_or_on_an_exit_top(world: World) -> None:
    item = due()
    for kind in ("start-late", "exit-missing"):
        row = tops_with_money(world.finance["northway"]).get(pk=mended(item, kind).pk)
        assert (row.pence, row.by) == (0, None)  # type: ignore[attr-defined]


def test_another_contracts_money_does_not_hang_on_it(world: World) -> None:
    item = due()
    row = mended(item)
    south = Provider.objects.create(partnership=world.partnership, name="South")
    other = Contract.objects.create(partnership=world.partnership, code="southbank", provider=south)
    WorkItem.objects.filter(pk=item.pk).update(contract=other)
    assert tops_with_money(world.finance["northway"]).get(pk=row.pk).pence == 0  # type: ignore[attr-defined]
    assert tops_with_money(world.jo).get(pk=row.pk).pence > 0  # type: ignore[attr-defined]


def test_what_nobody_judges_for_want_of_an_answer_hangs_on_its_top(db: None) -> None:
    world = World.of_case("18")
    unjudged = DeterminationRow.objects.filter(status="not_eligible", reason__in=FOR_WANT_OF_A_TOP, superseded_at=None)[
        0
    ]
    rows = tops_with_money(world.finance[unjudged.contracts[0]])
    told = rows.filter(client=unjudged.client, journey=unjudged.journey, kind="unanswered")[0]
    assert told.pence > 0  # type: ignore[attr-defined]
    DeterminationRow.objects.filter(pk=unjudged.pk).update(superseded_at=clock.now())
    assert rows.get(pk=told.pk).pence < told.pence  # type: ignore[attr-defined]
