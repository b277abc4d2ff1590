"""Whose word an extract needs before it is applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile

from caseloads.actions.confirm import confirm_extract
from caseloads.actions.receive import receive_extract
from caseloads.models import Extract
from pbr import clock
from pbr.jobs.draining import drain
from pbr.web.refusals import NotAllowed
from tests.people import Town
from tests.rules.intake.files import written


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    with clock.standing_on(dt.date(2013, 10, 1)):
        yield Town.make()


def sent(town: Town, to: str) -> Extract:
    extract = receive_extract(
        access=town.access("provider_manager", town.north),
        file_name=f"N0852-20120401-{to}-TREAT-IN-J.csv",
        stream=ContentFile(written([{}])),
    )
    drain("caseloads.")
    return extract


def test_a_date_35_days_after_the_last_is_the_senders_to_confirm(town: Town) -> None:
    north = town.access("provider_manager", town.north)
    confirm_extract(access=north, extract_id=sent(town, "20130331").pk)
    confirm_extract(access=north, extract_id=sent(town, "20130505").pk)


def test_a_date_36_days_after_the_last_waits_for_a_commissioner(town: Town) -> None:
    north = town.access("provider_manager", town.north)
    confirm_extract(access=north, extract_id=sent(town, "20130331").pk)
    later = sent(town, "20130506")
    assert "36 days after the last one (31 March 2013)" in later.wants_commissioner
    with pytest.raises(NotAllowed, match="A commissioner must confirm it"):
        confirm_extract(access=north, extract_id=later.pk)
    confirm_extract(access=town.access("commissioner"), extract_id=later.pk)


def test_two_sent_together_do_not_hide_the_jump_between_them(town: Town) -> None:
    north = town.access("provider_manager", town.north)
    first, second = sent(town, "20130331"), sent(town, "20130930")
    confirm_extract(access=north, extract_id=first.pk)  # and not applied yet
    with pytest.raises(NotAllowed, match="183 days after the last one"):
        confirm_extract(access=north, extract_id=second.pk)


def test_an_earlier_date_that_comes_late_is_no_jump(town: Town) -> None:
    north = town.access("provider_manager", town.north)
    confirm_extract(access=north, extract_id=sent(town, "20130930").pk)
    confirm_extract(access=north, extract_id=sent(town, "20130331").pk)
