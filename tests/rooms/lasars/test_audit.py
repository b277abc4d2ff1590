"""A sample is drawn once and by its seed; scoring again is somebody else's, blind, and what fails holds the money."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from caseloads.models import Client
from caseloads.queries import facts_of
from lasars.actions import audit as audit_actions
from lasars.actions.assess import CannotComplete, complete, take_over
from lasars.actions.audit import begin_rescoring, complete_rescoring, draw_sample, save_rescoring
from lasars.actions.reassess import approve_reassessment, reassess
from lasars.actions.refer import Person
from lasars.models import Assessment, AuditDraw, Drawn, Referral, Rescoring
from lasars.queries import assessed as touched
from lasars.queries import assessors_of, with_assessments
from lasars.queries.audits import drawn_of, left_to_score, visible_draws
from lasars.queries.blind import TELLS_GROUPS, is_hidden
from lasars.queries.pages import assessments_for_replay
from lasars.rules import sampling
from outcomes.actions.recalculate import recalculate
from outcomes.models import DeterminationRow
from pbr import clock
from pbr.access.access import Access, access_of
from pbr.access.models import Membership
from pbr.access.models import Person as Account
from pbr.access.permissions import Permission
from pbr.access.roles import ROLES
from pbr.jobs.draining import drain
from pbr.web.refusals import NotAllowed, Refusal
from tests.doors.outcomes.conftest import Load
from tests.people import Town
from tests.rooms.lasars.desk import AB, ANSWERS, another_assessor, assessed, begun, referred, take_in_the_demonstration

DAY = dt.date(2012, 5, 10)
MAY = {"since": dt.date(2012, 5, 1), "until": dt.date(2012, 5, 31)}
ALL, TENTH = Decimal(1), Decimal("0.10")
LOW = {
    **ANSWERS,
    "opiates": "0",
    "injecting": "never",
    "physical": "20",
    "psychological": "20",
    "housing": "none",
    "custody": "no",
    "theft": "0",
}


@pytest.fixture
def town(load: Load) -> Iterator[Town]:
    """Case 15 with the demonstration instrument; AB is assessed in May, and it is June."""
    loaded = load("15")
    with clock.standing_on(DAY):
        take_in_the_demonstration(loaded)
        assessed(loaded, AB)
    drain()
    with clock.standing_on(dt.date(2012, 6, 30)):
        yield loaded


def _of(person: Account) -> Access:
    access = access_of(person)
    assert access is not None
    return access


def drawn(town: Town, share: Decimal = ALL) -> AuditDraw:
    return draw_sample(access=town.access("commissioner"), lasars_id=town.lasars.pk, share=share, **MAY)


def scored_again(access: Access, one: Drawn, answers: dict[str, str]) -> Rescoring:
    taken_on = begin_rescoring(access=access, drawn=one)
    return complete_rescoring(access=access, rescoring=save_rescoring(access=access, rescoring=taken_on, said=answers))


def audit_in_the_facts(town: Town) -> str:
    client = Client.objects.get(identity__attributor=AB.attributor)
    (known,) = with_assessments(facts_of(town.partnership.pk, [client.pk]), town.partnership.pk)
    return known.assessments[-1].audit


def test_the_recorded_seed_draws_the_same_again(town: Town) -> None:
    with clock.standing_on(DAY):
        for number in range(1, 10):
            assessed(town, Person("Q", "R", dt.date(1980, 1, number), "F"))
    made = drawn(town, Decimal("0.3"))
    population = [one.assessid for one in Assessment.objects.filter(assessed=DAY)]
    told = sorted(one.assessment.assessid for one in made.drawn.select_related("assessment"))
    assert (made.population, len(told)) == (10, 3)
    assert told == sampling.draw(population, Decimal("0.3"), made.seed)


def test_no_day_is_drawn_from_twice(town: Town) -> None:
    drawn(town)
    with pytest.raises(Refusal, match="drawn from before"):
        drawn(town)
    assert visible_draws(town.access("assessment_auditor")).count() == 1


def test_a_day_that_is_not_over_is_not_drawn_from(town: Town) -> None:
    with pytest.raises(Refusal, match="must be over"):
        draw_sample(
            access=town.access("commissioner"), lasars_id=town.lasars.pk, share=ALL,
            since=MAY["since"], until=clock.today(),
        )  # fmt: skip


def test_less_than_the_scheme_asks_for_is_refused(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_actions, "agreed_share", lambda access, day: TENTH)
    with pytest.raises(Refusal, match="at least 10%"):
        drawn(town, Decimal("0.05"))


def test_a_time_in_which_nobody_was_assessed_has_no_sample(town: Town) -> None:
    with pytest.raises(Refusal, match="Nobody was assessed"):
        draw_sample(
            access=town.access("commissioner"), lasars_id=town.lasars.pk, share=ALL,
            since=dt.date(2012, 4, 1), until=dt.date(2012, 4, 30),
        )  # fmt: skip


def test_who_assessed_does_not_score_it_again(town: Town) -> None:
    one = drawn(town).drawn.get()
    with pytest.raises(NotAllowed, match="had a hand"):
        begin_rescoring(access=town.access("assessor"), drawn=one)
    assert left_to_score(town.access("assessor")) == 0
    assert left_to_score(town.access("assessment_auditor")) == 1


@pytest.mark.parametrize("role", ["auditor", "commissioner", "second_approver", "administrator"])
def test_whoever_reads_groups_elsewhere_does_not_score_again(town: Town, role: str) -> None:
    """A client's page, a claim, the ledger and the audit trail all tell the group: each closes the door by itself."""
    one = drawn(town).drawn.get()
    Membership.objects.create(
        person=town.person("assessment_auditor"), partnership=town.partnership, role_code=role, granted_at=clock.now()
    )
    with pytest.raises(NotAllowed, match="Your roles show you which groups"):
        begin_rescoring(access=town.access("assessment_auditor"), drawn=one)


