"""The tables say what the files say: for every acceptance case the facts read from the database equal those that the
pure rules assemble from the folder, in any order of arrival."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from caseloads.intake.folder import read_folder
from pbr import clock
from pbr.scheme.reading import read_scheme
from tests.rooms.caseloads.same_facts import assert_tables_say_what_the_folder_says
from tests.rooms.loading import load_folder, partnership_of

CASES = sorted(path for path in (Path(__file__).parents[2] / "cases").iterdir() if (path / "case.md").exists())
REFUSED = {"32", "37", "38", "41"}


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
    assert_tables_say_what_the_folder_says(access.partnership.pk, case, scheme.agencies, as_of)
