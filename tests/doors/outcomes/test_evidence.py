"""Evidence shows first what the measure looked at, and folds away what else a row says of the person."""

from __future__ import annotations

import pytest

from caseloads.intake.layouts import SET_H
from outcomes.models import DeterminationRow
from outcomes.queries.pages import EvidenceTold, determination
from outcomes.rules.looked_at import WHICH_ROW, looked_at
from pbr.scheme.parameters import MEASURES
from tests.doors.outcomes.conftest import Load

CELLS = (("AGNCY", "N0852"), ("HEPBSTAT", "B"), ("TOPDATE", "2012-06-01"), ("QUALLIFE", "15"), ("SEXUAL", "Y"))


def line(measure: str) -> EvidenceTold:
    return EvidenceTold(1, "a.csv", 7, "", may_open=True, may_read=True, cells=CELLS, measure=measure)


def test_what_decided_comes_first_and_other_things_of_the_person_are_folded_away() -> None:
    told = line("quality_of_life")
    assert told.deciding == [("QUALLIFE", "15")]
    assert told.which_row == [("AGNCY", "N0852"), ("TOPDATE", "2012-06-01")]
    assert told.is_cut


def test_an_answer_decides_only_the_measure_that_looks_at_it() -> None:
    assert line("hepatitis_b").deciding == [("HEPBSTAT", "B")]
    assert line("employment").deciding == []


@pytest.mark.parametrize("name", ["SEXUAL", "PREGNANT", "HEPBSTAT", "HEPCSTAT", "PREVHEPB", "DUALDIAG", "ETHNIC"])
def test_what_hardly_anybody_needs_to_know_never_tells_which_row_it_is(name: str) -> None:
    assert name in SET_H
    assert name not in WHICH_ROW


def test_every_column_that_decides_is_one_of_the_extracts() -> None:
    assert {name for measure in MEASURES for name in looked_at(measure)} <= set(SET_H)


def test_the_page_marks_what_decided_and_folds_the_whole_row(load: Load) -> None:
    town = load("07")
    row = DeterminationRow.objects.filter(outcome="planned-exit", status="achieved", superseded_at=None)[0]
    told = determination(town.access("commissioner"), row.pk)
    assert ("DISRSN", "80") in told.evidence[0].deciding
    shown = town.browser("commissioner").get(f"/determinations/{row.pk}/").content.decode()
    assert "<strong>DISRSN 80</strong>" in shown
    assert "What the rule looked at is in bold." in shown
    before, folded = shown.split("The whole row", 1)
    assert "DRUG1 1101" in folded
    assert "DRUG1 1101" not in before