def test_whoever_is_given_such_a_role_meanwhile_does_not_go_on(town: Town) -> None:
    taken_on = begin_rescoring(access=town.access("assessment_auditor"), drawn=drawn(town).drawn.get())
    Membership.objects.create(
        person=town.person("assessment_auditor"), partnership=town.partnership, role_code="auditor",
        granted_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="Your roles show you which groups"):
        save_rescoring(access=town.access("assessment_auditor"), rescoring=taken_on, said=ANSWERS)


def test_no_role_scores_again_and_reads_groups() -> None:
    scoring = [role for role in ROLES.values() if Permission.RESCORE in role.permissions]
    assert {role.code for role in scoring} == {"assessor", "assessment_auditor"}
    assert [role.code for role in scoring if role.permissions & TELLS_GROUPS] == []


def test_whoever_began_an_assessment_before_a_colleague_took_it_over_does_not_score_it(town: Town) -> None:
    colleague = another_assessor(town)
    with clock.standing_on(DAY):
        opened = begun(town, referred(town))
        take_over(access=colleague, assessment=opened)
        complete(access=colleague, assessment=opened)
    one = drawn(town).drawn.get(assessment=opened)
    with pytest.raises(NotAllowed, match="had a hand"):
        begin_rescoring(access=town.access("assessor"), drawn=one)
    assert drawn_of(town.access("assessor")).get(pk=one.pk).known


def test_whoever_approved_an_assessment_does_not_score_it(town: Town) -> None:
    colleague = another_assessor(town)
    with clock.standing_on(DAY):
        again = reassess(access=town.access("assessor"), referral=Referral.objects.get(), reason="Moved")
        approve_reassessment(
            access=colleague, assessment=complete(access=town.access("assessor"), assessment=again)
        )  # fmt: skip
    with pytest.raises(NotAllowed, match="had a hand"):
        begin_rescoring(access=colleague, drawn=drawn(town).drawn.get(assessment=again))


@pytest.fixture
def reassessed_before_the_draw(town: Town) -> Assessment:
    """Begun by a colleague, with the answers of the time before in it, and still open when that is drawn."""
    with clock.standing_on(DAY):
        again = reassess(access=another_assessor(town), referral=Referral.objects.get(), reason="Moved")
    drawn(town)
    return again


def test_whoever_assesses_again_has_the_answers_and_does_not_score(
    town: Town, reassessed_before_the_draw: Assessment
) -> None:
    with pytest.raises(NotAllowed, match="had a hand"):
        begin_rescoring(access=_of(reassessed_before_the_draw.assessor), drawn=Drawn.objects.get())


