"""What the database refuses of instruments, referrals and assessments; and, with each guard dropped, that it was it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest
from django.db import connection

from lasars.models import Approval, Assessment
from pbr import clock
from tests.people import Town
from tests.rig import services
from tests.rig.guards import COVERED, requires_guard
from tests.rooms.lasars.attacks import OnDatabase, copied, made_once, refused, run
from tests.rooms.lasars.desk import AB, SOMEBODY, another_assessor, assessed, begun, referred

TABLES = ("instrument", "referral", "appointment", "assessment", "approval", "touch")
EMPTIED = ("instrument", "referral", "assessment", "approval", "touch", "goal", "advocacycontact")


@dataclass(frozen=True)
class Attacked(OnDatabase):
    """Two referrals: of one the assessment is completed and approved (`done`), of the other it is open (`open`)."""

    done: int
    open: int


def one_done_one_open(town: Town, database: str) -> Attacked:
    done, waiting = assessed(town, SOMEBODY), begun(town, referred(town, AB))
    bo = another_assessor(town).person
    Approval.objects.create(assessment=done, approver=bo, approver_name=bo.name, at=clock.now())
    return Attacked(town, database, done.pk, waiting.pk)


@pytest.fixture(scope="module")
def template(django_db_setup: None, django_db_blocker: Any) -> Iterator[Attacked]:
    with made_once(django_db_blocker, one_done_one_open) as made:
        yield made


@pytest.fixture
def attacked(template: Attacked, django_db_blocker: Any) -> Iterator[Attacked]:
    with copied(django_db_blocker, template) as attacked:
        yield attacked


def again(table: str, source: int, **changes: object) -> None:
    """Inserts a row like another, but for these columns."""
    run(
        f"INSERT INTO lasars_{table} SELECT (jsonb_populate_record(r, jsonb_build_object('id',"
        f" nextval(pg_get_serial_sequence('lasars_{table}', 'id'))) || %s::jsonb)).* FROM lasars_{table} r WHERE id = %s",
        json.dumps(changes, default=str),
        source,
    )


def referral_of(assessment: int) -> int:
    return Assessment.objects.get(pk=assessment).referral_id


# What an assessment gave ------------------------------------------------------------------------------------------------


CHANGES = (
    "total = total + 1",
    "answers = '{}'",
    "band = '1'",
    "\"group\" = 'low'",
    "completed_at = NULL",
    "reason = 'x'",
)


@requires_guard("assessment_is_frozen")
def test_a_completed_assessment_never_changes(attacked: Attacked) -> None:
    for change in CHANGES:
        with refused():
            run(f"UPDATE lasars_assessment SET {change} WHERE id = %s", attacked.done)


@requires_guard("assessment_is_frozen")
def test_an_open_assessment_stays_the_same_persons(attacked: Attacked) -> None:
    with refused():
        run(
            "UPDATE lasars_assessment SET started_at = started_at - interval '1 hour' WHERE id = %s", attacked.open
        )  # fmt: skip


@requires_guard("assessment_is_frozen")
def test_an_assessment_is_never_deleted(attacked: Attacked) -> None:
    with refused():
        run("DELETE FROM lasars_assessment WHERE id = %s", attacked.open)


@requires_guard("assessment_completed_whole")
def test_an_assessment_is_completed_whole(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_assessment SET \"group\" = 'high' WHERE id = %s", attacked.open)


@requires_guard("assessment_superseded_for_a_reason")
def test_an_assessment_is_superseded_for_a_reason(attacked: Attacked) -> None:
    with refused():
        again("assessment", attacked.done, supersedes_id=attacked.done)


@requires_guard("assessment_open_once_a_referral")
def test_one_assessment_of_a_referral_is_open(attacked: Attacked) -> None:
    with refused():
        again("assessment", attacked.open)


@requires_guard("rights of lasars_approval", "approval_of_assessment_append_only")
def test_an_approval_is_not_taken_back(attacked: Attacked) -> None:
    with refused():
        run("DELETE FROM lasars_approval")


@requires_guard("approval_is_a_second_persons", "lasars_approval_assessment_id_key")
def test_nobody_approves_the_own_assessment(attacked: Attacked) -> None:
    own = attacked.town.person("assessor")
    with refused():
        Approval.objects.create(assessment_id=attacked.done, approver=own, approver_name=own.name, at=clock.now())


@requires_guard("approval_is_a_second_persons")
def test_what_is_not_completed_is_not_approved(attacked: Attacked) -> None:
    other = attacked.town.person("auditor")
    with refused():
        Approval.objects.create(assessment_id=attacked.open, approver=other, approver_name=other.name, at=clock.now())


@requires_guard("lasars_approval_assessment_id_key")
def test_an_assessment_is_approved_once(attacked: Attacked) -> None:
    other = attacked.town.person("auditor")
    with refused():
        Approval.objects.create(assessment_id=attacked.done, approver=other, approver_name=other.name, at=clock.now())


@requires_guard("rights of lasars_touch", "touch_append_only")
def test_what_the_next_room_is_told_stays_told(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_touch SET id = id + 100")


# The instrument ---------------------------------------------------------------------------------------------------------


@requires_guard("instrument_append_only")
def test_a_version_of_the_instrument_never_changes(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_instrument SET document = ''")


@requires_guard("instrument_version_once")
def test_a_version_has_a_name_of_its_own(attacked: Attacked) -> None:
    with refused():
        again("instrument", Assessment.objects.get(pk=attacked.done).instrument_id)


# Referrals --------------------------------------------------------------------------------------------------------------


@requires_guard("referral_keeps_its_person")
def test_who_was_referred_stays_once_they_are_assessed(attacked: Attacked) -> None:
    with refused():
        run(
            "UPDATE lasars_referral SET finitial = 'Q', attributor = 'Q' || substr(attributor, 2) WHERE id = %s",
            referral_of(attacked.done),
        )


@requires_guard("referral_keeps_its_person")
def test_a_referral_is_never_deleted(attacked: Attacked) -> None:
    with refused():
        run("DELETE FROM lasars_referral WHERE id = %s", again_unassessed(attacked))


def again_unassessed(attacked: Attacked) -> int:
    """A referral to which nothing points, so that only the guard stands before it."""
    again("referral", referral_of(attacked.open), reference="R-ZZZZZZ")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM lasars_referral WHERE reference = 'R-ZZZZZZ'")
        return int(cursor.fetchone()[0])


@requires_guard("referral_attributor_is_the_persons")
def test_the_attributor_is_the_persons(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_referral SET sex = 'F' WHERE id = %s", referral_of(attacked.open))


@requires_guard("referral_reference")
def test_a_referral_has_a_reference_of_its_own(attacked: Attacked) -> None:
    with refused():
        again("referral", referral_of(attacked.open))


@requires_guard("referred_to_by_someone")
def test_somebody_referred_on_is_so_by_someone(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_referral SET referred_on = received WHERE id = %s", referral_of(attacked.open))


@requires_guard("referral_received_before_referred")
def test_nobody_is_referred_on_before_they_came(attacked: Attacked) -> None:
    with refused():
        run(
            "UPDATE lasars_referral SET referred_on = received - 1, referred_to_id = %s, referred_by_id = entered_by_id"
            " WHERE id = %s",
            attacked.town.north.pk,
            referral_of(attacked.open),
        )


@requires_guard("referral_closed_by_someone")
def test_a_referral_is_closed_by_someone(attacked: Attacked) -> None:
    with refused():
        run("UPDATE lasars_referral SET closed = 'declined' WHERE id = %s", referral_of(attacked.open))


@requires_guard("appointment_kept_said_by_someone")
def test_that_somebody_came_is_said_by_someone(attacked: Attacked) -> None:
    with refused():
        appointment(attacked, kept="true")


@requires_guard("appointment_open_once")
def test_one_appointment_is_open(attacked: Attacked) -> None:
    with refused():
        appointment(attacked)
        appointment(attacked)


def appointment(attacked: Attacked, kept: str = "NULL") -> None:
    run(
        'INSERT INTO lasars_appointment (referral_id, "on", booked_by_id, booked_at, kept)'
        f" SELECT id, received, entered_by_id, entered_at, {kept} FROM lasars_referral WHERE id = %s",
        referral_of(attacked.open),
    )


# Every guard has a mutant -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", EMPTIED)
def test_the_owner_empties_no_table_by_a_slip(attacked: Attacked, table: str) -> None:
    with services.as_owner(attacked.database) as cursor, pytest.raises(psycopg2.Error, match="append-only"):
        cursor.execute(f"TRUNCATE lasars_{table} CASCADE")


def test_every_guard_has_a_mutant(attacked: Attacked) -> None:
    tables = ", ".join(f"'lasars_{table}'" for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tgname FROM pg_trigger WHERE tgrelid::regclass::text IN ({tables}) AND NOT tgisinternal"
            " AND tgname NOT LIKE '%no_truncate' UNION SELECT conname FROM pg_constraint"
            f" WHERE conrelid::regclass::text IN ({tables}) AND contype IN ('c', 'u')"
            " UNION SELECT indexrelid::regclass::text FROM pg_index"
            f" WHERE indrelid::regclass::text IN ({tables}) AND indisunique AND NOT indisprimary"
        )
        guards = {name for (name,) in cursor.fetchall()}
    assert guards - COVERED == set()
