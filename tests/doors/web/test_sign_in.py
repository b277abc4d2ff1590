"""Signing in and out, lockout, letters, passwords."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from pbr.access.models import Membership, Person
from pbr.audit.models import Event
from tests.people import Town

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet herons wading"


@pytest.fixture(autouse=True)
def _no_letter_went_out() -> None:
    cache.clear()


@pytest.fixture
def town() -> Town:
    return Town.make()


@pytest.fixture
def jo(town: Town) -> Person:
    person = town.person("commissioner")
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client: Client, email: str, password: str = PASSWORD, **headers: str) -> int:
    return client.post("/sign-in", {"username": email, "password": password}, **headers).status_code


def signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_right_address_and_password_open_the_home_page(client: Client, jo: Person) -> None:
    assert client.get("/").headers["Location"] == "/sign-in?next=/"
    sign_in(client, jo.email)
    assert signed_in(client)


def test_the_address_is_read_in_any_case(client: Client, jo: Person) -> None:
    sign_in(client, f" {jo.email.upper()} ")
    assert signed_in(client)


@pytest.mark.parametrize(("email", "password"), [("nobody@anytown.example", PASSWORD), ("", "wrong")])
def test_unknown_address_and_wrong_password_say_the_same(client: Client, jo: Person, email: str, password: str) -> None:
    answer = client.post("/sign-in", {"username": email or jo.email, "password": password})
    assert "do not belong together" in answer.content.decode()


def test_signing_out_is_a_post_and_ends_the_session(client: Client, jo: Person) -> None:
    sign_in(client, jo.email)
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert not signed_in(client)


def test_somebody_without_a_living_role_gets_no_page_but_may_sign_out(client: Client, jo: Person) -> None:
    sign_in(client, jo.email)
    Membership.objects.filter(person=jo).update(ended_at="2013-04-01T00:00Z", ended_by=jo)
    answer = client.get("/")
    assert answer.status_code == 403
    assert "Sign out" in answer.content.decode()


def test_a_closed_account_ends_open_sessions(client: Client, jo: Person) -> None:
    sign_in(client, jo.email)
    Person.objects.filter(pk=jo.pk).update(is_active=False)
    assert not signed_in(client)


def test_the_next_address_never_leads_to_another_site(client: Client, jo: Person) -> None:
    sent = {"username": jo.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/sign-in", sent).headers["Location"] == "/"


def test_five_wrong_passwords_lock_the_account_from_everywhere(client: Client, jo: Person) -> None:
    for number in range(5):
        status = sign_in(client, jo.email, "wrong", REMOTE_ADDR=f"10.0.0.{number}")
    assert status == 429
    for _ in range(3):
        assert sign_in(client, jo.email, REMOTE_ADDR="10.0.0.9") == 429
    assert list(Event.objects.values_list("event", flat=True)) == ["account.locked"]


def test_four_wrong_passwords_and_a_right_one_forget_the_failures(client: Client, jo: Person) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(client, jo.email, "wrong")
        assert sign_in(client, jo.email) == 302
        client.post("/sign-out")


def test_spraying_one_password_over_many_accounts_locks_the_address(client: Client, jo: Person) -> None:
    for number in range(50):
        status = sign_in(client, f"guess{number}@anytown.example", "summer2012", REMOTE_ADDR="10.0.0.1")
    assert status == 429
    assert sign_in(client, jo.email, REMOTE_ADDR="10.0.0.1") == 429
    assert sign_in(Client(), jo.email, REMOTE_ADDR="10.0.0.2") == 302


def test_a_success_does_not_clear_the_address(client: Client, jo: Person) -> None:
    for number in range(49):
        sign_in(client, f"guess{number}@anytown.example", "summer2012", REMOTE_ADDR="10.0.0.1")
    sign_in(client, jo.email, REMOTE_ADDR="10.0.0.1")
    client.post("/sign-out")
    assert sign_in(client, "guess50@anytown.example", "summer2012", REMOTE_ADDR="10.0.0.1") == 429


def test_the_administrator_unlocks(client: Client, jo: Person, town: Town) -> None:
    for _ in range(5):
        sign_in(client, jo.email, "wrong")
    administrator = town.browser("administrator")
    assert jo.name in administrator.get("/people").content.decode()
    administrator.post(f"/people/{jo.pk}/unlock")
    assert sign_in(client, jo.email) == 302
    assert set(Event.objects.values_list("event", flat=True)) == {"account.locked", "account.unlocked"}


def test_a_forgotten_password_is_chosen_anew_by_the_letters_link_once(client: Client, jo: Person) -> None:
    client.post("/password/forgotten", {"email": jo.email.upper()})
    link = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = client.get(link[1]).headers["Location"]
    chosen = "four green boats leaving"
    client.post(form, {"new_password1": chosen, "new_password2": chosen})
    assert sign_in(client, jo.email, chosen) == 302
    assert "worth nothing any more" in Client().get(link[1]).content.decode()


def test_the_answer_does_not_tell_who_is_known(client: Client, jo: Person) -> None:
    answers = [client.post("/password/forgotten", {"email": email}) for email in (jo.email, "x@y.example")]
    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
    assert len(mail.outbox) == 1


def test_one_person_gets_one_letter_in_five_minutes(client: Client, jo: Person) -> None:
    for _ in range(3):
        client.post("/password/forgotten", {"email": jo.email})
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("poor", ["short", "123456789012345", "1qaz2wsx3edc", "commissioner.all"])
def test_a_poor_password_is_refused(client: Client, jo: Person, poor: str) -> None:
    sign_in(client, jo.email)
    client.post("/password", {"old_password": PASSWORD, "new_password1": poor, "new_password2": poor})
    jo.refresh_from_db()
    assert jo.check_password(PASSWORD)


def test_a_changed_password_signs_out_everywhere_else_and_is_an_event(client: Client, jo: Person) -> None:
    elsewhere = Client()
    sign_in(elsewhere, jo.email)
    sign_in(client, jo.email)
    new = "four green boats leaving"
    client.post("/password", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert signed_in(client)
    assert not signed_in(elsewhere)
    assert Event.objects.get().event == "password.changed"


def test_a_form_without_its_token_changes_nothing(jo: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in", {"username": jo.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
