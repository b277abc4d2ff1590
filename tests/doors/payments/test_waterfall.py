"""A claim says how what was achieved became its amount, to the penny."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from payments.actions.review import reject_lines
from payments.models import Claim, Entitlement, Transfer
from payments.queries.claims import claim_lines, listed, live_lines
from payments.queries.explaining import why
from payments.queries.statement import statement
from payments.queries.waterfall import ACHIEVED, ADJUSTED, AT_A_GATE, CAPPED, FLOORED, HELD, waterfall
from pbr.access.access import Access
from pbr.values.money import Pence, format_pence
from tests.rooms.payments.world import World, key, signed_in


def told(access: Access, claim: Claim) -> dict[str, int]:
    """The steps, after a look at whether they come to the amount that the list of claims shows."""
    found = waterfall(claim)
    assert found.total == listed(access).get(pk=claim.pk).pence
    return dict(found.steps)


def test_the_steps_of_every_claim_come_to_its_amount(db: None) -> None:
    world = World.of_case("29")
    first = world.claim(up_to=dt.date(2012, 8, 31))
    second = world.claim()
    for claim in (first, second):
        told(world.jo, claim)
    both = [sum(told(world.jo, claim)[step] for claim in (first, second)) for step in (ACHIEVED, CAPPED)]
    assert both == [80000, -20000]


def test_a_rejected_line_leaves_the_steps_with_the_claim(db: None) -> None:
    world = World.of_case("29")
    claim = world.claim()
    line = live_lines(claim)[0]
    reject_lines(access=world.jo, claim=claim, line_ids=[line.pk], reason="There was none", key=key())
    told(world.jo, claim)


def test_what_waits_at_a_gate_is_achieved_and_does_not_reach_the_claim(db: None) -> None:
    world = World.of_case("25")
    code = Entitlement.objects.filter(gated__gt=0)[0].contract.code
    steps = told(world.jo, world.claim(code))
    assert steps[AT_A_GATE] == -sum(row.gated for row in Entitlement.objects.filter(contract__code=code)) < 0


def test_what_is_held_is_achieved_and_does_not_reach_the_claim(db: None) -> None:
    world = World.of_case("15")
    code = Entitlement.objects.filter(held__gt=0)[0].contract.code
    steps = told(world.jo, world.claim(code))
    assert steps[HELD] == -sum(row.held for row in Entitlement.objects.filter(contract__code=code)) < 0


def test_what_is_taken_back_is_an_adjustment(db: None, tmp_path: Path) -> None:
    world = World.of_case("29")
    world.claim()
    world.resend(tmp_path, consent="N", to="20130731")
    world.settle()
    steps = told(world.jo, world.claim())
    assert steps[ADJUSTED] < 0
    assert steps[ACHIEVED] == 0


def test_lines_of_the_contract_as_a_whole_are_looked_at_first_the_largest_before_the_others(db: None) -> None:
    world = World.of_case("29")
    floored = Entitlement.objects.get(outcome="floor").contract.code
    lines = list(claim_lines(world.claim(floored)).order_by("flagged", "size", "pk"))
    whole = [line for line in lines if line.entitlement.client is None]
    assert lines[: len(whole)] == whole != []
    assert [abs(line.pence) for line in whole] == sorted((abs(line.pence) for line in whole), reverse=True)


def test_the_page_shows_every_step(db: None) -> None:
    world = World.of_case("29")
    shown = signed_in(world.jo).get(f"/claims/{world.claim().number}/").content.decode()
    for step in (ACHIEVED, AT_A_GATE, HELD, CAPPED, FLOORED, ADJUSTED, "Amount of the claim"):
        assert step in shown


def test_a_statement_tells_what_waits_at_a_gate(db: None) -> None:
    world = World.of_case("25")
    kept = Entitlement.objects.filter(gated__gt=0)[0]
    told = dict(statement(kept.contract, dt.date(2012, 4, 1), dt.date(2014, 3, 31)).rows)
    gated = sum(row.gated for row in Entitlement.objects.filter(contract=kept.contract))
    assert told["Behind a gate, as now known"] == gated > 0
    assert (
        dict(statement(kept.contract, dt.date(2020, 4, 1), dt.date(2020, 4, 30)).rows)["Behind a gate, as now known"]
        == 0
    )
    page = f"/statements/?contract={kept.contract.pk}&begins=2012-04-01&ends=2014-03-31"
    assert "Behind a gate, as now known" in signed_in(world.jo).get(page).content.decode()


def test_why_of_a_floor_leads_to_what_was_payable_in_its_year(db: None) -> None:
    world = World.of_case("29")
    floor = Entitlement.objects.get(outcome="floor")
    posting = Transfer.objects.get(entitlement=floor, sequence=1)
    year = why(world.jo, posting).year
    assert year is not None
    assert f"{format_pence(Pence(year.together))} was payable in the contract year" in floor.how
    shown = signed_in(world.jo).get(f"/ledger/postings/{posting.pk}/").content.decode()
    for _, _, entries in year.sums:
        for one in entries:
            assert f"/ledger/postings/{one.posting}/" in shown
    other = Transfer.objects.filter(sequence=1).exclude(entitlement=floor)[0]
    assert why(world.jo, other).year is None
