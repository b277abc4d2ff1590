"""The rule by which one of two files is believed has a living mutant: where arrival decides instead, tests turn red."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseloads.actions import merging
from pbr import clock
from tests.people import Town
from tests.rooms.caseloads.same_facts import assert_tables_say_what_the_folder_says
from tests.rooms.caseloads.test_any_order import AGENCIES, TODAY
from tests.rooms.loading import load
from tests.rules.intake.files import written

COLUMNS = (
    *("FINITIAL", "SINITIAL", "DOB", "SEX", "AGNCY", "CLIENTID", "EPISODID", "CONSENT"),
    *("TRIAGED", "DISD", "DISRSN", "MODAL", "MODID", "MODST"),
)
ROW = {
    "FINITIAL": "A",
    "SINITIAL": "B",
    "DOB": "1980-02-01",
    "SEX": "M",
    "AGNCY": "N0852",
    "CLIENTID": "1",
    "EPISODID": "1",
    "CONSENT": "Y",
    "TRIAGED": "2012-05-01",
    "MODAL": "4",
    "MODID": "M",
    "MODST": "2012-05-01",
}


def the_later_file_arrives_first(folder: Path) -> None:
    """February's file says that the client left; January's, which comes after it, that he is in treatment."""
    january = folder / "N0852-20120401-20130131-TREAT-IN-J.csv"
    february = folder / "N0852-20120401-20130228-TREAT-IN-J.csv"
    january.write_bytes(written([ROW], COLUMNS))
    february.write_bytes(written([{**ROW, "DISD": "2012-08-01", "DISRSN": "80"}], COLUMNS))
    access = Town.make().access("commissioner")
    with clock.standing_on(TODAY):
        for path in (february, january):
            load(access, path)
    assert_tables_say_what_the_folder_says(access.partnership.pk, folder, AGENCIES, TODAY)


def test_a_file_that_comes_late_does_not_undo_a_later_one(db: None, tmp_path: Path) -> None:
    the_later_file_arrives_first(tmp_path)


def test_where_the_last_to_arrive_wins_the_test_turns_red(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "_OUTRANKS", "true")
    with pytest.raises(AssertionError):
        the_later_file_arrives_first(tmp_path)
