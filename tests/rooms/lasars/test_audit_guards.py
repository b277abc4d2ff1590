"""What the database refuses of samples and of scoring again; and, with each guard dropped, that it was the guard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from lasars.actions.audit import begin_rescoring, complete_rescoring, draw_sample, save_rescoring
from lasars.actions.refer import Person
from lasars.models import Drawn, Rescoring
from pbr import clock
from tests.people import Town
from tests.rig.guards import COVERED, requires_guard
from tests.rooms.lasars.attacks import OnDatabase, copied, made_once, refused, run
from tests.rooms.lasars.desk import ANSWERS, SOMEBODY, assessed

OTHER = Person("Q", "R", dt.date(1980, 1, 1), "F")


@dataclass(frozen=True)
class Attacked(OnDatabase):
    """Two people drawn: one scored again (`scored`), one not (`waiting`)."""

    scored: int
    waiting: int


def one_scored_one_waiting(town: Town, database: str) -> Attacked:
    assessed(town, SOMEBODY)
    assessed(town, OTHER)
    scorer = town.access("assessment_auditor")
    with clock.standing_on(dt.date(2012, 6, 30)):
        draw_sample(
            access=scorer, lasars_id=town.lasars.pk, share=Decimal(1),
            since=dt.date(2012, 5, 1), until=dt.date(2012, 5, 31),
        )  # fmt: skip
        first, second = Drawn.objects.order_by("pk")
        begun = begin_rescoring(access=scorer, drawn=first)
        complete_rescoring(access=scorer, rescoring=save_rescoring(access=scorer, rescoring=begun, said=ANSWERS))
    return Attacked(town, database, first.pk, second.pk)


@pytest.fixture(scope="module")
def template(django_db_setup: None, django_db_blocker: Any) -> Iterator[Attacked]:
    with made_once(django_db_blocker, one_scored_one_waiting) as made:
        yield made


@pytest.fixture
def attacked(template: Attacked, django_db_blocker: Any) -> Iterator[Attacked]:
    with copied(django_db_blocker, template) as attacked:
        yield attacked


def draw_once_more(since: str, until: str) -> None:
    run(
        "INSERT INTO lasars_auditdraw (partnership_id, lasars_id, since, until, share, seed, population, drawn_by_id,"
        " drawn_at) SELECT partnership_id, lasars_id, %s, %s, share, seed, population, drawn_by_id, drawn_at"
        " FROM lasars_auditdraw LIMIT 1",
        since,
        until,
    )


@requires_guard("audit_draw_each_day_once")
def test_no_day_is_drawn_from_twice(attacked: Attacked) -> None:
    with refused():
        draw_once_more("2012-05-31", "2012-06-10")


@requires_guard("audit_draw_of_days_past")
def test_a_day_that_is_not_over_is_not_drawn_from(attacked: Attacked) -> None:
    with refused():
        draw_once_more("2012-06-10", "2012-06-30")


@requires_guard("audit_draw_days_in_order", "audit_draw_each_day_once")
def test_days_are_in_order(attacked: Attacked) -> None:
    with refused():
        draw_once_more("2012-06-12", "2012-06-10")


@requires_guard("rights of lasars_auditdraw", "audit_draw_append_only")
def test_a_sample_is_not_edited(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_auditdraw SET seed = 'a better one'")


@requires_guard("rights of lasars_auditdraw", "audit_draw_share")
def test_a_sample_has_a_share(attacked: Attacked) -> None:
    with refused():
        run(
            "INSERT INTO lasars_auditdraw (partnership_id, lasars_id, since, until, share, seed, population,"
            " drawn_by_id, drawn_at) SELECT partnership_id, lasars_id, '2012-01-01', '2012-01-31', 0, seed, population,"
            " drawn_by_id, drawn_at FROM lasars_auditdraw LIMIT 1"
        )


@requires_guard("rights of lasars_drawn", "drawn_append_only")
def test_nobody_is_taken_out_of_a_sample(attacked: Attacked) -> None:
    with refused():
        run("DELETE FROM lasars_drawn WHERE id = %s", attacked.waiting)


@requires_guard("lasars_drawn_assessment_id_key")
def test_an_assessment_is_drawn_once(attacked: Attacked) -> None:
    with refused():
        run("INSERT INTO lasars_drawn (draw_id, assessment_id) SELECT draw_id, assessment_id FROM lasars_drawn LIMIT 1")


@requires_guard("rescoring_is_blind_and_frozen")
def test_who_assessed_does_not_score_it_again(attacked: Attacked) -> None:
    with refused():
        Rescoring.objects.create(
            drawn_id=attacked.waiting, rescorer=attacked.town.person("assessor"), started_at=clock.now()
        )


@requires_guard("rescoring_is_blind_and_frozen")
def test_a_completed_scoring_does_not_change(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_rescoring SET passed = NOT passed WHERE drawn_id = %s", attacked.scored)


@requires_guard("rescoring_is_blind_and_frozen")
def test_a_scoring_is_not_deleted(attacked: Attacked) -> None:
    with refused():
        run("DELETE FROM lasars_rescoring WHERE drawn_id = %s", attacked.scored)


@requires_guard("rescoring_completed_whole")
def test_a_scoring_is_completed_whole(attacked: Attacked) -> None:
    begin_rescoring(access=attacked.town.access("assessment_auditor"), drawn=Drawn.objects.get(pk=attacked.waiting))
    with refused():
        run("UPDATE lasars_rescoring SET passed = true WHERE drawn_id = %s", attacked.waiting)


@requires_guard("lasars_rescoring_drawn_id_key")
def test_one_is_scored_again_once(attacked: Attacked) -> None:
    with refused():
        Rescoring.objects.create(
            drawn_id=attacked.scored, rescorer=attacked.town.person("assessment_auditor"), started_at=clock.now()
        )


@pytest.mark.parametrize("table", ["auditdraw", "drawn", "rescoring"])
def test_nothing_is_emptied(attacked: Attacked, table: str) -> None:
    with refused():
        run(f"TRUNCATE lasars_{table} CASCADE")


def test_every_guard_of_the_audit_has_a_mutant(attacked: Attacked) -> None:
    with connection.cursor() as cursor:
        tables = "('lasars_auditdraw', 'lasars_drawn', 'lasars_rescoring')"
        cursor.execute(
            f"SELECT tgname FROM pg_trigger WHERE tgrelid::regclass::text IN {tables} AND NOT tgisinternal"
            " AND tgname NOT LIKE '%_no_truncate' UNION SELECT conname FROM pg_constraint"
            f" WHERE conrelid::regclass::text IN {tables} AND contype IN ('c', 'u', 'x')"
        )
        guards = {name for (name,) in cursor.fetchall()}
    assert guards - COVERED == set()
