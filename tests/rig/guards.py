"""Mutants kept as code: an attack on a guard of the database must fail with the guard, and succeed without it.

`@requires_guard("name", …)` runs a test twice, each time in a clone of its own. The first time as the database is. The
second time with the named guards dropped by their owner: then the test must turn red. A test whose mutant stays green
proves nothing about the guard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from psycopg2 import extensions

from tests.rig import services

COVERED: set[str] = set()
_TURNS_RED = (pytest.fail.Exception, AssertionError)


def requires_guard(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The test takes one fixture, `attacked`, which has the name of its database as `database`."""
    COVERED.update(names)

    def decorate(attack: Callable[..., None]) -> Callable[..., None]:
        @pytest.mark.parametrize("dropped", [(), names], ids=["guarded", "mutant"])
        def test(dropped: tuple[str, ...], attacked: Any) -> None:
            if not dropped:
                attack(attacked)
                return
            with services.as_owner(attacked.database) as cursor:
                for name in dropped:
                    drop_guard(cursor, name)
            with pytest.raises(_TURNS_RED):
                attack(attacked)

        test.__name__, test.__doc__, test.__module__ = attack.__name__, attack.__doc__, attack.__module__
        return test

    return decorate


def drop_guard(cursor: extensions.cursor, name: str) -> None:
    """Drops the triggers, constraints or indexes of this name; `rights of <table>` gives the application every right.

    Raises LookupError for a name that guards nothing: a mutant must be able to live.
    """
    if name.startswith("rights of "):
        cursor.execute(f"GRANT ALL ON {name.removeprefix('rights of ')} TO pbr_app")
        return
    cursor.execute(
        "SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass) FROM pg_trigger WHERE tgname = %(name)s"
        " UNION ALL SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I CASCADE', conrelid::regclass, conname)"
        " FROM pg_constraint WHERE conname = %(name)s"
        " UNION ALL SELECT format('DROP INDEX %%s', indexrelid::regclass) FROM pg_index"
        " WHERE indexrelid::regclass::text = %(name)s"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        {"name": name},
    )
    statements = [row[0] for row in cursor.fetchall()]
    if not statements:
        raise LookupError(f"there is no guard named {name}")
    for statement in statements:
        cursor.execute(statement)
