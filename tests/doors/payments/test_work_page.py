"""The list of what needs doing: for whom, by when, for how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payments.models import WorkItem
from pbr import clock
from tests.rooms.payments.world import World, signed_in

TODAY = dt.date(2012, 9, 1)
PAGE = "/caseload/work/"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    made = World.of_case("01")
    made.as_of = TODAY
    made.settle()
    with clock.standing_on(TODAY):
        yield made


def page(world: World, query: str = "", contract: str = "northway") -> str:
    return signed_in(world.finance[contract]).get(f"{PAGE}{query}").content.decode()


def test_a_row_says_what_is_due_by_when_and_what_is_lost(world: World) -> None:
    row = WorkItem.objects.filter(kind="review").first()
    assert row is not None
    shown = page(world, "?kind=review")
    assert row.client.reference in shown
    assert "no longer counts and it takes two new ones" in shown
    assert row.clientid in shown


def test_an_amount_that_nobody_knows_yet_is_blank_in_the_file(world: World) -> None:
    WorkItem.objects.update(pence=0)
    exported = page(world, "?kind=review&export=csv")
    assert "(no price yet)" in exported
    assert "0.00" not in exported


def test_without_a_filter_there_is_only_what_somebody_can_do(world: World) -> None:
    WorkItem.objects.filter(kind="review").update(kind="wait")
    assert "Nothing to do:" not in page(world)
    assert "Nothing to do:" in page(world, "?kind=wait")
    assert "Nothing to do:" in page(world, "?kind=all")


def test_nobody_is_hurried_to_a_planned_exit(world: World) -> None:
    WorkItem.objects.filter(kind="review").update(kind="exit", by=TODAY + dt.timedelta(days=5))
    assert "Planned exit by" not in page(world)
    assert "Planned exit by" in page(world, "?kind=exit")
    assert "at stake" not in signed_in(world.finance["northway"]).get("/").content.decode()


def test_the_list_is_narrowed_by_day_agency_and_text(world: World) -> None:
    row = WorkItem.objects.filter(kind="review").order_by("pk").first()
    assert row is not None
    WorkItem.objects.filter(kind="review").update(soonest=TODAY + dt.timedelta(days=60))
    WorkItem.objects.filter(pk=row.pk).update(soonest=TODAY + dt.timedelta(days=7))
    for query in ("?within=7", f"?text={row.client.reference}", "?text=NOSUCH", "?agency=N0852"):
        shown = page(world, f"{query}&kind=review")
        assert (row.client.reference in shown) == ("NOSUCH" not in query), query
    assert page(world, "?within=7&kind=review").count('scope="row"') == 1


def test_a_provider_sees_the_work_of_its_own_contract_only(db: None) -> None:
    world = World.of_case("29")
    world.as_of = dt.date(2012, 6, 1)
    world.settle()
    assert WorkItem.objects.filter(contract__code="southbank").exists()
    for row in WorkItem.objects.all():
        for code, access in world.finance.items():
            shown = signed_in(access).get(f"{PAGE}?kind=all").content.decode()
            assert (row.client.reference in shown) == (row.contract.code == code)


def test_the_list_is_exported_with_the_words_and_the_amounts(world: World) -> None:
    answer = signed_in(world.finance["northway"]).get(f"{PAGE}?kind=review&export=csv")
    header, first, *_ = answer.content.decode("utf-8-sig").splitlines()
    assert header == "Client,Outcome,What needs doing,Day,Amount,Agency,CLIENTID,EPISODID"
    assert "takes two new ones for £30.00" in first
    assert signed_in(world.finance["northway"]).get(f"{PAGE}?export=xlsx").status_code == 200


def test_home_says_what_is_at_stake_soon(world: World) -> None:
    WorkItem.objects.filter(kind="review").update(by=TODAY + dt.timedelta(days=5), pence=12000)
    home = signed_in(world.finance["northway"]).get("/").content.decode()
    assert "at stake" in home
    assert PAGE in home
    assert "What needs doing" not in signed_in(world.jo).get("/").content.decode()


def test_a_longer_list_asks_no_more_of_the_database(world: World) -> None:
    browser = signed_in(world.finance["northway"])
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        browser.get(f"{PAGE}?kind=all")
    rows = list(WorkItem.objects.values())
    WorkItem.objects.bulk_create(
        WorkItem(**{**row, "id": None, "journey": row["journey"] + dt.timedelta(days=days)})
        for row in rows
        for days in range(1, 20)
    )
    with CaptureQueriesContext(connection) as many:
        browser.get(f"{PAGE}?kind=all")
    assert len(many) == len(few) <= 16
