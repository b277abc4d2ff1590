"""The client's page says what of a journey is earned, pending, still to be earned and lost, and why."""

from __future__ import annotations

import datetime as dt

import pytest

from caseloads.models import ClientIdentity
from outcomes.models import DeterminationRow
from payments.models import Entitlement, WorkItem
from payments.queries.journey_money import FOR_WANT_OF_DATA, MENDED, JourneyMoney, Line, journeys_in_money
from pbr import clock
from tests.rooms.payments.world import World, signed_in


def sums(world: World, client_id: int, contract: str = "northway") -> dict[str, int]:
    told = journeys_in_money(world.finance[contract], client_id)
    assert told is not None
    return {heading: pence for journey in told["journeys"] for heading, pence, _ in journey.groups}


@pytest.mark.parametrize("day", [dt.date(2012, 8, 1), dt.date(2013, 3, 31)])
def test_the_groups_sum_to_what_the_ledger_and_the_work_list_say(db: None, day: dt.date) -> None:
    world = World.of_case("01")
    world.as_of = day
    with clock.standing_on(day):
        world.settle()
        for client_id in ClientIdentity.objects.values_list("client_id", flat=True):
            told = sums(world, client_id)
            earned = sum(row.payable for row in Entitlement.objects.filter(client=client_id))
            listed = WorkItem.objects.filter(client=client_id).exclude(kind="nothing")
            assert told["Earned"] == earned
            assert told["Pending"] + told["Held"] + told["Can still be earned"] == sum(row.pence for row in listed)


def test_what_was_not_achieved_says_why_and_what_it_would_have_earned(db: None) -> None:
    world = World.of_case("07")
    lost = [
        line
        for client_id in ClientIdentity.objects.values_list("client_id", flat=True)
        for journey in (journeys_in_money(world.finance["northway"], client_id) or {"journeys": ()})["journeys"]
        for line in journey.lines["lost"]
    ]
    assert lost
    for line in lost:
        assert line.pence > 0
        assert line.words.endswith(".")


def test_the_page_shows_the_sums_with_links_to_their_reasons(db: None) -> None:
    world = World.of_case("29")
    row = Entitlement.objects.filter(contract__code="northway", payable__gt=0).exclude(client=None)[0]
    assert row.client is not None
    shown = signed_in(world.finance["northway"]).get(f"/clients/{row.client.reference}/").content.decode()
    for heading in ("Earned", "Pending", "Held", "Can still be earned", "No longer"):
        assert f"<dt>{heading}</dt>" in shown
    assert "/ledger/postings/" in shown


def test_what_is_pending_is_counted_as_the_time_line_counts_it_and_held_apart() -> None:
    six = JourneyMoney(dt.date(2012, 4, 1), pending=6)
    six.lines["earnable"] = [Line("Abstinence", "northway", 0, "Review due.")] * 6
    six.lines["held"] = [Line("Planned exit", "northway", 15000, "£150.00 is held.")]
    told = {group.heading: (group.pence, group.is_unpriced) for group in six.groups}
    assert six.pending_in_words == "6 results are pending, of which none has a price yet."
    assert (told["Held"], told["Pending"]) == ((15000, False), (0, False))
    assert told["Can still be earned"] == (0, True)


def test_the_count_of_pending_results_is_that_of_the_determinations(db: None) -> None:
    world = World.of_case("01")
    world.as_of = dt.date(2012, 8, 1)
    with clock.standing_on(world.as_of):
        world.settle()
        rows = DeterminationRow.objects.filter(status="pending", superseded_at=None)
        client_id = rows.values_list("client_id", flat=True)[0]
        told = journeys_in_money(world.finance["northway"], client_id)
        assert told is not None
        counted = sum(journey.pending for journey in told["journeys"])
        assert counted == rows.filter(client=client_id).count() > 0


def test_what_is_pending_says_what_it_may_still_earn_and_where_it_stands() -> None:
    told = JourneyMoney(dt.date(2012, 4, 1), pending=3, priced=2, may_earn=24000)
    told.lines["earnable"] = [Line("Abstinence", "northway", 12000, "Review due.")] * 2
    assert told.pending_elsewhere == "In “Can still be earned”"
    assert told.pending_in_words.endswith("2 have a price so far. Those may still earn £240.00 before caps.")
    told.lines["pending"] = [Line("Planned exit", "northway", 15000, "Nothing to do.")]
    assert told.pending_elsewhere == ""


def test_what_is_pending_by_the_rules_alone_says_that_it_brings_nothing_more() -> None:
    told = JourneyMoney(dt.date(2012, 4, 1), pending=1, priced=1)
    told.lines["lost"] = [Line("Abstinence", "northway", 12000, "It can no longer be earned.")]
    assert told.pending_elsewhere == "Nothing more"
    assert told.pending_in_words == "1 result is pending. It can no longer be earned."
    assert JourneyMoney(dt.date(2012, 4, 1)).pending_elsewhere == ""


def test_a_pending_result_never_stands_beside_no_money(db: None) -> None:
    world = World.of_case("01")
    world.as_of = dt.date(2012, 8, 1)
    with clock.standing_on(world.as_of):
        world.settle()
        WorkItem.objects.filter(kind="wait").update(kind="review")
        item = WorkItem.objects.filter(kind="review", pence__gt=0)[0]
        page = signed_in(world.finance["northway"]).get(f"/clients/{item.client.reference}/").content.decode()
    assert "<dt>Pending</dt><dd>In “Can still be earned”</dd>" in page
    told = journeys_in_money(world.finance["northway"], item.client_id)
    assert told is not None
    for journey in told["journeys"]:
        sums = {group.heading: group.pence for group in journey.groups}
        assert journey.may_earn == sums["Can still be earned"] + sums["Pending"]


def test_another_contracts_money_is_not_shown(db: None) -> None:
    world = World.of_case("29")
    row = Entitlement.objects.filter(contract__code="southbank").exclude(client=None)[0]
    assert row.client_id is not None
    assert journeys_in_money(world.finance["northway"], row.client_id) is None


def test_what_is_lost_for_want_of_a_form_says_that_it_can_be_sent(db: None) -> None:
    world = World.of_case("18")
    row = DeterminationRow.objects.filter(status="not_eligible", reason__in=FOR_WANT_OF_DATA, superseded_at=None)[0]
    told = journeys_in_money(world.finance[row.contracts[0]], row.client_id)
    assert told is not None
    lost = [line for journey in told["journeys"] for line in journey.lines["lost"] if line.determination == row.pk]
    assert lost[0].words == f"{row.why} {MENDED}"
