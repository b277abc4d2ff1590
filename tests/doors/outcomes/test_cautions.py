"""What is no mistake in a draft but will surprise is told before it is put in force."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client as Browser

from outcomes.actions.schemes import draft_scheme
from outcomes.models import JourneyRow, SchemeVersion
from outcomes.queries.cautions import cautions
from pbr import clock
from pbr.access.models import Agency, Provider
from pbr.scheme.reading import read_scheme
from tests.rooms.payments.world import World, case_named, signed_in

CASE = case_named("29") / "scheme.toml"


@pytest.fixture
def world(db: None) -> World:
    return World.of_case()


def draft_of(text: str, world: World) -> tuple[list[str], str]:
    """The cautions, and the page of the draft."""
    version = draft_scheme(access=world.jo, document=text)
    browser = Browser()
    browser.force_login(world.jo.person, "django.contrib.auth.backends.ModelBackend")
    return cautions(world.jo, read_scheme(text)), browser.get(f"/schemes/{version.pk}/").content.decode()


def next_version() -> str:
    """The case's scheme a year after it ends."""
    agreed = read_scheme(CASE.read_text())
    later = agreed.ends + dt.timedelta(days=366)
    text = CASE.read_text().replace(f"starts = {agreed.starts}", f"starts = {later}")
    return text.replace(f"ends = {agreed.ends}", f"ends = {later.replace(year=later.year + 1)}")


def earlier_version() -> str:
    """The case's scheme for the year before it begins."""
    agreed = read_scheme(CASE.read_text())
    first, last = agreed.starts.replace(year=agreed.starts.year - 1), agreed.starts - dt.timedelta(days=1)
    text = CASE.read_text().replace(f"starts = {agreed.starts}", f"starts = {first}")
    return text.replace(f"ends = {agreed.ends}", f"ends = {last}")


def test_a_start_in_the_past_is_told_with_the_journeys_that_it_adds_and_is_to_be_ticked(world: World) -> None:
    with clock.standing_on(dt.date(2013, 6, 30)):
        told, _ = draft_of(earlier_version(), world)
        assert any("No journey that is known now has started in its time" in one for one in told)
        governed = JourneyRow.objects.exclude(version=None)
        first = governed.earliest("start", "pk")
        JourneyRow.objects.filter(pk=first.pk).update(version=None, start=dt.date(2011, 5, 1))
        told, _ = draft_of(earlier_version(), world)
        assert told[0].startswith("It starts in the past, on 1 April 2011. 1 journey that no version governs now is")
        assert "it cannot be withdrawn. A trial of the draft tells how many pounds that adds." in told[0]
        assert "I have read these warnings" in signed_in(world.kim).get(page_of_latest()).content.decode()
        later = cautions(world.jo, read_scheme(next_version()))
        assert not any("starts in the past" in one for one in later)


def test_people_taken_over_as_stock_count_among_the_journeys_that_are_added(world: World) -> None:
    with clock.standing_on(dt.date(2013, 6, 30)):
        first = JourneyRow.objects.exclude(version=None).earliest("start", "pk")
        JourneyRow.objects.filter(pk=first.pk).update(version=None, start=dt.date(2010, 5, 1), end=None)
        stock = earlier_version().replace('stock = "exclude"', 'stock = "include"')
        assert "1 journey that no version governs now" in cautions(world.jo, read_scheme(stock))[0]


def page_of_latest() -> str:
    return f"/schemes/{SchemeVersion.objects.latest('pk').pk}/"


def test_a_gap_after_the_version_before_is_told(world: World) -> None:
    told, page = draft_of(next_version(), world)
    assert any(one.startswith("No version governs journeys that start from") for one in told)
    assert "Before it is put in force" in page


def test_a_provider_and_an_agency_that_nobody_knows_are_told(world: World) -> None:
    Provider.objects.filter(partnership=world.partnership, name="Northway Recovery").update(name="Another name")
    Agency.objects.filter(partnership=world.partnership).delete()
    told, page = draft_of(next_version(), world)
    assert "No provider here is called “Northway Recovery”" in page
    assert any("No agency here has the code" in one for one in told)


def test_an_agency_that_has_never_sent_is_told_with_what_follows(world: World) -> None:
    text = next_version().replace('agencies = ["', 'agencies = ["N7777", "', 1)
    told, page = draft_of(text, world)
    assert any(one.startswith("Agency N7777 has sent no extract yet") for one in told)
    assert "what they earned is taken back" in page


def test_a_floor_above_the_cap_on_everything_is_told(world: World) -> None:
    agreed = read_scheme(CASE.read_text())
    capped = next(one for one in agreed.contracts if any(not cap.outcomes for cap in one.caps))
    text = next_version().replace(f'code = "{capped.code}"', f'code = "{capped.code}"\nfloor = "9999999.00"', 1)
    if capped.floor is not None:
        lines = text.splitlines()
        seen = [place for place, line in enumerate(lines) if line.startswith("floor = ")]
        del lines[seen[1]]
        text = "\n".join(lines)
    told, _ = draft_of(text, world)
    assert any("lies above its cap on everything" in one for one in told)


def test_a_gate_that_asks_for_nothing_but_its_own_outcome_is_told(world: World) -> None:
    first, other = (one.code for one in read_scheme(CASE.read_text()).outcomes[:2])

    def told_of_gates(outcomes: list[str], requires: list[str]) -> list[str]:
        gate = f"\n[[gate]]\noutcomes = {outcomes}\nrequires = {requires}\n".replace("'", '"')
        return [one for one in cautions(world.jo, read_scheme(next_version() + gate)) if "gate" in one]

    assert "it asks for nothing" in told_of_gates([first], [first])[0]
    assert told_of_gates([first, other], [first, other]) == []
    assert told_of_gates([first, other], [first]) == []


def test_the_version_in_force_has_no_cautions_about_itself(world: World) -> None:
    assert cautions(world.jo, read_scheme(CASE.read_text())) == []
