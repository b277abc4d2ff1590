"""A folder of extracts: what is read, what refuses the whole, what is said twice (points 3 and 50; X25, X39)."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseloads.intake.folder import FolderRefused, read_folder
from caseloads.rules.assemble import completeness
from caseloads.rules.knowledge import Winners
from caseloads.rules.mentions import Mention, Source
from tests.rules.intake.files import AGENCIES, NDTMS, written

SAME_AGAIN = "N0852-20120101-20130331-TREAT-IN-J.csv"


def refused(folder: Path) -> tuple[str, ...]:
    with pytest.raises(FolderRefused) as caught:
        read_folder(folder, AGENCIES)
    return caught.value.messages


def test_every_refusal_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_bytes(b"x")
    (tmp_path / NDTMS).write_bytes(b"")
    (tmp_path / "replace").write_text("N0853-20120401-20130331-TREAT-IN-J.csv\n")
    messages = refused(tmp_path)
    assert [message.split(":")[0] for message in messages] == ["notes.csv", "replace", NDTMS]


def test_what_is_no_csv_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "scheme.toml").write_text("")
    (tmp_path / "deeper.csv").mkdir()
    assert read_folder(tmp_path, AGENCIES).sources == ()


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "name a folder" in refused(tmp_path / "nowhere")[0]


def test_the_same_bytes_under_two_names_are_one_extract(tmp_path: Path) -> None:
    data = written([{}, {"SEX": "X"}])
    for name in (NDTMS, SAME_AGAIN):
        (tmp_path / name).write_bytes(data)
    read = read_folder(tmp_path, AGENCIES)
    assert [file for file, _ in read.rejected] == [SAME_AGAIN]
    assert {source.extract for source, _ in read.winners.episodes.values()} == {SAME_AGAIN}


def test_an_empty_extract_is_accepted_in_replace_mode(tmp_path: Path) -> None:
    (tmp_path / NDTMS).write_bytes(written([]))
    assert "replace mode" in refused(tmp_path)[0]
    (tmp_path / "replace").write_text(f"{NDTMS}\n")
    read = read_folder(tmp_path, AGENCIES)
    assert read.lowest.keys() == {"N0852"}


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / NDTMS
    path.write_bytes(written([{}]))
    hear = Winners.hear

    def meanwhile(winners: Winners, source: Source, mention: Mention) -> None:
        path.write_bytes(written([{}, {}]))
        hear(winners, source, mention)

    monkeypatch.setattr(Winners, "hear", meanwhile)
    assert "changed while" in refused(tmp_path)[0]


def test_a_top_extract_moves_no_date_and_an_agency_that_sent_nothing_has_none(tmp_path: Path) -> None:
    (tmp_path / NDTMS).write_bytes(written([{}]))
    (tmp_path / "top-N0853-20130430.csv").write_bytes(
        b"AGNCY,CLIENTID,EPISODID,TOPDATE,TRSTAGE\nN0853,1,1,2012-05-01,S\n"
    )
    (tmp_path / "deaths-20130228.csv").write_bytes(b"FINITIAL,SINITIAL,DOB,SEX,DIED\n")
    complete = completeness(read_folder(tmp_path, AGENCIES).sources, sorted(AGENCIES))
    assert {agency: day and day.isoformat() for agency, day in complete.agencies.items()} == {
        "N0852": "2013-03-31",
        "N0853": None,
    }
    assert complete.local["deaths"].isoformat() == "2013-02-28"
