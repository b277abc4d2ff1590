"""The time line of a client: the same things in the drawing and in its table."""

from __future__ import annotations

import datetime as dt

from caseloads.models import Client
from caseloads.queries import client_story
from outcomes.queries.pages import journeys_told
from outcomes.views.journey_picture import journey_picture
from tests.doors.outcomes.conftest import Load

TODAY = dt.date(2013, 5, 1)


def test_every_episode_review_and_dated_result_is_in_the_table(db: None, load: Load) -> None:
    town = load("01")
    access = town.access("commissioner")
    for client in Client.objects.all():
        story, journeys = client_story(access, client.pk), journeys_told(access, client.pk)
        picture = journey_picture(story, journeys, TODAY)
        assert picture is not None
        kinds = [row[2] for row in picture.rows]
        assert kinds.count("Episode") == len(story.episodes)
        tops = [top for one in story.episodes for top in one.reviews]
        assert kinds.count("Review") == sum(top.stage == "R" for top in tops)
        dated = [told for one in journeys for told in one.determinations if told.row.date]
        assert sum(kind in ("Achieved", "Not achieved", "Held") for kind in kinds) == len(dated)
        assert f"From {story.episodes[0].triaged:%-d %B %Y}" in picture.sentence or tops


def test_what_is_open_has_no_end_in_the_table(db: None, load: Load) -> None:
    town = load("01")
    access = town.access("commissioner")
    for client in Client.objects.all():
        story = client_story(access, client.pk)
        picture = journey_picture(story, [], TODAY)
        assert picture is not None
        ends = [row[1] for row in picture.rows if row[2] == "Episode"]
        assert sorted(str(end) for end in ends) == sorted(str(one.discharged) for one in story.episodes)


def test_the_page_has_the_picture_and_its_sentence(db: None, load: Load) -> None:
    town = load("01")
    client = Client.objects.first()
    assert client is not None
    page = town.browser("provider_manager", town.north).get(f"/clients/{client.reference}/").content.decode()
    assert "The time line: the table" in page
    assert "result achieved" in page or "results achieved" in page
