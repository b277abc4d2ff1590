"""The search finds referrals and assessments, for those who may open them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client as Browser

from caseloads.models import Client
from lasars.actions.wishes import refer_on
from lasars.models import Assessment
from pbr import clock
from pbr.access.models import Lasars
from tests.doors.outcomes.conftest import Load
from tests.people import Town
from tests.rooms.lasars.desk import AB, another_assessor, assessed, take_in_the_demonstration


@pytest.fixture
def town(load: Load) -> Iterator[Town]:
    loaded = load("15")
    with clock.standing_on(dt.date(2012, 5, 10)):
        take_in_the_demonstration(loaded)
        made = assessed(loaded, AB)
        refer_on(access=loaded.access("assessor"), referral=made.referral, provider_id=loaded.north.pk)
        yield loaded


def found(browser: Browser, words: str) -> str:
    return browser.get("/search", {"q": words}).content.decode()


def test_a_referral_is_found_by_its_reference_and_by_its_clients(town: Town) -> None:
    made, client = Assessment.objects.get(), Client.objects.get(identity__attributor=AB.attributor)
    for words in (made.referral.reference, made.referral.reference.lower(), client.reference):
        page = found(town.browser("assessor"), words)
        assert f'href="/referrals/{made.referral.reference}/"' in page
        assert f"{made.referral.reference}, client {client.reference}" in page


def test_an_assessment_is_found_by_its_number_and_by_its_referral(town: Town) -> None:
    made = Assessment.objects.get()
    for words in (made.assessid, made.assessid.lower(), str(made.pk), made.referral.reference):
        assert f'href="/assessments/{made.pk}/"' in found(town.browser("assessor"), words)


def test_another_lasars_finds_nothing(town: Town) -> None:
    elsewhere = Lasars.objects.create(partnership=town.partnership, name="Elsewhere")
    browser = Browser()
    person = another_assessor(town, elsewhere, "El Sewhere").person
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    made = Assessment.objects.get()
    for words in (made.referral.reference, made.assessid):
        assert "0 results" in found(browser, words)


def test_a_provider_finds_who_was_referred_to_it_and_no_other_does(town: Town) -> None:
    reference = Assessment.objects.get().referral.reference
    assert 'href="/caseload/referred/"' in found(town.browser("provider_manager", town.north), reference)
    assert "0 results" in found(town.browser("provider_manager", town.south), reference)


def test_a_commissioner_who_opens_no_referral_finds_none(town: Town) -> None:
    assert "0 results" in found(town.browser("commissioner"), Assessment.objects.get().referral.reference)
