"""The event log only grows, its chain never forks, and whatever was done to it behind its back is found."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from pbr.access.models import Partnership
from pbr.audit.chain import Head, head, verify_chain
from pbr.audit.models import Event
from pbr.audit.record import record
from tests.rig import services

WRITERS, ROUNDS = 6, 20


def write(partnership: Partnership, number: int) -> None:
    for place in range(1, number + 1):
        record("extract.confirmed", partnership=partnership, actor=None, subject=f"extract:{place}", rows=place)


def anytown() -> Partnership:
    return Partnership.objects.create(code="J04B", name="Anytown")


@pytest.fixture
def log(committed_db: str) -> Partnership:
    """Twelve events, committed."""
    partnership = anytown()
    write(partnership, 12)
    return partnership


def behind_its_back(statement: str) -> None:
    """As a superuser who switches the guards off: what no role of the application can do."""
    with services.superuser(connection.settings_dict["NAME"]) as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_event SET subject = 'extract:99'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_event_append_only ON audit_event",
    ],
)
def test_the_application_cannot(attack: str) -> None:
    write(anytown(), 2)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


@pytest.mark.parametrize(
    "slip", ["UPDATE audit_event SET subject = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event CASCADE"]
)
def test_not_even_the_owner_of_the_table_does_by_a_slip(log: Partnership, slip: str) -> None:
    name = connection.settings_dict["NAME"]
    with services.as_owner(name) as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute(slip)


@pytest.mark.django_db
def test_an_untouched_chain_is_whole() -> None:
    partnership = anytown()
    assert verify_chain(partnership) is None
    write(partnership, 3)
    assert verify_chain(partnership, head(partnership)) is None


@pytest.mark.parametrize(
    ("deed", "place", "what"),
    [
        ("UPDATE audit_event SET details = '{\"rows\": 6}' WHERE sequence = 5", 5, "changed"),
        ("UPDATE audit_event SET at = at + interval '1 second' WHERE sequence = 5", 5, "changed"),
        ("UPDATE audit_event SET event = 'extract.discarded' WHERE sequence = 1", 1, "changed"),
        ("DELETE FROM audit_event WHERE sequence = 5", 5, "removed"),
        ("UPDATE audit_event SET sequence = 13 - sequence WHERE sequence IN (6, 7)", 6, "follow"),
        ("UPDATE audit_event SET previous = repeat('f', 64) WHERE sequence = 8", 8, "follow"),
    ],
)
def test_what_was_done_is_found_where_it_was_done(log: Partnership, deed: str, place: int, what: str) -> None:
    if "13 - sequence" in deed:
        # Two events change places: the unique numbers are checked row by row, so by way of a free number.
        behind_its_back("UPDATE audit_event SET sequence = 100 WHERE sequence = 6")
        behind_its_back("UPDATE audit_event SET sequence = 6 WHERE sequence = 7")
        behind_its_back("UPDATE audit_event SET sequence = 7 WHERE sequence = 100")
    else:
        behind_its_back(deed)
    found = verify_chain(log)
    assert found is not None
    assert found.sequence == place
    assert what in found.what


def test_a_tail_that_was_cut_off_shows_only_against_a_head_kept_elsewhere(log: Partnership) -> None:
    noted = head(log)
    behind_its_back("DELETE FROM audit_event WHERE sequence > 2")
    assert verify_chain(log) is None
    found = verify_chain(log, noted)
    assert found is not None
    assert "cut off" in found.what


def test_a_log_written_anew_shows_against_a_head_kept_elsewhere(log: Partnership) -> None:
    noted = head(log)
    behind_its_back("DELETE FROM audit_event")
    write(log, 14)
    assert verify_chain(log) is None
    found = verify_chain(log, noted)
    assert found is not None
    assert found.sequence == noted.sequence


def test_many_writers_at_once_make_one_chain(committed_db: str) -> None:
    partnership = anytown()
    failures: list[BaseException] = []

    def writer() -> None:
        try:
            write(partnership, ROUNDS)
        except BaseException as failure:  # the test fails with it below
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=writer) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Event.objects.count() == WRITERS * ROUNDS
    assert verify_chain(partnership) is None


@pytest.mark.django_db
def test_each_partnership_has_its_own_chain() -> None:
    first, second = anytown(), Partnership.objects.create(code="E08B", name="Othertown")
    write(first, 2)
    write(second, 3)
    assert (head(first).sequence, head(second).sequence) == (2, 3)


@pytest.mark.django_db
def test_an_event_goes_with_the_transaction_that_it_tells_of() -> None:
    partnership = anytown()
    with transaction.atomic():
        write(partnership, 1)
        transaction.set_rollback(True)
    assert head(partnership).sequence == 0


def test_a_head_is_read_as_it_is_written() -> None:
    written = Head(1234, "ab" * 32)
    assert Head.read(f" {written} ") == written
    assert Head.read("1234") is None
    assert Head.read("12:xyz") is None
