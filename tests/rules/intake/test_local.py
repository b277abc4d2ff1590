"""The local feeds: whom a row is about, what it turns on, and files with columns of their own."""

from __future__ import annotations

import datetime as dt

import pytest

from caseloads.intake.findings import FileRefused
from caseloads.intake.local_layouts import LOCAL_LAYOUTS
from caseloads.intake.mapping import Mapping
from caseloads.rules.local_facts import KEYS
from caseloads.rules.mentions import LocalMention
from tests.rules.intake.files import Read


def feed(name: str, text: str, **options: object) -> Read:
    return Read(text.encode(), f"{name}-20130331.csv", **options)


def deaths(*rows: str) -> Read:
    return feed("deaths", "\n".join(("FINITIAL,SINITIAL,DOB,SEX,AGNCY,CLIENTID,DIED", *rows)))


def test_a_person_is_named_by_attributor() -> None:
    told = deaths("a,B,01/02/1980,m,,,03/04/2012").mentions
    assert told == [
        LocalMention("deaths", "", "", "AB01021980M", 2, 0, {"DIED": dt.date(2012, 4, 3)}),
    ]


def test_a_person_named_by_record_needs_neither_initials_nor_date_of_birth() -> None:
    told = deaths(",,,,N0852,1001,2012-04-03").of(LocalMention)[0]
    assert (told.by_record, told.person, told.attributor) == (True, "N0852/1001", "")


@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [
        ("A,B,1980-02-01,M,,,2012-02-31", "DIED", "unreadable-date"),
        ("A,B,1980-02-01,M,,,", "DIED", "unreadable-date"),
        ("AA,B,1980-02-01,M,,,2012-04-03", "FINITIAL", "initial-not-one-letter"),
        ("A,B,1980-02-31,M,N0852,,2012-04-03", "DOB", "unreadable-dob"),
        (",,,,N0852,,2012-04-03", "CLIENTID", "blank-clientid"),
        (",,,,,1001,2012-04-03", "AGNCY", "blank-agncy"),
        (",,,,X9999,1001,2012-04-03", "AGNCY", "agency-not-in-partnership"),
    ],
)
def test_a_row_about_nobody_or_without_its_date_is_left_out(row: str, column: str, rule: str) -> None:
    assert [(line, where, why) for line, where, _, why in deaths(row).rejected] == [(2, column, rule)]


def test_two_offences_of_one_day_are_two() -> None:
    read = feed(
        "offences",
        "FINITIAL,SINITIAL,DOB,SEX,OFFENCE_DATE,PROVEN_DATE,TRIGGER\n"
        + "A,B,1980-02-01,M,2012-06-01,,y\n" * 2
        + "C,D,1975-11-23,F,2012-06-01,x,\n",
    )
    assert [mention.place for mention in read.of(LocalMention)] == [1, 2, 1]
    assert read.warned == [(4, "PROVEN_DATE", "x", "unreadable-date")]
    assert read.of(LocalMention)[0].values["TRIGGER"] == "Y"


def test_columns_beside_the_person_that_a_feed_needs_are_named_when_missing() -> None:
    with pytest.raises(FileRefused, match="does not have STARTED, SOURCE"):
        feed("cjs", "FINITIAL,SINITIAL,DOB,SEX,WHEN\n")
    with pytest.raises(FileRefused, match="does not have SINITIAL"):
        feed("cjs", "FINITIAL,DOB,SEX,STARTED,SOURCE\n")


def test_a_file_with_its_own_columns_and_codes_is_read_by_a_mapping() -> None:
    mapping = Mapping(
        columns={"Agency code": "AGNCY", "Client no": "CLIENTID", "Date taken on": "STARTED", "Team": "SOURCE"},
        date_form="DD/MM/YYYY",
        codes={"SOURCE": {"Prison health": "PRISON"}},
    )
    text = "AGENCY CODE,client no,Date taken on,Team\nN0852,1001,03/04/2012,Prison health\n"
    told = feed("cjs", text, mapping=mapping).of(LocalMention)[0]
    assert told.values == {"STARTED": dt.date(2012, 4, 3), "SOURCE": "PRISON"}
    with pytest.raises(FileRefused, match="its mapping says DD/MM/YYYY"):
        feed("cjs", text.replace("03/04/2012", "2012-04-03"), mapping=mapping)


def test_every_feed_has_a_key_among_its_columns() -> None:
    assert LOCAL_LAYOUTS.keys() == KEYS.keys()
    for name, layout in LOCAL_LAYOUTS.items():
        assert set(KEYS[name]) <= set(layout.columns)
