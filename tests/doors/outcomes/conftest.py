"""A partnership with a scheme in force and the clients of one acceptance case, determined."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from outcomes.actions.recalculate import recalculate
from pbr import clock
from pbr.access.models import Lasars, Provider
from pbr.scheme.reading import read_scheme
from tests.people import Town
from tests.rooms.loading import load_folder, partnership_of, put_schemes_in_force

CASES = Path(__file__).parents[2] / "cases"
Load = Callable[[str], Town]


@pytest.fixture
def load(db: None) -> Iterator[Load]:
    """Loads a case by its number, on 1 May 2013. `north` is the scheme's first provider, `south` has no client."""

    def load_case(number: str) -> Town:
        case = next(path for path in CASES.iterdir() if path.name.startswith(number))
        documents = [(path.name, path.read_bytes()) for path in sorted(case.glob("scheme*.toml"))]
        scheme = read_scheme(documents[0][1])
        access = partnership_of(scheme)
        put_schemes_in_force(access, documents)
        load_folder(access, sorted(case.glob("*.csv")))
        recalculate(partnership=access.partnership, progress=_quiet, finish=_done)
        north = Provider.objects.get(partnership=access.partnership, name=scheme.contracts[0].provider)
        south = Provider.objects.create(partnership=access.partnership, name="South")
        return Town(access.partnership, north, south, Lasars.objects.get(partnership=access.partnership))

    with clock.standing_on(dt.date(2013, 5, 1)):
        yield load_case


def _quiet(done: int, total: int, text: str) -> None: ...


def _done() -> None: ...
