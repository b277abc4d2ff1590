"""A provider sees whom the LASARS referred to it, until their treatment starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from caseloads.models import Client, Intervention, Record
from lasars.actions.refer import Person
from lasars.actions.wishes import note_advocacy, note_goal, note_preference, refer_on, withdraw_goal
from lasars.models import Assessment, Goal, Referral
from lasars.queries import of_client as of_client_queries
from pbr import clock
from pbr.access.models import Provider
from pbr.audit.models import Event
from tests.doors.outcomes.conftest import Load
from tests.people import Town
from tests.rooms.lasars.desk import AB, GROUP, SOMEBODY, assessed, take_in_the_demonstration

DAY = dt.date(2012, 5, 10)


@pytest.fixture
def town(load: Load) -> Iterator[Town]:
    """SOMEBODY, in no extract, is referred to North on 10 May; and it is 20 May."""
    loaded = load("15")
    with clock.standing_on(DAY):
        take_in_the_demonstration(loaded)
        send_on(loaded, assessed(loaded, SOMEBODY))
    with clock.standing_on(dt.date(2012, 5, 20)):
        yield loaded


def send_on(town: Town, made: Assessment) -> Referral:
    refer_on(access=town.access("assessor"), referral=made.referral, provider_id=town.north.pk)
    return made.referral


def listed(town: Town) -> str:
    answer = town.browser("provider_manager", town.north).get("/caseload/referred/?export=csv")
    return answer.content.decode("utf-8-sig")


def test_a_provider_sees_who_was_referred_to_it_from_whom_and_since_when(town: Town) -> None:
    reference = Referral.objects.get().reference
    line = next(one for one in listed(town).splitlines() if one.startswith(reference))
    assert line == f"{reference},,{town.north.name},2012-05-10,GP or health service,{GROUP},10"


def test_it_is_on_the_home_page(town: Town) -> None:
    home = town.browser("provider_manager", town.north).get("/").content.decode()
    assert "1 person waits" in home
    assert "Referred to you" not in town.browser("commissioner").get("/").content.decode()


def test_the_list_says_nothing_about_who_it_is_and_no_price(town: Town) -> None:
    page = town.browser("provider_manager", town.north).get("/caseload/referred/").content.decode()
    assert SOMEBODY.attributor not in page
    assert "1979" not in page
    assert "£" not in page


def test_another_provider_sees_nothing_of_it(town: Town) -> None:
    reference = Referral.objects.get().reference
    other = town.browser("provider_manager", town.south)
    assert reference not in other.get("/caseload/referred/").content.decode()
    assert other.post(f"/caseload/referred/{reference}/who").status_code == 404
    assert "Referred to you</h2>" not in other.get("/").content.decode()


def test_who_it_is_is_asked_for_and_recorded(town: Town) -> None:
    reference = Referral.objects.get().reference
    page = town.browser("provider_manager", town.north).post(f"/caseload/referred/{reference}/who").content.decode()
    assert "3 May 1979" in page
    seen = Event.objects.get(event="referral.identity_seen")
    assert (seen.subject, seen.actor) == (f"referral:{reference}", town.person("provider_manager", town.north))


def test_finance_sees_the_list_and_not_who_it_is(town: Town) -> None:
    reference = Referral.objects.get().reference
    finance = town.browser("provider_finance", town.north)
    assert "Show who" not in finance.get("/caseload/referred/").content.decode()
    assert finance.post(f"/caseload/referred/{reference}/who").status_code == 403


def test_an_assessor_does_not_look_by_the_providers_door(town: Town) -> None:
    reference = Referral.objects.get().reference
    assert town.browser("assessor").post(f"/caseload/referred/{reference}/who").status_code == 404


def test_somebody_whose_treatment_has_started_there_stands_there_no_more(town: Town) -> None:
    with clock.standing_on(DAY):
        referral = send_on(town, assessed(town, AB))
    client = Client.objects.get(identity__attributor=AB.attributor)
    record = Record.objects.get(client=client)
    began = Intervention.objects.filter(agency=record.agency, clientid=record.clientid)
    assert began.filter(start__gte=referral.received).count() == 0
    assert f"{referral.reference},{client.reference}," in listed(town)
    began.update(start=dt.date(2012, 5, 18))
    assert referral.reference not in listed(town)


def wanting(town: Town, person: Person) -> Referral:
    """Somebody with two goals, one of them withdrawn, who asks for North and is referred there."""
    access, referral = town.access("assessor"), assessed(town, person).referral
    note_goal(access=access, referral=referral, text="See my daughter again")
    note_goal(access=access, referral=referral, text="Noted by mistake")
    mistaken = Goal.objects.get(text="Noted by mistake")
    withdraw_goal(access=access, referral=referral, goal_id=mistaken.pk, why="Of somebody else")
    note_preference(access=access, referral=referral, provider_id=town.north.pk, words="My cousin goes to South")
    note_advocacy(access=access, referral=referral, on=DAY, whom="Housing office", about="Arrears")
    refer_on(access=access, referral=referral, provider_id=town.north.pk)
    return referral


def of_client(town: Town, role: str, provider: Provider | None = None) -> str:
    client = Client.objects.get(identity__attributor=AB.attributor)
    return town.browser(role, provider).get(f"/clients/{client.reference}/").content.decode()


def test_the_provider_to_which_somebody_is_referred_sees_what_they_want(town: Town) -> None:
    with clock.standing_on(DAY):
        wanting(town, AB)
    shown = of_client(town, "provider_manager", town.north)
    assert "See my daughter again" in shown
    assert "They asked for you." in shown
    for kept_back in ("Noted by mistake", "My cousin goes to South", "Housing office", "Arrears"):
        assert kept_back not in shown


def test_a_goal_is_told_with_the_local_outcome_to_which_it_is_linked(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_client_queries, "local_outcomes", lambda *_: [("parenting", "A parenting course")])
    with clock.standing_on(DAY):
        referral = wanting(town, AB)
        note_goal(access=town.access("assessor"), referral=referral, text="Be a good father", outcome="parenting")
    assert "– counts towards: A parenting course" in of_client(town, "provider_manager", town.north)


def test_nobody_else_sees_on_the_clients_page_what_somebody_wants(town: Town) -> None:
    with clock.standing_on(DAY):
        referral = wanting(town, AB)
    for role, provider in (("provider_finance", town.north), ("commissioner", None), ("auditor", None)):
        assert "See my daughter again" not in of_client(town, role, provider), role
    Referral.objects.filter(pk=referral.pk).update(referred_to=town.south)
    assert "See my daughter again" not in of_client(town, "provider_manager", town.north)


def test_what_somebody_wants_is_told_before_their_treatment_starts_with_who_they_are(town: Town) -> None:
    with clock.standing_on(DAY):
        referral = wanting(town, Person("Q", "X", dt.date(1985, 7, 6), "M"))
    shown = town.browser("provider_manager", town.north).post(f"/caseload/referred/{referral.reference}/who")
    assert "See my daughter again" in shown.content.decode()


def test_the_assessor_is_told_who_sees_what_the_person_wants(town: Town) -> None:
    shown = town.browser("assessor").get(f"/referrals/{Referral.objects.get().reference}/").content.decode()
    assert "sees the goals that stand" in shown
