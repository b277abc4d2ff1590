"""Assessing again has a reason and a second person, and entering people in treatment is one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseloads.models import ClientIdentity
from lasars.actions.assess import CannotComplete, complete, save, start
from lasars.actions.quick import enter
from lasars.actions.reassess import approve_reassessment, reassess
from lasars.actions.wishes import refer_on
from lasars.models import Assessment, Referral
from lasars.queries.assessing import awaiting_a_second_person, waiting_for_approval
from lasars.queries.bulk import entered_today, known_answers
from lasars.queries.facts import counting
from lasars.queries.instruments import read
from lasars.queries.referrals import queue
from pbr import clock
from pbr.web.refusals import NotAllowed, Refusal
from tests.doors.outcomes.conftest import Load
from tests.people import Town
from tests.rooms.lasars.desk import (
    ANSWERS,
    SOMEBODY,
    another_assessor,
    assessed,
    begun,
    referred,
    take_in_the_demonstration,
    told_by_the_feed,
)

DAY = dt.date(2012, 5, 10)
LATER = dt.date(2012, 7, 2)


@pytest.fixture
def town(load: Load) -> Iterator[Town]:
    loaded = load("15")
    with clock.standing_on(DAY):
        take_in_the_demonstration(loaded)
        yield loaded


def again(town: Town, made: Assessment, reason: str = "A second home lost") -> Assessment:
    with clock.standing_on(LATER):
        begun = reassess(access=town.access("assessor"), referral=made.referral, reason=reason)
        return complete(access=town.access("assessor"), assessment=begun)


def test_the_answers_of_the_last_assessment_are_there_to_be_asked_about(town: Town) -> None:
    made = assessed(town)
    begun = reassess(access=town.access("assessor"), referral=made.referral, reason="Moved")
    assert {code: told["said"] for code, told in begun.answers.items()} == ANSWERS
    assert begun.answers["opiates"]["source"] == "assessment of 10 May 2012"


def test_a_reassessment_counts_once_a_second_person_approved_it(town: Town) -> None:
    made = assessed(town)
    second = again(town, made)
    assert list(counting(town.partnership.pk)) == [made]
    other = another_assessor(town)
    assert list(waiting_for_approval(other)) == [second]
    with clock.standing_on(LATER):
        approve_reassessment(access=other, assessment=second)
    assert list(counting(town.partnership.pk).order_by("pk")) == [made, second]
    assert list(waiting_for_approval(other)) == []


def test_who_assessed_again_does_not_approve_it(town: Town) -> None:
    second = again(town, assessed(town))
    assert list(waiting_for_approval(town.access("assessor"))) == []
    with pytest.raises(NotAllowed, match="Somebody else"):
        approve_reassessment(access=town.access("assessor"), assessment=second)


def test_the_first_assessment_stays_as_it_was(town: Town) -> None:
    made = assessed(town)
    before = Assessment.objects.filter(pk=made.pk).values().get()
    second = again(town, made)
    approve_reassessment(access=another_assessor(town), assessment=second)
    assert Assessment.objects.filter(pk=made.pk).values().get() == before


def test_a_reassessment_has_a_reason_and_waits_for_the_one_before(town: Town) -> None:
    made = assessed(town)
    with pytest.raises(Refusal, match="why"):
        reassess(access=town.access("assessor"), referral=made.referral, reason="  ")
    again(town, made)
    with pytest.raises(Refusal, match="waits for its approval"):
        reassess(access=town.access("assessor"), referral=made.referral, reason="Once more")


def test_a_first_assessment_needs_no_approval(town: Town) -> None:
    with pytest.raises(Refusal, match="Only a completed reassessment"):
        approve_reassessment(access=another_assessor(town), assessment=assessed(town))


def test_who_was_assessed_after_another_referral_is_assessed_again_from_that_one(town: Town) -> None:
    made = assessed(town)
    refer_on(access=town.access("assessor"), referral=made.referral, provider_id=town.north.pk)
    with pytest.raises(Refusal, match=rf"assessed on 10 May 2012 \({made}, referral {made.referral}\): assess again"):
        start(access=town.access("assessor"), referral=referred(town))


def test_a_second_draft_of_the_same_person_is_not_completed(town: Town) -> None:
    first = begun(town, referred(town))
    refer_on_before_assessed = Referral.objects.filter(pk=first.referral_id)
    refer_on_before_assessed.update(closed="declined", closed_on=DAY, closed_by=town.person("assessor"))
    second = begun(town, referred(town))
    complete(access=town.access("assessor"), assessment=first)
    with pytest.raises(Refusal, match="assess again from that referral"):
        complete(access=town.access("assessor"), assessment=second)


def test_an_assessment_after_one_of_the_feed_is_approved_by_a_second_person(town: Town) -> None:
    made, first = assessed(town, told_by_the_feed(town, DAY)), assessed(town)
    other = another_assessor(town)
    assert awaiting_a_second_person(town.partnership.pk, [made, first]) == {made.pk}
    assert list(waiting_for_approval(other)) == [made]
    assert list(waiting_for_approval(town.access("assessor"))) == []
    approve_reassessment(access=other, assessment=made)
    assert awaiting_a_second_person(town.partnership.pk, [Assessment.objects.get(pk=made.pk)]) == set()
    assert list(waiting_for_approval(other)) == []


def test_what_waits_for_a_second_person_is_found_in_as_many_queries_for_two_as_for_one(town: Town) -> None:
    other = another_assessor(town)
    first = assessed(town, told_by_the_feed(town, DAY))
    with CaptureQueriesContext(connection) as few:
        assert list(waiting_for_approval(other)) == [first]
    second = again(town, assessed(town))
    with CaptureQueriesContext(connection) as many:
        assert set(waiting_for_approval(other)) == {first, second}
    assert len(many) == len(few)


def test_somebody_in_treatment_is_entered_in_one_step(town: Town) -> None:
    made = enter(
        access=town.access("assessor"), lasars_id=town.lasars.pk, person=SOMEBODY, received=DAY, said=ANSWERS, source={}
    )
    assert (made.group, made.completed_at is not None) == ("high", True)
    assert entered_today(town.access("assessor")) == (1, [made])
    # They have a provider: nobody has to refer them on.
    assert queue(town.access("assessor")).get(pk=made.referral_id).state == "referred"


def test_a_row_that_is_not_whole_leaves_nothing_behind(town: Town) -> None:
    with pytest.raises(CannotComplete) as refused:
        enter(
            access=town.access("assessor"), lasars_id=town.lasars.pk, person=SOMEBODY, received=DAY,
            said={**ANSWERS, "opiates": "many"}, source={},
        )  # fmt: skip
    assert list(refused.value.faults) == ["opiates"]
    assert not Referral.objects.exists()


def test_what_extracts_say_of_somebody_in_treatment_is_offered(load: Load) -> None:
    town = load("04")  # on 1 May 2013, with reviews
    instrument = read(take_in_the_demonstration(town))
    attributor = ClientIdentity.objects.order_by("key").values_list("attributor", flat=True)[0]
    answer, where = known_answers(town.partnership.pk, attributor, instrument)["opiates"]
    assert answer.isdigit()
    assert where.startswith("the TOP of ")
    assert known_answers(town.partnership.pk, SOMEBODY.attributor, instrument) == {}


def test_an_answer_given_again_differently_loses_where_it_was_from(town: Town) -> None:
    made = assessed(town)
    begun = reassess(access=town.access("assessor"), referral=made.referral, reason="Moved")
    kept = save(access=town.access("assessor"), assessment=begun, said={"opiates": "1"}, source={})
    assert kept.answers["opiates"] == {"said": "1", "source": ""}
