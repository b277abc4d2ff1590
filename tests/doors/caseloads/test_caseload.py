"""Clients by reference, and who may see which."""

from __future__ import annotations

import pytest
from django.http import Http404

from caseloads.models import Client, IdentitySight
from caseloads.queries import client_story
from pbr.audit.models import Event
from tests.doors.caseloads.sending import applied, both_providers_have_sent
from tests.people import Town
from tests.rules.intake.files import NDTMS, written


def reference(attributor: str) -> str:
    return Client.objects.get(identity__attributor=attributor).reference


def test_a_provider_sees_only_clients_of_its_own_agencies(town: Town) -> None:
    both_providers_have_sent(town)
    ours, theirs = reference("AB01021980M"), reference("CD23111975F")
    page = town.browser("provider_manager", town.north).get("/clients/").content.decode()
    assert ours in page
    assert theirs not in page
    page = town.browser("commissioner").get("/clients/").content.decode()
    assert ours in page
    assert theirs in page


def test_the_list_is_filtered_by_agency_standing_and_reference(town: Town) -> None:
    both_providers_have_sent(town)
    ours, theirs = reference("AB01021980M"), reference("CD23111975F")
    browser = town.browser("commissioner")
    page = browser.get("/clients/?agency=N0852").content.decode()
    assert ours in page
    assert theirs not in page
    assert ours not in browser.get("/clients/?standing=closed").content.decode()
    assert ours in browser.get("/clients/?standing=open").content.decode()
    assert ours in browser.get(f"/clients/?reference={ours.lower()}").content.decode()


def test_another_providers_agency_in_the_filter_shows_nobody(town: Town) -> None:
    both_providers_have_sent(town)
    page = town.browser("provider_manager", town.north).get("/clients/?agency=N0853").content.decode()
    assert "No client is like that" in page


def test_whoever_withdrew_consent_is_not_listed(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    applied(browser)
    applied(browser, "N0852-20120401-20130430-TREAT-IN-J.csv", written([{"CONSENT": "N"}]))
    assert "No client is like that" in browser.get("/clients/").content.decode()


def test_whoever_a_replacement_left_out_is_not_listed(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    applied(browser)
    gone = reference("AB01021980M")
    other = written([{"CLIENTID": "1002", "FINITIAL": "Z"}])
    applied(browser, "N0852-20120401-20130430-TREAT-IN-J.csv", other, mode="replace")
    page = browser.get("/clients/").content.decode()
    assert gone not in page
    assert reference("ZB01021980M") in page


def test_twins_are_two_lines_with_their_own_records(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    applied(browser, NDTMS, written([{}, {"CLIENTID": "1002"}]))
    assert "2 clients" in browser.get("/clients/").content.decode()


def test_a_story_tells_episodes_interventions_and_reviews(town: Town) -> None:
    both_providers_have_sent(town)
    client = Client.objects.get(identity__attributor="AB01021980M")
    story = client_story(town.access("provider_manager", town.north), client.pk)
    (episode,) = story.episodes
    assert (episode.agency, len(episode.interventions), len(episode.reviews)) == ("N0852", 1, 1)
    assert story.files[episode.row.extract] == NDTMS
    with pytest.raises(Http404):
        client_story(town.access("provider_manager", town.south), client.pk)


def test_episodes_at_another_provider_are_counted_and_not_shown(town: Town) -> None:
    applied(town.browser("provider_manager", town.north))
    southern = written([{"AGNCY": "N0853", "CLIENTID": "77"}])
    applied(town.browser("provider_manager", town.south), "N0853-20120401-20130331-TREAT-IN-J.csv", southern)
    client = Client.objects.get()
    story = client_story(town.access("provider_manager", town.south), client.pk)
    assert [episode.agency for episode in story.episodes] == ["N0853"]
    assert story.elsewhere == 1


def test_seeing_who_a_client_is_is_recorded(town: Town) -> None:
    both_providers_have_sent(town)
    ours = reference("AB01021980M")
    page = town.browser("provider_manager", town.north).post(f"/clients/{ours}/identity", {"page": "claim"})
    assert "1 February 1980" in page.content.decode()
    assert IdentitySight.objects.get().page == "claim"
    assert Event.objects.get(event="identity.seen").details == {"page": "claim"}


def test_a_commissioner_does_not_see_who_a_client_is(town: Town) -> None:
    both_providers_have_sent(town)
    answer = town.browser("commissioner").post(f"/clients/{reference('AB01021980M')}/identity")
    assert answer.status_code == 403
    assert not IdentitySight.objects.exists()


def test_another_providers_client_is_not_found(town: Town) -> None:
    both_providers_have_sent(town)
    answer = town.browser("provider_manager", town.south).post(f"/clients/{reference('AB01021980M')}/identity")
    assert answer.status_code == 404
    assert not IdentitySight.objects.exists()
