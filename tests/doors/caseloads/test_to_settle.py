"""Who is who is settled by people: they see whom it is about, by reference, and never who they are."""

from __future__ import annotations

from caseloads.models import Client
from tests.doors.caseloads.sending import applied
from tests.people import Town
from tests.rules.intake.files import NDTMS, written

TWINS = written([{}, {"CLIENTID": "1002"}])
DEATHS = written(
    [{"CLIENTID": "1001", "DIED": "2013-03-01"}, {"CLIENTID": "9999", "DIED": "2013-03-01"}],
    ("AGNCY", "CLIENTID", "DIED"),
)


def page(town: Town, role: str, provider=None) -> str:
    answer = town.browser(role, provider).get("/clients/to-settle")
    assert answer.status_code == 200
    return answer.content.decode()


def test_perhaps_twins_are_listed_together_by_reference(town: Town) -> None:
    applied(town.browser("provider_manager", town.north), NDTMS, TWINS)
    shown = page(town, "provider_manager", town.north)
    for reference in Client.objects.values_list("reference", flat=True):
        assert reference in shown
    assert "1980" not in shown


def test_another_providers_twins_are_not_listed(town: Town) -> None:
    applied(town.browser("provider_manager", town.north), NDTMS, TWINS)
    assert "None." in page(town, "provider_manager", town.south)


def test_a_row_of_nobody_is_listed_by_file_and_line(town: Town) -> None:
    applied(town.browser("provider_manager", town.north))
    applied(town.browser("data_officer"), "deaths-20130331.csv", DEATHS)
    rows = town.browser("commissioner").get("/clients/to-settle?export=csv").content.decode().splitlines()
    assert rows[1:] == ["deaths-20130331.csv,3,deaths,N0852 9999"]
    assert "1 row" in page(town, "commissioner")
    assert "deaths-20130331.csv" not in page(town, "provider_manager", town.north)
