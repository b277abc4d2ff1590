"""Columns of a local file are proposed by their names."""

from __future__ import annotations

import pytest

from caseloads.intake.guessing import Guess, guesses
from caseloads.intake.local_layouts import LOCAL_LAYOUTS, PERSON_COLUMNS

OURS = (*PERSON_COLUMNS, *LOCAL_LAYOUTS["assessments"].columns)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Date of birth", "DOB"),
        ("Gender", "SEX"),
        ("client_id", "CLIENTID"),
        ("Assessment ID", "ASSESSID"),
        ("Approved by", "APPROVED_BY"),
    ],
)
def test_a_column_is_guessed_by_its_name(theirs: str, ours: str) -> None:
    assert guesses(OURS, ["Notes", theirs])[ours] == Guess(theirs, is_same=False)


def test_our_own_name_is_no_guess() -> None:
    assert guesses(OURS, ["Assessor name", "assessor"])["ASSESSOR"] == Guess("assessor", is_same=True)


def test_what_is_like_nothing_is_not_guessed() -> None:
    assert guesses(OURS, ["Postcode", "Worker", "Ward"]) == {}


def test_no_column_of_theirs_is_taken_twice() -> None:
    found = guesses(OURS, ["Assessed on", "Surname initial"])
    assert len({one.theirs for one in found.values()}) == len(found)
