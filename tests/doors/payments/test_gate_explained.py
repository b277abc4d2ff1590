"""Why an amount was paid, or is not yet, names the gate before its outcome and what opened it."""

from __future__ import annotations

import pytest

from outcomes.models import DeterminationRow
from payments.models import Entitlement, Transfer
from payments.queries.explaining import why
from pbr.web.templatetags.pbr import day
from tests.rooms.payments.world import World, signed_in


@pytest.fixture
def world(db: None) -> World:
    return World.of_case("25")


def test_why_lists_what_opened_the_gate_and_when(world: World) -> None:
    posting = Transfer.objects.filter(sequence=1, entitlement__outcome="planned-exit").order_by("pk")[0]
    told = why(world.jo, posting).gate
    assert told is not None
    assert told.opened is not None
    assert told.opened.date is not None
    assert posting.earned_on is not None
    assert told.opened.date <= posting.earned_on
    shown = signed_in(world.jo).get(f"/ledger/postings/{posting.pk}/").content.decode()
    assert "The gate" in shown
    assert f"{told.opened.title} was the last, on {day(told.opened.date)}: that opened the gate." in shown
    for one in told.requires:
        assert f"/determinations/{one.id}/" in shown


def test_the_gate_is_told_as_it_stood_when_the_amount_was_posted(world: World) -> None:
    posting = Transfer.objects.filter(sequence=1, entitlement__outcome="planned-exit").order_by("pk")[0]
    before = why(world.jo, posting).gate
    assert before is not None
    assert posting.entitlement is not None
    later = DeterminationRow.objects.filter(
        client=posting.entitlement.client, pk__in=[one.id for one in before.requires]
    )
    later.update(superseded_at=posting.posted_at.replace(year=2100))
    assert why(world.jo, posting).gate == before


def test_a_result_that_waits_at_a_gate_lists_what_is_missing(world: World) -> None:
    kept = Entitlement.objects.filter(gated__gt=0).order_by("pk")[0]
    row = DeterminationRow.objects.get(
        client=kept.client, journey=kept.journey, outcome=kept.outcome, part=kept.part, superseded_at=None
    )
    shown = signed_in(world.jo).get(f"/determinations/{row.pk}/").content.decode()
    assert "It is paid only once all of this is achieved, as far as the client has such a need." in shown
