"""What must be true of the database before anybody relies on it. `migrate` checks it, and so every installation does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.postgresql.psycopg_any import is_psycopg3

# With one of these off, PostgreSQL says "committed" of what a power cut takes back. A test that kills the server
# cannot see it, because the page cache outlives the process; so the settings themselves are asked for.
KEEPING_PROMISES = ("fsync", "full_page_writes", "synchronous_commit")


@register(Tags.database)
def commits_are_kept(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    return [error for alias in databases or () for error in _broken_promises(alias)]


def _broken_promises(alias: str) -> list[CheckMessage]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(KEEPING_PROMISES)])
        off = sorted(name for name, setting in cursor.fetchall() if setting == "off")
    if not off:
        return []
    hint = "Switch them on in postgresql.conf and reload."
    return [Error(f"PostgreSQL may lose committed payments: {', '.join(off)} is off.", hint=hint, id="pbr.E001")]


@register(Tags.compatibility)
def the_driver_is_psycopg2(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Beside psycopg 3, Django silently takes that one, whose cursors know no copy_expert."""
    return [Error("The database driver is psycopg 3; uninstall it.", id="pbr.E002")] if is_psycopg3 else []
