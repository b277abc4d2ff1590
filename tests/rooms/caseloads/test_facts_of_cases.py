"""The tables say what the files say: for every acceptance case the facts read from the database equal those that the
pure rules assemble from the folder, in any order of arrival."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from pathlib import Path

import pytest

from caseloads.intake.folder import read_folder
from caseloads.models import Client, Extract
from caseloads.queries import completeness, facts_of
from caseloads.rules.assemble import assemble
from caseloads.rules.assemble import completeness as complete_by_files
from caseloads.rules.facts import ClientFacts, Evidence
from caseloads.rules.knowledge import know
from pbr import clock
from pbr.scheme.reading import read_scheme
from tests.rooms.loading import load_folder, partnership_of

CASES = sorted(path for path in (Path(__file__).parents[2] / "cases").iterdir() if (path / "case.md").exists())
REFUSED = {"32", "37", "38", "41"}


def canonical(facts: ClientFacts, names: dict[str, str]) -> object:
    """Facts with files by name, in one order, without the client's key, which differs by purpose."""

    def walk(value: object) -> object:
        if isinstance(value, Evidence):
            return (names.get(value.extract, value.extract), value.line)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return tuple(walk(getattr(value, field.name)) for field in dataclasses.fields(value))
        if isinstance(value, tuple):
            return tuple(sorted((walk(one) for one in value), key=repr))
        return dict(value) if hasattr(value, "items") else value

    return walk(dataclasses.replace(facts, client=""))


@pytest.mark.parametrize("seed", [None, 1, 2], ids=["in order", "shuffled", "shuffled again"])
@pytest.mark.parametrize("case", [case for case in CASES if case.name[:2] not in REFUSED], ids=lambda case: case.name)
def test_the_tables_say_what_the_files_say(db: None, case: Path, seed: int | None) -> None:
    scheme = read_scheme((case / "scheme.toml").read_bytes())
    as_of = dt.date.fromisoformat((case / "as_of").read_text().strip())
    paths = sorted(case.glob("*.csv"))
    if seed is not None:
        random.Random(seed).shuffle(paths)
    replace = case / "replace"
    replacing = frozenset(replace.read_text().split()) if replace.exists() else frozenset()
    access = partnership_of(scheme)

    read = read_folder(case, frozenset(scheme.agencies))
    with clock.standing_on(max([as_of, *(source.to for source in read.sources)])):
        load_folder(access, paths, replacing)
    everyone = list(Client.objects.values_list("pk", flat=True))
    from_tables = facts_of(access.partnership.pk, everyone, as_of)
    names = {str(pk): name for pk, name in Extract.objects.values_list("pk", "file_name")}

    from_files = assemble(know(read.winners, read.lowest), as_of).clients
    expected = sorted((canonical(facts, {}) for facts in from_files), key=repr)
    assert sorted((canonical(facts, names) for facts in from_tables), key=repr) == expected
    complete = completeness(access.partnership.pk, scheme.agencies)
    assert complete == complete_by_files(read.sources, scheme.agencies)
