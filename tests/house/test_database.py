"""The driver, the roles and the migrations are those that the guards rely on."""

from __future__ import annotations

import importlib.util
import tomllib

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from tests.house.house import CHECKOUT
from tests.rig import services


def test_the_driver_is_psycopg2_and_nothing_brings_the_other() -> None:
    """Django would silently prefer psycopg 3, whose cursors know no copy_expert."""
    assert connection.Database.__name__ == "psycopg2"
    assert importlib.util.find_spec("psycopg") is None
    locked = tomllib.loads((CHECKOUT / "uv.lock").read_text())["package"]
    assert not [
        package["name"] for package in locked if package["name"].startswith("psycopg-") or package["name"] == "psycopg"
    ]


@pytest.mark.django_db
def test_tests_run_as_the_application_which_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("pbr_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["TRUNCATE access_partnership CASCADE", "DROP TABLE jobs_job", "CREATE TABLE x ()"]
)
def test_the_application_can_change_no_table_itself(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_migrations_say_all_that_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_reports_role_reads_and_writes_nothing() -> None:
    with services.superuser(f"tests_{services.WORKER}") as cursor:
        cursor.execute("SELECT useconfig FROM pg_user WHERE usename = 'pbr_reader'")
        ((settings,),) = cursor.fetchall()
        assert "default_transaction_read_only=on" in settings
        cursor.execute("SELECT has_table_privilege('pbr_reader', 'access_partnership', 'SELECT')")
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT has_table_privilege('pbr_reader', 'access_partnership', 'INSERT, UPDATE, DELETE')")
        assert cursor.fetchone() == (False,)
