"""A data officer sends files, sees what they say, and confirms them."""

from __future__ import annotations

import pytest

from caseloads.models import Client, Extract
from pbr.audit.models import Event
from pbr.jobs.draining import drain
from tests.doors.caseloads.sending import ONE, SOUTHS, applied, sent, upload
from tests.people import Town
from tests.rules.intake.files import NDTMS, written


def test_a_file_is_uploaded_checked_confirmed_and_applied(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    answer = upload(browser, (NDTMS, ONE))
    extract = Extract.objects.get()
    assert answer.url == f"/extracts/{extract.pk}/"
    page = browser.get(answer.url).content.decode()
    assert "Being checked" in page
    assert "Waiting for its turn" in page

    drain("caseloads.")
    page = browser.get(answer.url).content.decode()
    assert "Confirm and apply" in page
    assert not Client.objects.exists()  # nothing is applied before somebody confirms it

    browser.post(f"/extracts/{extract.pk}/confirm")
    drain("caseloads.")
    assert Client.objects.count() == 1
    page = browser.get(answer.url).content.decode()
    assert "Applied" in page
    assert "Confirm and apply" not in page


def test_each_of_several_files_gets_its_own_line(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    sent(browser)
    files = [(NDTMS, ONE), ("top-N0852-20130331.csv", b"x"), ("holiday.csv", b"x"), (SOUTHS, ONE)]
    page = upload(browser, *files).content.decode()
    assert "Received" in page
    assert "Already here" in page
    assert "the file name fits no pattern" in page
    assert "is not one of your agencies" in page
    assert Extract.objects.count() == 2


def test_the_same_file_again_changes_nothing(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    extract = applied(browser)
    page = upload(browser, (NDTMS, ONE)).content.decode()
    assert "with exactly this content came on 1 May 2013 and is applied" in page
    assert list(Extract.objects.all()) == [extract]


def test_another_providers_agency_is_refused_and_recorded(town: Town) -> None:
    page = upload(town.browser("provider_manager", town.south), (NDTMS, ONE)).content.decode()
    assert "N0852 is not one of your agencies" in page
    assert Event.objects.filter(event="extract.of_another_provider").exists()
    assert not Extract.objects.exists()


def test_a_form_without_a_file_says_so(town: Town) -> None:
    answer = town.browser("data_officer").post("/extracts/upload", {"mode": "upsert"})
    assert answer.status_code == 422
    assert "Choose at least one file" in answer.content.decode()


def test_an_overridden_date_waits_for_a_commissioner(town: Town) -> None:
    extract = sent(town.browser("provider_manager", town.north), to="30/04/2013")
    page = town.browser("provider_manager", town.north).get(f"/extracts/{extract.pk}/").content.decode()
    assert "A commissioner must confirm it" in page
    assert "Confirm and apply" not in page
    refused = town.browser("provider_manager", town.north).post(f"/extracts/{extract.pk}/confirm")
    assert refused.status_code == 403
    assert town.browser("commissioner").post(f"/extracts/{extract.pk}/confirm").status_code == 302


def test_a_date_is_overridden_for_one_file_only(town: Town) -> None:
    browser = town.browser("data_officer")
    answer = upload(browser, (NDTMS, ONE), (SOUTHS, ONE), to="30/04/2013")
    assert answer.status_code == 422
    assert not Extract.objects.exists()


def test_a_replacement_first_shows_what_would_vanish(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    applied(browser)
    other = written([{"CLIENTID": "1002", "FINITIAL": "Z"}])
    extract = sent(browser, "N0852-20120401-20130430-TREAT-IN-J.csv", other, mode="replace")
    page = browser.get(f"/extracts/{extract.pk}/").content.decode()
    assert "1 episode of N0852 that the file does not mention would vanish" in page


def test_the_same_bytes_under_another_date_say_what_differs(town: Town) -> None:
    browser = town.browser("data_officer")
    sent(browser)
    extract = sent(browser, to="30/04/2013")
    assert "with another TO date" in browser.get(f"/extracts/{extract.pk}/").content.decode()


def test_a_discarded_extract_is_not_applied(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    extract = sent(browser)
    browser.post(f"/extracts/{extract.pk}/discard")
    assert browser.post(f"/extracts/{extract.pk}/confirm").status_code == 409
    assert not Client.objects.exists()


def test_a_file_that_cannot_be_read_shows_the_reason(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    extract = sent(browser, data=b"PK\x03\x04 a spreadsheet")
    page = browser.get(f"/extracts/{extract.pk}/").content.decode()
    assert "The file was refused" in page
    assert "spreadsheet" in page


@pytest.mark.parametrize("role", ["second_approver", "auditor"])
def test_whoever_only_looks_sees_no_buttons(town: Town, role: str) -> None:
    extract = sent(town.browser("provider_manager", town.north))
    browser = town.browser(role)
    page = browser.get(f"/extracts/{extract.pk}/").content.decode()
    assert "Confirm and apply" not in page
    assert browser.post(f"/extracts/{extract.pk}/confirm").status_code == 403
    assert browser.get("/extracts/upload").status_code == 403


def test_episodes_vanish_only_when_the_person_says_that_they_are_meant_to(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    applied(browser)
    other = written([{"CLIENTID": "1002", "FINITIAL": "Z"}])
    extract = sent(browser, "N0852-20120401-20130430-TREAT-IN-J.csv", other, mode="replace")
    answer = browser.post(f"/extracts/{extract.pk}/confirm")
    assert answer.status_code == 409
    assert "makes 1 episodes vanish" in answer.content.decode()
    assert browser.post(f"/extracts/{extract.pk}/confirm", {"vanishing": "1"}).status_code == 302


def test_a_file_of_which_every_row_is_rejected_waits_for_a_commissioner(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    extract = sent(browser, data=written([{"DOB": "1980-02-31"}]))
    assert "Every one of its rows was rejected." in browser.get(f"/extracts/{extract.pk}/").content.decode()
    assert browser.post(f"/extracts/{extract.pk}/confirm").status_code == 403
