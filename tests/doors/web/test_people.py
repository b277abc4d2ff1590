"""Roles are given and ended by another, every time on the record, and never so that one person could pay alone."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from pbr.access.duties import WAYS, answers, forbidden_way
from pbr.access.models import ApiToken, Membership, Person
from pbr.access.roles import ROLES
from pbr.audit.models import Event
from tests.people import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    cache.clear()
    return Town.make()


@pytest.fixture
def administrator(town: Town) -> Client:
    return town.browser("administrator")


def roles(person: Person) -> set[str]:
    return set(person.memberships.filter(ended_at__isnull=True).values_list("role_code", flat=True))


def test_a_person_is_added_with_a_role_and_gets_a_letter(administrator: Client, town: Town) -> None:
    sent = {"name": "Lee Marsh", "email": "Lee@Anytown.example", "place": f"provider_finance:{town.north.pk}"}
    answer = administrator.post("/people/add", sent)
    lee = Person.objects.get(email="lee@anytown.example")
    assert answer.headers["Location"] == f"/people/{lee.pk}"
    assert roles(lee) == {"provider_finance"}
    assert not lee.has_usable_password()
    assert mail.outbox[0].to == [lee.email]
    assert list(Event.objects.order_by("sequence").values_list("event", flat=True)) == ["person.added", "role.granted"]


def test_a_role_ends_at_once(administrator: Client, town: Town) -> None:
    auditor = town.browser("auditor")
    assert auditor.get("/audit").status_code == 200
    membership = Membership.objects.get(role_code="auditor")
    for _ in range(2):
        administrator.post(f"/people/roles/{membership.pk}/end")
    assert auditor.get("/audit").status_code == 403
    assert Event.objects.filter(event="role.ended").count() == 1


def test_nobody_gives_or_ends_an_own_role(administrator: Client, town: Town) -> None:
    me = town.person("administrator")
    assert administrator.post(f"/people/{me.pk}", {"place": "auditor"}).status_code == 403
    own = Membership.objects.get(person=me)
    assert administrator.post(f"/people/roles/{own.pk}/end").status_code == 403
    assert roles(me) == {"administrator"}


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"administrator"}))
def test_only_the_administrator_gives_roles(town: Town, role: str) -> None:
    other = town.person("auditor", town.north)
    provider = town.north if ROLES[role].held_in == "provider" else None
    browser = town.browser(role, provider)
    assert browser.post(f"/people/{other.pk}", {"place": "second_approver"}).status_code == 403
    assert browser.get("/people/add").status_code == 403


@pytest.mark.parametrize("other", ["data_officer", "assessor", "administrator", "provider_manager", "provider_finance"])
def test_whoever_approves_is_refused_a_role_that_feeds_claims(administrator: Client, town: Town, other: str) -> None:
    approver = town.person("commissioner")
    place = {"provider": f"{other}:{town.north.pk}", "lasars": f"{other}:{town.lasars.pk}"}.get(
        ROLES[other].held_in, other
    )
    answer = administrator.post(f"/people/{approver.pk}", {"place": place})
    assert answer.status_code == 409
    assert roles(approver) == {"commissioner"}


def test_the_same_role_is_not_given_twice(administrator: Client, town: Town) -> None:
    auditor = town.person("auditor")
    assert administrator.post(f"/people/{auditor.pk}", {"place": "auditor"}).status_code == 409


def test_no_single_role_could_push_a_payment_through_alone() -> None:
    assert [role.code for role in ROLES.values() if forbidden_way([role])] == []


def test_who_holds_a_forbidden_pair_by_another_door_is_named(town: Town) -> None:
    approver = town.person("commissioner")
    Membership.objects.create(
        person=approver, partnership=town.partnership, role_code="data_officer", granted_at="2013-01-01T00:00Z"
    )
    page = town.browser("auditor").get("/people/alone").content.decode()
    assert "Somebody could" in page
    assert [answer.people for answer in answers(town.partnership) if answer.way is WAYS[0]] == [[approver]]


def test_another_partnerships_people_do_not_exist_here(administrator: Client) -> None:
    stranger = Town.make("E08B", "Othertown").person("auditor")
    membership = stranger.memberships.get()
    for path in (f"/people/{stranger.pk}", "/people/999999"):
        assert administrator.get(path).status_code == 404
    assert administrator.post(f"/people/roles/{membership.pk}/end").status_code == 404
    assert administrator.post(f"/people/{stranger.pk}/unlock").status_code == 404
    assert stranger.email not in administrator.get("/people").content.decode()
    assert stranger.email not in administrator.get("/people?export=csv").content.decode()


def test_a_place_of_another_partnership_is_no_choice(administrator: Client, town: Town) -> None:
    other = Town.make("E08B", "Othertown")
    auditor = town.person("auditor")
    administrator.post(f"/people/{auditor.pk}", {"place": f"provider_manager:{other.north.pk}"})
    assert roles(auditor) == {"auditor"}


def test_tokens_are_kept_hashed_shown_once_and_end(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    page = browser.post("/tokens", {"label": "nightly"}).content.decode()
    token = ApiToken.objects.get()
    text = page.partition('<p class="pbr-row-line">')[2].partition("</p>")[0]
    owner = ApiToken.owner_of(text)
    assert owner == town.person("provider_manager", town.north)
    assert text not in browser.get("/tokens").content.decode()
    assert town.browser("provider_manager", town.south).post(f"/tokens/{token.pk}/end").status_code == 404
    browser.post(f"/tokens/{token.pk}/end")
    assert ApiToken.owner_of(text) is None


def test_reference_tables_show_only_the_partnerships_own_and_never_delete(administrator: Client, town: Town) -> None:
    other = Town.make("E08B", "Othertown")
    page = administrator.get("/admin/access/agency/").content.decode()
    assert page.count("N0852") >= 1
    assert administrator.get(f"/admin/access/agency/{other.north.agencies.get().pk}/change/").status_code == 302
    own = town.north.agencies.get()
    assert administrator.post(f"/admin/access/agency/{own.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"administrator"}))
def test_reference_tables_are_closed_to_everybody_else(town: Town, role: str) -> None:
    provider = town.north if ROLES[role].held_in == "provider" else None
    assert town.browser(role, provider).get("/admin/access/agency/").status_code == 302


def test_a_changed_agency_is_an_event(administrator: Client, town: Town) -> None:
    agency = town.north.agencies.get()
    sent = {"code": "N0852", "name": "North Street", "provider": town.north.pk, "lasars": ""}
    administrator.post(f"/admin/access/agency/{agency.pk}/change/", sent)
    assert Event.objects.get().event == "agency.changed"