def test_a_reassessment_is_not_taken_over_by_who_may_score_the_time_before(
    town: Town, reassessed_before_the_draw: Assessment
) -> None:
    third = another_assessor(town, name="Al Third")
    with pytest.raises(NotAllowed, match="drawn for audit"):
        take_over(access=third, assessment=reassessed_before_the_draw)
    assert is_hidden(third, reassessed_before_the_draw)


def test_where_a_provider_assesses_a_colleague_is_not_somebody_else(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = drawn(town).drawn.get()
    agreed = audit_actions.scheme_on(town.partnership.pk, DAY)
    assert agreed is not None
    hosted = dataclasses.replace(agreed, lasars=dataclasses.replace(agreed.lasars, host="provider"))
    monkeypatch.setattr(audit_actions, "scheme_on", lambda partnership, day: hosted)
    with pytest.raises(NotAllowed, match="somebody from outside"):
        begin_rescoring(access=another_assessor(town), drawn=one)
    assert begin_rescoring(access=town.access("assessment_auditor"), drawn=one).rescorer == town.person(
        "assessment_auditor"
    )


def test_the_same_group_passes(town: Town) -> None:
    done = scored_again(town.access("assessment_auditor"), drawn(town).drawn.get(), ANSWERS)
    assert (done.passed, audit_in_the_facts(town)) == (True, "pass")


def test_another_group_fails_and_holds_what_rests_on_it(town: Town) -> None:
    rows = DeterminationRow.objects.filter(superseded_at=None, client__identity__attributor=AB.attributor)
    with clock.standing_on(dt.date(2013, 6, 30)):
        recalculate(partnership=town.partnership, progress=lambda *_: None, finish=lambda: None)
        assert [(row.status, row.reason) for row in rows] == [("achieved", "met")]
        done = scored_again(town.access("assessment_auditor"), drawn(town).drawn.get(), LOW)
        drain()
        assert (done.passed, audit_in_the_facts(town)) == (False, "fail")
        assert [(row.status, row.reason) for row in rows.all()] == [("held", "assessment-failed-audit")]


def test_a_replay_is_told_of_the_audit(town: Town) -> None:
    scored_again(town.access("assessment_auditor"), drawn(town).drawn.get(), LOW)
    assert [row[-1] for row in assessments_for_replay(town.access("assessment_auditor"))] == ["fail"]


def test_a_scoring_makes_the_client_be_determined_again(town: Town) -> None:
    before = touched(town.partnership.pk)
    scored_again(town.access("assessment_auditor"), drawn(town).drawn.get(), ANSWERS)
    after = touched(town.partnership.pk)
    assert all(after[client] > before[client] for client in before)


def test_who_scores_again_has_a_hand_in_the_money_and_may_not_approve_it(town: Town) -> None:
    scored_again(town.access("assessment_auditor"), drawn(town).drawn.get(), ANSWERS)
    client = Client.objects.get(identity__attributor=AB.attributor)
    hands = assessors_of(town.partnership.pk, [(client.pk, AB.attributor)])
    assert hands == {client.pk: {town.person("assessor").pk, town.person("assessment_auditor").pk}}


def test_a_scoring_is_completed_whole(town: Town) -> None:
    taken_on = begin_rescoring(access=town.access("assessment_auditor"), drawn=drawn(town).drawn.get())
    kept = save_rescoring(
        access=town.access("assessment_auditor"), rescoring=taken_on, said={"opiates": "3", "nosuch": "1"}
    )
    assert kept.answers == {"opiates": {"said": "3", "source": ""}}
    with pytest.raises(CannotComplete) as refused:
        complete_rescoring(access=town.access("assessment_auditor"), rescoring=kept)
    assert "crack" in refused.value.faults


def test_a_scoring_is_one_persons_and_ends_once(town: Town) -> None:
    one = drawn(town).drawn.get()
    begin_rescoring(access=town.access("assessment_auditor"), drawn=one)
    with pytest.raises(NotAllowed, match="scoring this one again"):
        begin_rescoring(access=another_assessor(town), drawn=one)
    done = scored_again(town.access("assessment_auditor"), one, ANSWERS)
    with pytest.raises(Refusal, match="completed"):
        save_rescoring(access=town.access("assessment_auditor"), rescoring=done, said=LOW)


def test_the_list_of_a_sample_tells_neither_group_nor_assessor(town: Town) -> None:
    row = drawn_of(town.access("assessment_auditor"), drawn(town).pk).values().get()
    assert set(row) & {"group", "assessor", "total", "band"} == set()
