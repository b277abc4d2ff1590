"""Attacks on this room's tables: what is attacked is made once a module, and each attack has a copy of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import pytest
from django.db import DatabaseError, connection, connections, transaction

from pbr import clock
from pbr.scheme.reading import read_scheme
from tests.conftest import switched_to_clone
from tests.people import Town
from tests.rooms.lasars.desk import take_in_the_demonstration
from tests.rooms.loading import put_schemes_in_force
from tests.rules.golden import CASES

DAY = dt.date(2012, 5, 10)


@dataclass(frozen=True)
class OnDatabase:
    """What is attacked, on the database of that name."""

    town: Town
    database: str


Made = TypeVar("Made", bound=OnDatabase)


@contextmanager
def made_once(blocker: Any, make: Callable[[Town, str], Made]) -> Iterator[Made]:
    """What `make` makes of a town with the scheme of case 15 and the demonstration instrument, on 10 May 2012."""
    with blocker.unblock(), switched_to_clone() as name:
        scheme = next(CASES.glob("15*")) / "scheme.toml"
        town = Town.make().with_parties_of(read_scheme(scheme.read_bytes()))
        put_schemes_in_force(town.access("commissioner"), [(scheme.name, scheme.read_bytes())])
        with clock.standing_on(DAY):
            take_in_the_demonstration(town)
            made = make(town, name)
        connections.close_all()
        yield made
        connections.close_all()


@contextmanager
def copied(blocker: Any, made: Made) -> Iterator[Made]:
    with blocker.unblock():
        connections.close_all()
        with switched_to_clone(made.database) as name:
            yield replace(made, database=name)
            connections.close_all()


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(DatabaseError), transaction.atomic():
        yield


def run(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
