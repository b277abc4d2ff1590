"""A partnership with money earned and people of every role, in a transaction that is rolled back."""

from __future__ import annotations

import pytest

from tests.rooms.payments.world import World


@pytest.fixture
def world(db: None) -> World:
    return World.of_case()
