"""A partnership in which North and South send extracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from pbr import clock
from tests.people import Town


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """On 1 May 2013."""
    with clock.standing_on(dt.date(2013, 5, 1)):
        yield Town.make()
