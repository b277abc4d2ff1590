"""TOPs to mend: for whom, and what to do in the provider's own system."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from outcomes.models import TopExceptionRow
from tests.doors.outcomes.conftest import Load

PAGE = "/caseload/tops/"


def test_the_list_names_the_row_to_mend(load: Load) -> None:
    town = load("02")
    row = TopExceptionRow.objects.filter(kind="unanswered")[0]
    shown = town.browser("provider_manager", town.north).get(PAGE).content.decode()
    assert row.client.reference in shown
    assert row.clientid in shown
    assert "has no answer on" in shown


def test_the_list_is_narrowed_and_exported(load: Load) -> None:
    town = load("02")
    browser = town.browser("provider_manager", town.north)
    row = TopExceptionRow.objects.filter(kind="unanswered")[0]
    assert row.clientid in browser.get(f"{PAGE}?kind=unanswered&text={row.clientid}").content.decode()
    assert row.clientid not in browser.get(f"{PAGE}?kind=start-early").content.decode()
    exported = browser.get(f"{PAGE}?export=csv").content.decode("utf-8-sig").splitlines()
    assert exported[0] == "Client,What,What to do,Hangs on it,By,Journey from,Agency,CLIENTID,EPISODID,TOPID,Day"
    assert len(exported) == TopExceptionRow.objects.count() + 1


def test_another_provider_has_nothing_to_mend(load: Load) -> None:
    town = load("02")
    row = TopExceptionRow.objects.all()[0]
    browser = town.browser("provider_manager", town.south)
    assert row.client.reference not in browser.get(PAGE).content.decode()
    assert "TOPs to mend" not in browser.get("/").content.decode()


def test_home_and_the_clients_page_lead_to_it(load: Load) -> None:
    town = load("02")
    browser = town.browser("provider_manager", town.north)
    assert PAGE in browser.get("/").content.decode()
    row = TopExceptionRow.objects.filter(kind="unanswered")[0]
    assert "has no answer on" in browser.get(f"/clients/{row.client.reference}/").content.decode()


def test_a_longer_list_asks_no_more_of_the_database(load: Load) -> None:
    town = load("02")
    browser = town.browser("provider_manager", town.north)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    TopExceptionRow.objects.bulk_create(
        TopExceptionRow(**{**row, "id": None}) for row in list(TopExceptionRow.objects.values()) for _ in range(9)
    )
    with CaptureQueriesContext(connection) as many:
        browser.get(PAGE)
    assert len(many) == len(few) <= 14
