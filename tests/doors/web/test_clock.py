"""The one place that asks what time it is."""

import datetime as dt
import time

import pytest

from pbr import clock


@pytest.mark.parametrize("day", [dt.date(2012, 4, 12), dt.date(2013, 12, 31)])
def test_a_moment_of_the_demonstration_lies_on_its_day_in_london(day: dt.date) -> None:
    with clock.standing_on(day):
        assert clock.today() == day
        assert clock.now().astimezone(clock.LONDON).date() == day


def test_outside_a_demonstration_the_clock_is_the_machines() -> None:
    assert abs(clock.now() - dt.datetime.fromtimestamp(time.time(), dt.UTC)) < dt.timedelta(minutes=1)
