"""The composition of all rules on a folder: defaults, refusals, and the order of rows (evaluate.md; points 3, 49, 50, 60)."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from payments.rules.evaluation import EvaluationRefused, as_json, evaluate
from tests.rules.golden import CASES, documents

CASE = CASES / "10-complete-one-day-short"
SCHEME = documents(CASE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "folder"
    shutil.copytree(CASE, copied)
    return copied


def test_without_a_day_it_is_the_latest_to_which_any_feed_is_complete(folder: Path) -> None:
    assert evaluate(folder, SCHEME).as_of == dt.date(2013, 6, 30)


def test_without_a_dated_file_there_is_no_day_and_nothing_else(tmp_path: Path) -> None:
    shown = as_json(evaluate(tmp_path, SCHEME))
    nothing = {"payable": 0, "capped": 0, "held": 0, "gated": 0}
    assert shown == {
        "as_of": None,
        "rejected": [],
        "determinations": [],
        "entitlements": [],
        "totals": {"northway": nothing},
    }


def test_with_a_day_and_no_file_the_day_is_kept(tmp_path: Path) -> None:
    shown = as_json(evaluate(tmp_path, SCHEME, dt.date(2013, 6, 30)))
    assert (shown["as_of"], shown["determinations"], shown["entitlements"]) == ("2013-06-30", [], [])


def test_a_file_name_that_fits_no_pattern_refuses_all(folder: Path) -> None:
    (folder / "more.csv").write_bytes(b"x")
    with pytest.raises(EvaluationRefused, match=r"more\.csv: the file name fits no pattern"):
        evaluate(folder, SCHEME)


def test_replacing_a_file_that_is_not_there_refuses_all(folder: Path) -> None:
    (folder / "replace").write_text("N0852-20120401-20120430-TREAT-IN-J.csv\n")
    with pytest.raises(EvaluationRefused, match="is no NDTMS extract in this folder"):
        evaluate(folder, SCHEME)


def test_faults_of_all_scheme_documents_are_told_at_once(folder: Path) -> None:
    with pytest.raises(EvaluationRefused) as refused:
        evaluate(folder, [("one.toml", b"x"), ("two.toml", b"y = ")])
    assert [message.split(":")[0] for message in refused.value.messages] == ["one.toml", "two.toml"]


def test_rows_are_in_order_of_client_journey_outcome_and_part() -> None:
    case = CASES / "12-death-and-move"
    rows = as_json(evaluate(case, documents(case)))["determinations"]
    places = {"nr-hold": 0, "nr-pay": 1, "nr-fail": 2}
    order = [(row["client"], row["journey"], places[row["outcome"]], int(row["part"])) for row in rows]
    assert order == sorted(order)


def test_renaming_files_that_say_the_same_changes_nothing_but_the_evidence(folder: Path) -> None:
    before = as_json(evaluate(folder, SCHEME))
    for path in folder.glob("N08*.csv"):
        path.rename(path.with_name(path.name.replace("20120401", "20120301")))
    after = as_json(evaluate(folder, SCHEME))
    assert after["entitlements"] == before["entitlements"]
    assert after["totals"] == before["totals"]
