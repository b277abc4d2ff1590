"""Every golden case, worked by hand, through the rules; and some of them through the real command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from payments.rules.evaluation import EvaluationRefused, as_json, evaluate
from payments.rules.explanation import as_text
from tests.rules.golden import CASES, as_of, case_folders, disagreements, documents, expected, scheme_files

ROOT = Path(__file__).parents[2]
# The command must not look for a database or a broker, so none is named.
NOTHING_CONFIGURED = {
    name: value
    for name, value in os.environ.items()
    if name not in {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS"} and not name.startswith("PBR_")
}


@pytest.mark.parametrize("case", case_folders(), ids=lambda case: case.name)
def test_the_case_comes_out_as_worked_by_hand(case: Path) -> None:
    wanted = expected(case)
    if "refused" in wanted:
        with pytest.raises(EvaluationRefused) as refused:
            evaluate(case, documents(case), as_of(case))
        for text in wanted["refused"]:
            assert text in str(refused.value)
        return
    evaluation = evaluate(case, documents(case), as_of(case))
    assert list(disagreements(as_json(evaluation), wanted)) == []
    assert as_text(evaluation).startswith("As known on ")


def test_there_are_all_the_cases() -> None:
    assert len(case_folders()) >= 41


def run_evaluate(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "evaluate", *arguments]
    return subprocess.run(command, cwd=ROOT, env=NOTHING_CONFIGURED, capture_output=True, text=True, check=False)


def arguments_of(case: Path) -> list[str]:
    day = as_of(case)
    schemes = [text for path in scheme_files(case) for text in ("--scheme", str(path))]
    return [str(case), *schemes, *(["--as-of", day.isoformat()] if day else [])]


@pytest.mark.parametrize("name", ["31-versions-stock-run-off", "36-replace"])
def test_the_command_line_gives_the_same_as_the_rules_without_a_database(name: str, tmp_path: Path) -> None:
    case = CASES / name
    out = tmp_path / "out.json"
    done = run_evaluate(*arguments_of(case), "--out", str(out))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(out.read_text()) == as_json(evaluate(case, documents(case), as_of(case)))


def test_a_refused_file_ends_with_status_2_and_no_output(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = run_evaluate(*arguments_of(CASES / "41-missing-columns-refused"), "--out", str(out))
    assert done.returncode == 2
    assert done.stdout == ""
    assert not out.exists()
    assert "SEX" in done.stderr
    assert "TRIAGED" in done.stderr


def test_the_text_explains_each_client(tmp_path: Path) -> None:
    done = run_evaluate(*arguments_of(CASES / "34-twins"), "--format", "text")
    assert done.returncode == 0
    assert "AB01021980M (record N0852/1001), journey from 1 May 2012" in done.stdout
    assert "AB01021980M: N0852 1001 and N0852 1002 overlap" in done.stdout
    assert "northway: payable £1,200.00" in done.stdout
