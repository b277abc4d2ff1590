"""The right of reply: who may raise and answer a challenge, and what an answer does to the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db.models import Sum

from outcomes.actions.decide import decide
from outcomes.actions.overturn import release_on_challenge
from outcomes.models import DecisionMade, DeterminationRow
from payments.actions.challenge import answer_challenge, challenge_line, challenge_result
from payments.actions.review import Upload, reject_lines
from payments.models import Challenge, ClaimLine, Contract, Entitlement, Transfer
from payments.queries.claims import live_lines
from payments.queries.unclaimed import unclaimed
from pbr import clock
from pbr.access.models import Membership
from pbr.audit.models import Event
from pbr.jobs.draining import drain
from pbr.web.refusals import Refusal
from tests.rooms.payments.world import World, key, signed_in, someone

WHY = "The discharge letter says otherwise, and we have it."


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Case 15, on its day: results held since the assessment failed its audit."""
    made = World.of_case("15")
    assert made.as_of is not None
    with clock.standing_on(made.as_of):
        yield made


def held(world: World) -> DeterminationRow:
    return DeterminationRow.objects.filter(
        partnership=world.partnership, status="held", superseded_at=None, reason="assessment-failed-audit"
    ).earliest("pk")


def raised(world: World, row: DeterminationRow, upload: Upload | None = None) -> Challenge:
    contract = Contract.objects.get(partnership=world.partnership, code=row.contracts[0])
    by = world.finance[contract.code]
    answer = challenge_result(
        access=by, contract=contract, determination_id=row.pk, text=WHY, upload=upload, key=key()
    )  # fmt: skip
    return Challenge.objects.get(pk=answer["challenge"])


def answered(world: World, challenge: Challenge, outcome: str, by: object = None) -> Challenge:
    answer_challenge(access=by or world.jo, challenge=challenge, outcome=outcome, text=WHY, key=key())  # type: ignore[arg-type]
    challenge.refresh_from_db()
    return challenge


def payable(world: World) -> int:
    rows = Entitlement.objects.filter(contract__partnership=world.partnership)
    return rows.aggregate(sum=Sum("payable"))["sum"] or 0


def posted(world: World) -> int:
    return sum(row.signed for row in Transfer.objects.filter(partnership=world.partnership, sequence__isnull=False))


def work_done(world: World) -> None:
    """The jobs that an answer asked for, with the recalculation on the case's day."""
    drain("outcomes.release_on_challenge")
    world.settle()


def test_an_upheld_challenge_of_a_held_result_posts_what_it_earns(world: World) -> None:
    row, before = held(world), posted(world)
    challenge = answered(world, raised(world, row), "upheld")
    work_done(world)
    now = DeterminationRow.objects.get(
        client=row.client, journey=row.journey, outcome=row.outcome, part=row.part, superseded_at=None
    )
    assert (now.status, now.reason) == ("achieved", "released")
    assert posted(world) == payable(world) > before
    assert DecisionMade.objects.get().words == f"Challenge {challenge.number} was upheld."


def test_a_release_is_made_once_however_often_the_work_is_done(world: World) -> None:
    challenge = answered(world, raised(world, held(world)), "upheld")
    work_done(world)
    assert challenge.determination_id is not None
    release_on_challenge(
        partnership=world.partnership, by=world.jo.person, determination_id=challenge.determination_id,
        challenge=challenge.number,
    )  # fmt: skip
    assert DecisionMade.objects.count() == 1


def test_a_refused_result_is_released_by_somebody_else(world: World) -> None:
    row = held(world)
    decide(access=world.kim, determination_id=row.pk, decision="refuse", words="The audit failed, so no.")
    world.settle()
    refused = DeterminationRow.objects.get(
        client=row.client, journey=row.journey, outcome=row.outcome, part=row.part, superseded_at=None
    )
    assert (refused.status, refused.reason) == ("not_achieved", "refused")
    challenge, before = raised(world, refused), posted(world)
    with pytest.raises(Refusal, match="You made the decision"):
        answered(world, challenge, "upheld", by=world.kim)
    answered(world, challenge, "upheld", by=world.jo)
    work_done(world)
    assert posted(world) == payable(world) > before


@pytest.mark.parametrize("outcome", ["refused", "correct"])
def test_an_answer_that_does_not_uphold_posts_nothing(world: World, outcome: str) -> None:
    row, before = held(world), posted(world)
    answered(world, raised(world, row), outcome)
    work_done(world)
    assert posted(world) == payable(world) == before
    assert held(world) == row


def test_what_the_data_decides_cannot_be_upheld(db: None) -> None:
    world = World.of_case("07")
    row = DeterminationRow.objects.filter(status="not_achieved", superseded_at=None).earliest("pk")
    challenge = raised(world, row)
    with pytest.raises(Refusal, match="what was sent decides it"):
        answered(world, challenge, "upheld")
    assert answered(world, challenge, "correct").answered_by == world.jo.person


