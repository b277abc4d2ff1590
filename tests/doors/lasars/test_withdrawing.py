"""A goal or a contact that was noted wrongly is withdrawn, for a reason, and stays to be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from lasars.actions.wishes import note_advocacy, note_goal
from lasars.models import AdvocacyContact, Goal, Referral
from pbr import clock
from pbr.audit.models import Event
from tests.people import Town
from tests.rooms.lasars.desk import SOMEBODY, referred

DAY = dt.date(2012, 5, 10)


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """SOMEBODY is referred, with a goal and a contact."""
    made = Town.make()
    with clock.standing_on(DAY):
        referral, assessor = referred(made, SOMEBODY), made.access("assessor")
        note_goal(access=assessor, referral=referral, text="Keep my flat")
        note_advocacy(access=assessor, referral=referral, on=DAY, whom="Housing office", about="The rent")
        yield made


def withdraw(town: Town, what: str, which: object, why: str) -> tuple[int, str]:
    way = f"/referrals/{Referral.objects.get().reference}/withdraw-{what}"
    answer = town.browser("assessor").post(way, {"which": str(which), "why": why}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_withdrawn_goal_stays_on_the_page_with_who_withdrew_it_and_why(town: Town) -> None:
    status, page = withdraw(town, "goal", Goal.objects.get().pk, "It is her sister’s")
    assert status == 200
    assert "<s>Keep my flat</s>" in page
    name = town.person("assessor").name
    assert f"withdrawn on 10 May 2012 by {name}: It is her sister’s" in page
    assert "Withdraw a goal" not in page
    assert Event.objects.get(event="goal.withdrawn").subject == f"referral:{Referral.objects.get().reference}"


def test_a_withdrawn_contact_stays_on_the_page(town: Town) -> None:
    _, page = withdraw(town, "advocacy", AdvocacyContact.objects.get().pk, "It was another day")
    assert "<s>10 May 2012, Housing office: The rent</s>" in page
    assert Event.objects.filter(event="advocacy.withdrawn").exists()


def test_without_a_reason_nothing_is_withdrawn(town: Town) -> None:
    status, page = withdraw(town, "goal", Goal.objects.get().pk, " ")
    assert status == 422
    assert "Say why it is withdrawn" in page
    assert re.search(r"<details[^>]* open[^>]*><summary[^>]*><span[^>]*>Withdraw a goal", page)
    assert Goal.objects.get().withdrawn_at is None


def test_what_is_withdrawn_is_not_withdrawn_again(town: Town) -> None:
    withdraw(town, "goal", Goal.objects.get().pk, "Wrong")
    status, _ = withdraw(town, "goal", Goal.objects.get().pk, "Wrong again")
    assert status == 422
    assert Goal.objects.get().withdrawn_because == "Wrong"


def test_a_goal_of_another_referral_cannot_be_chosen(town: Town) -> None:
    status, _ = withdraw(town, "goal", Goal.objects.get().pk + 1, "Wrong")
    assert status == 422
