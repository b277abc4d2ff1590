"""A client's page tells what was found and why, to those who may see the client."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseloads.models import Client, IdentitySight
from caseloads.queries import visible_clients
from outcomes.models import DeterminationRow, JourneyRow
from pbr import clock
from pbr.web.templatetags.pbr import feed_name
from tests.doors.outcomes.conftest import Load
from tests.people import Town


@pytest.fixture
def town(load: Load) -> Town:
    return load("15")


def achieved() -> DeterminationRow:
    return DeterminationRow.objects.filter(superseded_at=None, status="achieved").select_related("client")[0]


def page_of(row: DeterminationRow) -> str:
    assert row.client is not None
    return f"/clients/{row.client.reference}/"


def test_the_page_tells_what_was_found_and_why(town: Town) -> None:
    row = achieved()
    page = town.browser("provider_manager", town.north).get(page_of(row)).content.decode()
    assert row.why in page
    assert "Achieved" in page
    assert "N0852-20120401-20130331-TREAT-IN-J.csv" in page
    assert "Journey from 1 May 2012 to 31 August 2012" in page


def test_the_page_names_nobody(town: Town) -> None:
    page = town.browser("provider_manager", town.north).get(page_of(achieved())).content.decode()
    assert "Show who this is" in page
    assert "Date of birth" not in page
    assert not IdentitySight.objects.exists()


def test_whoever_may_not_see_identities_is_not_offered_them(town: Town) -> None:
    assert "Show who this is" not in town.browser("commissioner").get(page_of(achieved())).content.decode()


def test_the_determination_shows_what_its_lines_said_without_the_person(town: Town) -> None:
    row = achieved()
    page = town.browser("commissioner").get(f"/determinations/{row.pk}/").content.decode()
    assert row.why in page
    assert "CLIENTID" in page
    assert "DISRSN 80" in page
    assert "DOB" not in page
    assert "FINITIAL" not in page


def test_the_evidence_is_fetched_as_a_part(town: Town) -> None:
    page = town.browser("commissioner").get(f"/determinations/{achieved().pk}/evidence").content.decode()
    assert "DISRSN 80" in page
    assert "<html" not in page


def test_another_providers_client_is_not_found(town: Town) -> None:
    browser, row = town.browser("provider_manager", town.south), achieved()
    assert browser.get(page_of(row)).status_code == 404
    assert browser.get(f"/determinations/{row.pk}/").status_code == 404
    assert browser.get(f"/determinations/{row.pk}/evidence").status_code == 404


def test_another_partnerships_client_is_not_found(town: Town) -> None:
    browser, row = Town.make(code="Z99B", name="Elsewhere").browser("commissioner"), achieved()
    assert browser.get(page_of(row)).status_code == 404
    assert browser.get(f"/determinations/{row.pk}/").status_code == 404


def test_people_without_the_caseload_see_no_client(town: Town) -> None:
    for role in ("data_officer", "assessor", "administrator"):
        assert town.browser(role).get(page_of(achieved())).status_code == 403


def test_the_number_of_queries_is_the_same_for_every_client(town: Town) -> None:
    browser = town.browser("commissioner")
    counts = set()
    for client in Client.objects.all():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(f"/clients/{client.reference}/").status_code == 200
        counts.add(len(queries))
    assert len(counts) == 1


def test_what_is_pending_says_what_it_awaits(load: Load) -> None:
    town = load("23")
    row = DeterminationRow.objects.filter(superseded_at=None, status="pending").exclude(awaits="")[0]
    page = town.browser("commissioner").get(page_of(row)).content.decode()
    assert f"extracts of {feed_name(row.awaits)}" in page


def test_a_provider_does_not_read_the_lines_of_another_provider(load: Load) -> None:
    town = load("24")
    rows = DeterminationRow.objects.filter(superseded_at=None, client__in=visible_clients(town.access("commissioner")))
    row = rows.filter(evidence__extract__agency="N0901").filter(evidence__extract__agency="N0852").order_by("pk")[0]
    everything = town.browser("commissioner").get(f"/determinations/{row.pk}/").content.decode()
    assert "N0901-20120401" in everything
    told = town.browser("provider_manager", town.north).get(f"/determinations/{row.pk}/").content.decode()
    assert "Another provider" in told
    assert "N0852-20120401" in told
    assert "N0901-20120401" not in told
    assert "AGNCY N0901" not in told


def test_the_home_page_counts_a_providers_results_of_the_month(town: Town) -> None:
    with clock.standing_on(dt.date(2012, 8, 31)):
        home = town.browser("provider_finance", town.north).get("/").content.decode()
        assert "achieved this month" in home
        assert "<strong>0</strong>" in town.browser("provider_finance", town.south).get("/").content.decode()
    assert "<strong>0</strong>" not in home


@pytest.mark.parametrize(
    ("clientid", "code", "counts_as"), [("1004", "90", "80"), ("1005", "91", "82"), ("1006", "92", "81")]
)
def test_a_code_that_only_payment_by_results_uses_is_explained(
    load: Load, clientid: str, code: str, counts_as: str
) -> None:
    browser = load("07").browser("commissioner")
    journey = JourneyRow.objects.get(first_clientid=clientid)
    row = DeterminationRow.objects.filter(client=journey.client, superseded_at=None, outcome="planned-exit")[0]
    page = browser.get(f"/determinations/{row.pk}/").content.decode()
    assert f"DISRSN {code}" in page
    assert (
        f"Discharge code {code} is used by payment by results only; nationally, and here, it counts as {counts_as}."
        in page
    )
    assert "90 as 80, 91 as 82, 92 as 81" in browser.get(f"/schemes/{row.version_id}/").content.decode()