def test_facts_that_changed_meanwhile_leave_nothing_to_release(world: World) -> None:
    row = held(world)
    answered(world, raised(world, row), "upheld")
    DeterminationRow.objects.filter(pk=row.pk).update(superseded_at=clock.now())
    drain("outcomes.release_on_challenge")
    assert not DecisionMade.objects.exists()
    assert Event.objects.filter(event="determination.nothing_to_release").count() == 1


def rejected(world: World) -> ClaimLine:
    claim = world.claim()
    line = live_lines(claim)[0]
    reject_lines(access=world.kim, claim=claim, line_ids=[line.pk], reason="No such review.", key=key())
    line.refresh_from_db()
    return line


def test_an_upheld_challenge_of_a_rejected_line_lets_it_be_claimed_again(db: None) -> None:
    world = World.of_case("29")
    line = rejected(world)
    answer = challenge_line(access=world.finance["northway"], line=line, text=WHY, upload=None, key=key())
    challenge = Challenge.objects.get(pk=answer["challenge"])
    assert line.posting not in unclaimed(line.claim.contract, dt.date(2100, 1, 1))
    with pytest.raises(Refusal, match="You rejected this line"):
        answered(world, challenge, "refused", by=world.kim)
    answered(world, challenge, "upheld", by=world.jo)
    assert line.posting in unclaimed(line.claim.contract, dt.date(2100, 1, 1))
    assert posted(world) == payable(world)


def test_only_the_providers_own_people_raise_a_challenge(world: World) -> None:
    row = held(world)
    contract = Contract.objects.get(partnership=world.partnership, code=row.contracts[0])
    for access in (world.jo, world.eve):
        with pytest.raises(Refusal):
            challenge_result(
                access=access, contract=contract, determination_id=row.pk, text=WHY, upload=None, key=key()
            )  # fmt: skip


def test_nobody_who_works_for_the_provider_answers(world: World) -> None:
    challenge = raised(world, held(world))
    assert challenge.contract.provider is not None
    Membership.objects.create(
        person=world.jo.person, partnership=world.partnership, provider=challenge.contract.provider,
        role_code="provider_finance", granted_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(Refusal, match="never by the provider"):
        answered(world, challenge, "refused")


def test_a_challenge_is_answered_once_and_raised_once_at_a_time(world: World) -> None:
    row = held(world)
    challenge = raised(world, row)
    with pytest.raises(Refusal, match=f"Challenge {challenge.number} is about the same"):
        raised(world, row)
    answered(world, challenge, "refused")
    with pytest.raises(Refusal, match="already answered by"):
        answered(world, challenge, "correct")
    assert raised(world, row).number == challenge.number + 1


def test_the_same_command_again_has_the_same_answer(world: World) -> None:
    row, once = held(world), key()
    contract = Contract.objects.get(partnership=world.partnership, code=row.contracts[0])
    given = {"access": world.finance[contract.code], "contract": contract, "determination_id": row.pk, "text": WHY,
             "upload": None, "key": once}  # fmt: skip
    assert challenge_result(**given) == challenge_result(**given)
    assert Challenge.objects.count() == 1


def test_the_answer_is_due_four_weeks_after_the_challenge(world: World) -> None:
    with clock.standing_on(dt.date(2013, 5, 1)):
        assert raised(world, held(world)).due == dt.date(2013, 5, 29)


def test_what_is_achieved_or_pending_is_not_challenged(world: World) -> None:
    row = DeterminationRow.objects.filter(superseded_at=None, status="achieved").earliest("pk")
    with pytest.raises(Refusal, match="can be challenged"):
        raised(world, row)


def test_evidence_is_kept_and_given_back_as_it_came(world: World) -> None:
    challenge = raised(world, held(world), Upload("letter.pdf", b"%PDF the letter"))
    browser = signed_in(world.jo)
    answer = browser.get(f"/challenges/{challenge.number}/evidence")
    assert answer.content == b"%PDF the letter"
    assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    with pytest.raises(Refusal, match="Attach a document"):
        raised(world, held(world), Upload("run.exe", b"MZ"))


def test_both_events_are_in_the_audit_trail(world: World) -> None:
    answered(world, raised(world, held(world)), "refused")
    kinds = list(Event.objects.filter(event__startswith="challenge.").order_by("pk").values_list("event", flat=True))
    assert kinds == ["challenge.raised", "challenge.answered"]


def test_a_second_approver_does_not_answer(world: World) -> None:
    challenge = raised(world, held(world))
    with pytest.raises(Refusal):
        answered(world, challenge, "refused", by=world.sam)
    assert answered(world, challenge, "refused", by=someone(world.partnership, "commissioner", "Pat")).answered_at
