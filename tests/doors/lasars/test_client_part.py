"""A client's page tells of the assessments made here, and which of them count."""

from __future__ import annotations

import datetime as dt

from caseloads.models import Client
from lasars.actions.assess import complete
from lasars.actions.reassess import reassess
from pbr import clock
from tests.doors.outcomes.conftest import Load
from tests.rooms.lasars.desk import AB, assessed, take_in_the_demonstration

DAY = dt.date(2012, 5, 10)


def test_the_clients_page_lists_what_was_assessed_here_and_whether_it_counts(load: Load) -> None:
    town = load("15")
    with clock.standing_on(DAY):
        take_in_the_demonstration(town)
        made = assessed(town, AB)
        again = reassess(access=town.access("assessor"), referral=made.referral, reason="Moved")
        complete(access=town.access("assessor"), assessment=again)
    client = Client.objects.get(identity__attributor=AB.attributor)
    page = town.browser("commissioner").get(f"/clients/{client.reference}/").content.decode()
    assert page.count("10 May 2012, by") == 2
    assert page.count("does not count yet") == 1


def test_a_client_assessed_nowhere_here_has_no_such_part(load: Load) -> None:
    town = load("15")
    client = Client.objects.get(identity__attributor=AB.attributor)
    page = town.browser("commissioner").get(f"/clients/{client.reference}/").content.decode()
    assert "Assessments made here" not in page
