"""A key under which an extract is sent is kept once a sender: refused by the database, and without it not."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, connections, transaction

from caseloads.actions.sending import send_extract
from caseloads.models import SendingKey
from pbr import clock
from tests.conftest import switched_to_clone
from tests.doors.caseloads.sending import ONE
from tests.people import Town
from tests.rig.guards import requires_guard
from tests.rules.intake.files import NDTMS


@dataclass
class Attacked:
    """One extract, sent under one key."""

    database: str


@pytest.fixture
def attacked(committed_db: str) -> Iterator[Attacked]:
    town = Town.make()
    access = town.access("provider_manager", town.north)
    send_extract(access=access, key="march", file_name=NDTMS, stream=io.BytesIO(ONE))
    connections.close_all()
    with switched_to_clone(committed_db) as name:
        yield Attacked(name)
        connections.close_all()


@requires_guard("sending_key_once")
def test_a_key_is_kept_once(attacked: Attacked) -> None:
    kept = SendingKey.objects.get()
    said = hashlib.sha256(b"another").hexdigest()
    with pytest.raises(IntegrityError), transaction.atomic():
        SendingKey.objects.create(
            person=kept.person, key=kept.key, said_sha256=said, extract=kept.extract, at=clock.now()
        )
