"""An assessment is kept as it goes, completed once, and frozen; a colleague can go on with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.http import Http404

from caseloads.models import Client, ClientIdentity
from lasars.actions.assess import CannotComplete, complete, save, start, take_over
from lasars.actions.instruments import add_instrument
from lasars.actions.refer import Person, book, close, refer, say_kept
from lasars.actions.wishes import refer_on
from lasars.models import Assessment, Referral
from lasars.queries.assessing import first_open_page, offers, page_of
from lasars.queries.instruments import instrument_on, read
from lasars.queries.referrals import get_referral, queue, visible_referrals, waiting
from pbr import clock
from pbr.access.models import Lasars
from pbr.audit.models import Event
from pbr.web.refusals import NotAllowed, Refusal
from tests.doors.outcomes.conftest import Load
from tests.people import Town
from tests.rooms.lasars.desk import (
    AB,
    ANSWERS,
    GROUP,
    SOMEBODY,
    TOTAL,
    another_assessor,
    assessed,
    begun,
    referred,
    take_in_the_demonstration,
)

DAY = dt.date(2012, 5, 10)


@pytest.fixture
def town(load: Load) -> Iterator[Town]:
    """Case 15 with the demonstration instrument, on 10 May 2012."""
    loaded = load("15")
    with clock.standing_on(DAY):
        take_in_the_demonstration(loaded)
        yield loaded


def answers_of(assessment: Assessment) -> dict[str, str]:
    kept = Assessment.objects.get(pk=assessment.pk).answers
    return {code: answer["said"] for code, answer in kept.items()}


def test_what_is_answered_is_kept_though_incomplete_or_wrong(town: Town) -> None:
    assessment = begun(town, referred(town), {"opiates": "about twenty", "crack": "", "housing": "none"})
    assert answers_of(assessment) == {"opiates": "about twenty", "crack": "", "housing": "none"}


def test_a_page_kept_later_leaves_the_others_as_they_are(town: Town) -> None:
    assessment = begun(town, referred(town), {"opiates": "3"})
    save(access=town.access("assessor"), assessment=assessment, said={"housing": "none", "nosuch": "1"}, source={})
    assert answers_of(assessment) == {"opiates": "3", "housing": "none"}


def test_where_an_answer_came_from_stays_until_the_answer_changes(town: Town) -> None:
    assessment, access = begun(town, referred(town), {}), town.access("assessor")
    save(access=access, assessment=assessment, said={"opiates": "3"}, source={"opiates": "the TOP"})
    save(access=access, assessment=assessment, said={"opiates": "3", "crack": "1"}, source={})
    assert Assessment.objects.get().answers["opiates"] == {"said": "3", "source": "the TOP"}
    save(access=access, assessment=assessment, said={"opiates": "4"}, source={})
    assert Assessment.objects.get().answers["opiates"] == {"said": "4", "source": ""}


def test_somebody_goes_on_at_the_first_page_that_is_not_whole(town: Town) -> None:
    assessment = begun(town, referred(town), {code: said for code, said in ANSWERS.items() if code != "housing"})
    assert first_open_page(assessment) == "home"


def test_beginning_again_goes_on_with_the_same_assessment(town: Town) -> None:
    assessment = begun(town, referred(town))
    assert start(access=town.access("assessor"), referral=assessment.referral).pk == assessment.pk


def test_a_completed_assessment_gives_its_group_and_keeps_its_points(town: Town) -> None:
    made = assessed(town)
    assert (made.group, made.total, made.assessed, made.assessor_name) == (GROUP, TOTAL, DAY, "assessor.all")
    assert sum(made.points.values()) == TOTAL
    assert made.groups == ["low", "medium", "high"]


def test_what_is_missing_is_named_and_nothing_is_completed(town: Town) -> None:
    assessment = begun(town, referred(town), {**ANSWERS, "opiates": "40", "custody": ""})
    with pytest.raises(CannotComplete) as caught:
        complete(access=town.access("assessor"), assessment=assessment)
    assert set(caught.value.faults) == {"opiates", "custody"}
    assert Assessment.objects.get().completed_at is None


def test_a_completed_assessment_takes_no_answer_more(town: Town) -> None:
    made = assessed(town)
    for again in (
        lambda: save(access=town.access("assessor"), assessment=made, said={"opiates": "0"}, source={}),
        lambda: complete(access=town.access("assessor"), assessment=made),
        lambda: take_over(access=another_assessor(town), assessment=made),
    ):
        with pytest.raises(Refusal):
            again()


def test_nobody_writes_in_a_colleagues_assessment_before_taking_it_over(town: Town) -> None:
    assessment, bo = begun(town, referred(town)), another_assessor(town)
    with pytest.raises(NotAllowed):
        save(access=bo, assessment=assessment, said={"opiates": "0"}, source={})
    take_over(access=bo, assessment=assessment)
    complete(access=bo, assessment=assessment)
    assert Assessment.objects.get().assessor_name == "Bo Ferris"
    with pytest.raises(Refusal):
        save(access=town.access("assessor"), assessment=assessment, said={"opiates": "0"}, source={})


def test_a_person_assessed_is_assessed_again_only_as_a_reassessment(town: Town) -> None:
    made = assessed(town)
    with pytest.raises(Refusal, match="reassessment"):
        start(access=town.access("assessor"), referral=made.referral)


def test_nobody_is_assessed_before_an_instrument_is_valid(town: Town) -> None:
    with clock.standing_on(dt.date(2012, 3, 31)):
        referral = referred(town)
        with pytest.raises(Refusal, match="No instrument"):
            start(access=town.access("assessor"), referral=referral)


def test_the_instrument_stays_the_one_it_was_begun_with(town: Town) -> None:
    assessment = begun(town, referred(town))
    first = instrument_on(town.partnership.pk, DAY)
    assert first is not None
    newer = first.document.replace("demonstration-1", "demonstration-2").replace("most = 28", "most = 27", 1)
    add_instrument(access=town.access("commissioner"), document=newer)
    later = instrument_on(town.partnership.pk, DAY)
    assert later is not None
    assert later.version == "demonstration-2"
    assert complete(access=town.access("assessor"), assessment=assessment).instrument == first


# Existing answers -----------------------------------------------------------------------------------------------------


def test_what_extracts_say_is_offered_to_whoever_assesses_that_person(load: Load) -> None:
    town = load("04")  # on 1 May 2013, with reviews
    take_in_the_demonstration(town)
    attributor = ClientIdentity.objects.order_by("key").values_list("attributor", flat=True)[0]
    born = dt.date(int(attributor[6:10]), int(attributor[4:6]), int(attributor[2:4]))
    person = Person(attributor[0], attributor[1], born, attributor[10])
    assessment = begun(town, referred(town, person), {})
    first = offers(assessment, page_of(read(assessment.instrument), "use").group)
    assert "opiates" in {offer.code for offer in first}
    assert all(offer.where.startswith(("the TOP of ", "the record of ")) for offer in first)
    assert Event.objects.filter(event="answers.offered").count() == 1


def test_nothing_is_offered_of_somebody_unknown(town: Town) -> None:
    assessment = begun(town, referred(town), {})
    assert offers(assessment, page_of(read(assessment.instrument), "use").group) == []
    assert not Event.objects.filter(event="answers.offered").exists()


# Referrals --------------------------------------------------------------------------------------------------------------


def test_the_queue_counts_days_from_the_referral_to_each_step(town: Town) -> None:
    access, referral = town.access("assessor"), referred(town, received=dt.date(2012, 5, 1))
    book(access=access, referral=referral, on=DAY)
    row = queue(access).get()
    assert (row.state, row.waits.days, row.to_appointment.days, row.to_assessment) == ("booked", 9, 9, None)
    say_kept(access=access, referral=referral, kept=True)
    assert queue(access).get().state == "seen"
    complete(access=access, assessment=begun(town, referral))
    with clock.standing_on(dt.date(2012, 5, 15)):
        assert queue(access).get().state == "assessed"
        refer_on(access=access, referral=referral, provider_id=town.north.pk)
        row = queue(access).get()
    assert (row.state, row.waits, row.to_assessment.days, row.to_provider.days) == ("referred", None, 9, 14)


def test_somebody_who_begins_to_be_assessed_came_to_the_appointment(town: Town) -> None:
    access, referral = town.access("assessor"), referred(town)
    book(access=access, referral=referral, on=DAY)
    start(access=access, referral=referral)
    assert referral.appointments.get().kept is True


def test_a_missed_appointment_leaves_room_for_another(town: Town) -> None:
    access, referral = town.access("assessor"), referred(town)
    book(access=access, referral=referral, on=DAY)
    with pytest.raises(Refusal, match="There is an appointment"):
        book(access=access, referral=referral, on=DAY)
    say_kept(access=access, referral=referral, kept=False)
    assert queue(access).get().state == "waiting"
    book(access=access, referral=referral, on=DAY + dt.timedelta(7))
    with pytest.raises(Refusal, match="not come yet"):
        say_kept(access=access, referral=referral, kept=True)


def test_everybody_in_a_state_is_counted(town: Town) -> None:
    for person in (SOMEBODY, AB):
        referred(town, person)
    assert waiting(town.access("assessor")) == {"waiting": 2}


def test_a_person_whose_referral_is_open_is_not_taken_in_twice(town: Town) -> None:
    first = referred(town)
    with pytest.raises(Refusal, match=first.reference):
        referred(town)
    close(access=town.access("assessor"), referral=first, why="declined")
    assert referred(town).reference != first.reference


def test_a_client_reference_must_be_of_such_a_person(town: Town) -> None:
    wrong = Client.objects.exclude(identity__attributor=AB.attributor).first()
    right = Client.objects.get(identity__attributor=AB.attributor)
    asked = {"access": town.access("assessor"), "lasars_id": town.lasars.pk, "source": "gp", "received": DAY}
    with pytest.raises(Refusal, match="other initials"):
        refer(**asked, person=AB, client_reference=wrong.reference)
    assert refer(**asked, person=AB, client_reference=right.reference).client == right


def test_nobody_is_referred_on_unassessed(town: Town) -> None:
    with pytest.raises(Refusal, match="Complete the assessment first"):
        refer_on(access=town.access("assessor"), referral=referred(town), provider_id=town.north.pk)


def test_assessors_see_their_own_lasars_and_auditors_all(town: Town) -> None:
    elsewhere = Lasars.objects.create(partnership=town.partnership, name="The other LASARS")
    bo = another_assessor(town, elsewhere)
    referral = referred(town)
    assert list(visible_referrals(bo)) == []
    assert list(visible_referrals(town.access("auditor"))) == [referral]
    assert list(visible_referrals(town.access("assessor"))) == [referral]
    with pytest.raises(Http404):
        get_referral(bo, referral.reference)


def test_the_audit_trail_says_nothing_of_who_was_referred(town: Town) -> None:
    assessed(town, SOMEBODY)
    told = [str(event.details) + event.subject for event in Event.objects.all()]
    assert Referral.objects.get().attributor not in "".join(told)
    assert {"referral.received", "assessment.started", "assessment.completed"} <= set(
        Event.objects.values_list("event", flat=True)
    )
