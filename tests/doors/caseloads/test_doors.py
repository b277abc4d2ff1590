"""Every address: what another provider asks for is not found, and no page asks more for more rows."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from caseloads.models import Extract
from pbr import clock
from pbr.access.models import Agency
from tests.doors.caseloads.sending import applied, both_providers_have_sent, sent
from tests.people import Town
from tests.rules.intake.files import NDTMS, written


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/extracts/{}/"),
        ("get", "/extracts/{}/?export=csv"),
        ("post", "/extracts/{}/confirm"),
        ("post", "/extracts/{}/discard"),
        ("get", "/extracts/{}/columns"),
        ("post", "/extracts/{}/columns"),
    ],
)
def test_another_providers_extract_is_not_found(town: Town, method: str, address: str) -> None:
    extract = sent(town.browser("provider_manager", town.north))
    browser = town.browser("provider_manager", town.south)
    assert getattr(browser, method)(address.format(extract.pk)).status_code == 404


def test_another_providers_extract_is_not_found_by_machines(town: Town) -> None:
    extract = sent(town.browser("provider_manager", town.north))
    headers = town.token("provider_manager", town.south)
    assert Browser().get(f"/api/v1/extracts/{extract.pk}/", headers=headers).status_code == 404
    assert Browser().post(f"/api/v1/extracts/{extract.pk}/confirm/", headers=headers).status_code == 404
    extract.refresh_from_db()
    assert extract.state == "checked"


def test_another_partnerships_extract_is_not_found(town: Town) -> None:
    extract = sent(town.browser("provider_manager", town.north))
    elsewhere = Town.make("K01B", "Elsewhere").browser("commissioner")
    assert elsewhere.get(f"/extracts/{extract.pk}/").status_code == 404


def test_another_providers_extracts_are_not_listed(town: Town) -> None:
    both_providers_have_sent(town)
    page = town.browser("provider_manager", town.north).get("/extracts/").content.decode()
    assert NDTMS in page
    assert "N0853" not in page


def test_extracts_are_filtered(town: Town) -> None:
    both_providers_have_sent(town)
    browser = town.browser("commissioner")
    for asked in ("agency=N0852", "text=n0852", "agency=N0852&state=applied&feed=ndtms"):
        rows = browser.get(f"/extracts/?{asked}&export=csv").content.decode().splitlines()
        assert len(rows) == 2, asked
    assert len(browser.get("/extracts/?state=checked&export=csv").content.decode().splitlines()) == 1


def test_the_feeds_say_who_is_late(town: Town) -> None:
    applied(town.browser("provider_manager", town.north))
    page = town.browser("commissioner").get("/extracts/").content.decode()
    assert "31 March 2013" in page
    assert len(re.findall(r"govuk-tag--red\">Late", page)) == 2  # South and the LASARS have sent nothing
    home = town.browser("commissioner").get("/").content.decode()
    assert "N0853" in home
    assert "nothing yet" in home


def test_home_says_that_nothing_is_late_and_what_is_due_next(town: Town) -> None:
    Agency.objects.exclude(code="N0852").delete()
    applied(town.browser("provider_manager", town.north))
    with clock.standing_on(dt.date(2013, 4, 20)):
        home = town.browser("commissioner").get("/").content.decode()
    assert "No extract is late." in home
    assert "Next due, by 5 May 2013:" in home
    with clock.standing_on(dt.date(2013, 5, 6)):
        home = town.browser("commissioner").get("/").content.decode()
    assert "complete to 31 March 2013, 36 days ago" in home
    assert "Next due" not in home


def test_home_shows_what_waits_and_what_is_to_be_mended(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    extract = sent(browser, NDTMS, written([{}, {"CLIENTID": ""}]))
    home = browser.get("/").content.decode()
    assert "Extracts waiting for confirmation" in home
    assert "1 row left out" in home
    assert f"/extracts/{extract.pk}/" in town.browser("commissioner").get("/").content.decode()
    assert f"/extracts/{extract.pk}/" not in town.browser("provider_manager", town.south).get("/").content.decode()


def test_search_finds_files_and_clients_that_may_be_seen(town: Town) -> None:
    both_providers_have_sent(town)
    norths, souths = (town.browser("provider_manager", provider) for provider in (town.north, town.south))
    assert NDTMS in norths.get("/search?q=n0852").content.decode()
    assert "0 results" in souths.get("/search?q=n0852").content.decode()
    reference = re.search(r"/clients/([A-Z0-9]{2}-[A-Z0-9]{4})/", norths.get("/clients/").content.decode())
    assert reference
    assert "1 result" in norths.get(f"/search?q={reference[1]}").content.decode()
    assert "0 results" in souths.get(f"/search?q={reference[1]}").content.decode()


@pytest.mark.parametrize("who", ["commissioner", "provider_manager"])
def test_a_page_asks_no_more_for_more_rows(town: Town, who: str) -> None:
    sender = town.browser("provider_manager", town.north)
    browser = sender if who == "provider_manager" else town.browser(who)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    def of_pages(extract: Extract) -> dict[str, int]:
        pages = {"home": "/", "list": "/extracts/", "extract": f"/extracts/{extract.pk}/", "clients": "/clients/"}
        return {page: queries(address) for page, address in pages.items()}

    faulty = {"CLIENTID": "9", "OPIUSE": "29", "FINITIAL": "Y"}
    few = of_pages(applied(sender, NDTMS, written([{}, faulty])))
    rows = [{"CLIENTID": f"2{n}", "DOB": f"19{n}-01-01", "OPIUSE": "29"} for n in range(50, 90)]
    applied(sender, "N0852-20120401-20130401-TREAT-IN-J.csv", written(rows))
    many = of_pages(applied(sender, "N0852-20120401-20130402-TREAT-IN-J.csv", written(rows)))
    assert many == few
    session_person_and_roles = 3
    assert many["clients"] <= 6 + session_person_and_roles


@pytest.mark.parametrize(
    "asked", ["text=%00", "feed=%00&page=x&sort=-nothing", "agency=%27", "state=lost", "export=pdf"]
)
def test_odd_filters_do_no_harm(town: Town, asked: str) -> None:
    extract = applied(town.browser("provider_manager", town.north))
    browser = town.browser("commissioner")
    for address in ("/extracts/", "/clients/", f"/extracts/{extract.pk}/"):
        assert browser.get(f"{address}?{asked}&reference=%00&rule=%00").status_code == 200
