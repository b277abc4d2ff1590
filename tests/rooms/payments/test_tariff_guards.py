"""What a study found stays as it was found: refused by the database, and with each guard dropped, that it was the guard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from outcomes.actions.schemes import discard_draft, draft_scheme
from payments.actions.tariff import ask_study
from payments.models import TariffStudy
from pbr import clock
from pbr.scheme.reading import read_scheme
from tests.conftest import switched_to_clone
from tests.people import Town
from tests.rig.guards import requires_guard

KENT = (Path(__file__).parents[3] / "pbr" / "scheme" / "models" / "kent.toml").read_text()


@dataclass
class Attacked:
    """A study that waits, and one that is done."""

    database: str
    town: Town
    draft: int
    waiting: int
    done: int


@pytest.fixture
def attacked(committed_db: str, request: pytest.FixtureRequest) -> Iterator[Attacked]:
    town = Town.make(code=read_scheme(KENT).partnership)
    access = town.access("commissioner")
    draft = draft_scheme(access=access, document=KENT)
    year = {"first": dt.date(2012, 4, 1), "last": dt.date(2013, 3, 31)}
    waiting, done = (ask_study(access=access, version_id=draft.pk, **year) for _ in range(2))
    TariffStudy.objects.filter(pk=done.pk).update(result={"no_tariff": ""}, done_at=clock.now())
    connections.close_all()
    with switched_to_clone(committed_db) as name:
        yield Attacked(name, town, draft.pk, waiting.pk, done.pk)
        connections.close_all()


def refused(sql: str, *parameters: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@requires_guard("tariff_study_is_kept")
def test_what_a_study_found_is_not_changed(attacked: Attacked) -> None:
    refused("UPDATE payments_tariffstudy SET result = '{}' WHERE id = %s", attacked.done)


@requires_guard("tariff_study_is_kept")
def test_what_a_study_is_about_is_not_changed(attacked: Attacked) -> None:
    refused("UPDATE payments_tariffstudy SET document = 'another' WHERE id = %s", attacked.waiting)
    refused("UPDATE payments_tariffstudy SET wishes = '{}' WHERE id = %s", attacked.waiting)


@requires_guard("tariff_study_done_with_a_result")
def test_a_study_is_not_done_without_a_result(attacked: Attacked) -> None:
    refused("UPDATE payments_tariffstudy SET done_at = now() WHERE id = %s", attacked.waiting)


@requires_guard("tariff_study_of_some_months")
def test_a_study_is_of_some_months(attacked: Attacked) -> None:
    refused(
        "INSERT INTO payments_tariffstudy SELECT (jsonb_populate_record(r, jsonb_build_object('id', 999, 'last', r.first))).*"
        " FROM payments_tariffstudy r WHERE id = %s",
        attacked.waiting,
    )


def test_no_study_is_deleted(attacked: Attacked) -> None:
    refused("DELETE FROM payments_tariffstudy WHERE id = %s", attacked.waiting)


def test_a_draft_that_is_discarded_leaves_its_studies(attacked: Attacked) -> None:
    discard_draft(access=attacked.town.access("commissioner"), version_id=attacked.draft)
    assert not TariffStudy.objects.filter(version__isnull=False).exists()
    assert set(TariffStudy.objects.values_list("basis", flat=True)) == {"Kent (west) PbR from 1 April 2012"}
