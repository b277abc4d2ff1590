"""Synthetic extracts: the same request, the same bytes; what was planted is listed and found."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from caseloads.intake.folder import read_folder
from caseloads.synthetic.making import Request, make


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    request = Request(clients=60, monthly=True, months=3, dirt=0.05)
    make(tmp_path / "once", request)
    make(tmp_path / "again", request)
    assert bytes_of(tmp_path / "once") == bytes_of(tmp_path / "again")


def test_agencies_may_send_different_sets(tmp_path: Path) -> None:
    make(tmp_path, Request(clients=60, data_set="HJK"))
    sets = {path.name[:5]: path.name[-5] for path in tmp_path.glob("*TREAT-IN*")}
    assert sets == {"N0852": "H", "N0853": "J", "N0854": "K", "N0855": "H"}
    assert "SUBMODDT" in next(tmp_path.glob("N0854*")).read_bytes().decode("cp1252").splitlines()[0]
    assert "SUBMODDT" not in next(tmp_path.glob("N0852*")).read_text().splitlines()[0]


def test_rows_with_planted_faults_are_the_rows_rejected(tmp_path: Path) -> None:
    manifest = make(tmp_path, Request(clients=400, dirt=0.1))
    rejecting = {kind for kind, result in manifest["fault_results"].items() if result == "row rejected"}
    planted = {(one["file"], one["line"]) for one in manifest["faults"] if one["kind"] in rejecting}
    read = read_folder(tmp_path, frozenset(one["agency"] for one in manifest["agencies"]))
    rejected = {(file, finding.line) for file, finding in read.rejected if "TREAT-IN" in file}
    assert planted
    assert planted == rejected


def test_arguments_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not both"):
        call_command("make_extracts", str(tmp_path), monthly=True, delta=0.1)
    with pytest.raises(CommandError, match="no agency"):
        call_command("make_extracts", str(tmp_path), gaming=["heaping:N9999"])
