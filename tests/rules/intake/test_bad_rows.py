"""Rows that are left out and fields that read as missing (extracts.md, "Checks"; reliability.md X15 to X35)."""

from __future__ import annotations

import pytest

from caseloads.rules.mentions import (
    TOP_ITEMS,
    ClientMention,
    EpisodeMention,
    InterventionMention,
    TopMention,
    WithdrawalMention,
)
from tests.rules.intake.files import Read, row, written


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"AGNCY": ""}, "AGNCY", "blank-agncy"),
        ({"CLIENTID": "NA"}, "CLIENTID", "blank-clientid"),
        ({"EPISODID": " "}, "EPISODID", "blank-episodid"),
        ({"AGNCY": "X9999"}, "AGNCY", "agency-not-in-partnership"),
        ({"AGNCY": "N0853"}, "AGNCY", "agency-not-in-partnership"),
        ({"FINITIAL": "AB"}, "FINITIAL", "initial-not-one-letter"),
        ({"SINITIAL": "'"}, "SINITIAL", "initial-not-one-letter"),
        ({"SINITIAL": "7"}, "SINITIAL", "initial-not-one-letter"),
        ({"SINITIAL": ""}, "SINITIAL", "initial-not-one-letter"),
        ({"SINITIAL": "А"}, "SINITIAL", "initial-not-one-letter"),
        ({"DOB": "1980-02-31"}, "DOB", "unreadable-dob"),
        ({"DOB": ""}, "DOB", "unreadable-dob"),
        ({"DOB": "0001-01-01"}, "DOB", "unreadable-dob"),
        ({"DOB": "1899-12-31"}, "DOB", "unreadable-dob"),
        ({"DOB": "2013-04-01"}, "DOB", "unreadable-dob"),
        ({"DOB": "01/02/68"}, "DOB", "unreadable-dob"),
        ({"SEX": "X"}, "SEX", "unreadable-sex"),
        ({"SEX": ""}, "SEX", "unreadable-sex"),
        ({"CLIENTID": "10\u200b01"}, "CLIENTID", "odd-character"),
        ({"CLIENTID": "1001\u00a0"}, "CLIENTID", "odd-character"),
        ({"AGNCY": "\u041d0852"}, "AGNCY", "odd-character"),
        ({"EPISODID": "é1"}, "EPISODID", "odd-character"),
        ({"MODID": "1M\u200b1"}, "MODID", "odd-character"),
        ({"TOPID": "\u202e1"}, "TOPID", "odd-character"),
    ],
)
def test_a_row_that_cannot_be_somebodys_is_left_out(cells: dict[str, str], column: str, rule: str) -> None:
    read = row(**cells)
    assert [(line, where, why) for line, where, _, why in read.rejected] == [(2, column, rule)]
    assert read.mentions == []
    assert read.summary.rejected == 1


def test_every_faulty_column_of_a_row_has_its_own_entry() -> None:
    rejected = row(AGNCY="", FINITIAL="", DOB="x", SEX="F?").rejected
    assert [column for _, column, _, _ in rejected] == ["AGNCY", "FINITIAL", "DOB", "SEX"]


def test_a_row_of_another_provider_than_the_senders_is_left_out() -> None:
    read = Read(written([{"AGNCY": "N0853"}, {}]), senders=frozenset({"N0852"}))
    assert read.rejected == [(2, "AGNCY", "N0853", "agency-not-senders")]
    assert read.summary.accepted == 1


def test_a_row_longer_or_shorter_than_the_header_is_left_out() -> None:
    data = written([{}, {}, {}]).split(b"\n")
    data[1] += b",9"
    data[2] = data[2].rsplit(b",", 1)[0]
    read = Read(b"\n".join(data))
    assert [(line, rule) for line, _, _, rule in read.rejected] == [(2, "row-length"), (3, "row-length")]
    assert read.summary.accepted == 1


def test_keys_keep_their_zeros_and_lose_only_spaces() -> None:
    assert row(CLIENTID=" 0042 ").of(EpisodeMention)[0].clientid == "0042"


def test_a_number_that_a_spreadsheet_has_rounded_is_warned_about() -> None:
    assert row(CLIENTID="1.23E+05").warned == [(2, "CLIENTID", "1.23E+05", "spreadsheet-number")]


def test_letters_are_read_in_either_case_and_04_is_4() -> None:
    read = row(FINITIAL="ö", SINITIAL="b", SEX="f", AGNCY="n0852", MODAL="04", TRSTAGE="s", DAT="j04b")
    assert read.findings == []
    client, intervention = read.of(ClientMention)[0], read.of(InterventionMention)[0]
    assert (client.agency, client.finitial, client.sinitial, client.sex) == ("N0852", "Ö", "B", "F")
    assert intervention.modal == 4
    assert read.of(TopMention)[0].stage == "S"


def test_an_accented_letter_of_two_code_points_is_one_letter() -> None:
    assert row(FINITIAL="O\u0308").of(ClientMention)[0].finitial == "Ö"


@pytest.mark.parametrize("answer", ["28.5", "-1", "29", "1e1", "٣", "1_0", "+5", "na", "N/A", "O"])
def test_days_that_are_no_plain_number_up_to_28_read_as_missing_with_a_warning(answer: str) -> None:
    read = row(OPIUSE=answer)
    assert read.of(TopMention)[0].items[TOP_ITEMS.index("OPIUSE")] is None
    rule = "top-days-out-of-range" if answer in {"-1", "29"} else "unreadable-number"
    assert read.warned == [(2, "OPIUSE", answer, rule)]


@pytest.mark.parametrize(("answer", "days"), [("", None), ("NA", None), ("0", 0), ("00", 0), (" 7 ", 7), ("28", 28)])
def test_days_that_are_answered_or_not(answer: str, days: int | None) -> None:
    read = row(OPIUSE=answer)
    assert read.of(TopMention)[0].items[TOP_ITEMS.index("OPIUSE")] == days
    assert read.findings == []


@pytest.mark.parametrize(
    ("cells", "column", "value", "rule"),
    [
        ({"QUALLIFE": "21"}, "QUALLIFE", "21", "rating-out-of-range"),
        ({"ACUTHPBM": "1"}, "ACUTHPBM", "1", "unreadable-yes-no"),
        ({"REFLD": "2012-02-30"}, "REFLD", "2012-02-30", "unreadable-date"),
        ({"REFLD": "13/25/2012", "DISD": ""}, "REFLD", "13/25/2012", "unreadable-date"),
        ({"REFLD": "9999-01-01"}, "REFLD", "9999-01-01", "unreadable-date"),
        ({"MODAL": "x"}, "MODAL", "x", "unreadable-number"),
        ({"ACCMNEED": "8"}, "ACCMNEED", "8", "unknown-code"),
        ({"DRUG1": "heroin"}, "DRUG1", "heroin", "unknown-code"),
        ({"TRSTAGE": "X"}, "TRSTAGE", "X", "unknown-code"),
        ({"TRSTAGE": ""}, "TRSTAGE", "", "topdate-without-trstage"),
        ({"DRUG3": "1101"}, "DRUG3", "1101", "same-drug-twice"),
        ({"REFLD": "2012-05-02"}, "TRIAGED", "2012-05-01", "triaged-before-refld"),
        ({"DISD": "2012-04-30", "DISRSN": "80"}, "DISD", "2012-04-30", "disd-before-triaged"),
        ({"DISD": "2012-06-30"}, "DISD", "2012-06-30", "disd-without-disrsn"),
        ({"DISRSN": "80"}, "DISRSN", "80", "disrsn-without-disd"),
        ({"MODEND": "2012-04-30"}, "MODEND", "2012-04-30", "modend-before-modst"),
        ({"TOPDATE": "2013-04-01"}, "TOPDATE", "2013-04-01", "date-after-to"),
        ({"DOB": "1994-05-02"}, "DOB", "1994-05-02", "under-18-at-triage"),
    ],
)
def test_a_doubtful_field_is_warned_about_and_loaded(cells: dict[str, str], column: str, value: str, rule: str) -> None:
    if value == "13/25/2012":  # a file of the other form
        cells = {"DOB": "01/02/1980", "TRIAGED": "01/05/2012", "MODST": "", "TOPDATE": "", "TRSTAGE": ""} | cells
        cells |= {"TOPID": "", "ALCUSE": "", "OPIUSE": "", "QUALLIFE": "", "ACUTHPBM": ""}
    read = row(**cells)
    assert read.warned == [(2, column, value, rule)]
    assert read.summary.accepted == 1


def test_somebody_whose_eighteenth_birthday_is_the_day_of_triage_is_no_child() -> None:
    assert row(DOB="1994-05-01").findings == []


def test_born_on_the_day_of_referral_is_warned_about() -> None:
    assert (2, "DOB", "2012-05-01", "dob-not-before-refld") in row(DOB="2012-05-01").warned


def test_repeated_rows_that_agree_are_one_fact() -> None:
    read = Read(written([{}, {}, {}]))
    assert [len(read.of(kind)) for kind in (ClientMention, EpisodeMention, InterventionMention, TopMention)] == [1] * 4
    assert read.summary.accepted == 3


def test_the_warnings_of_repeated_rows_are_given_for_each_line() -> None:
    read = Read(written([{"ACCMNEED": "8"}, {"ACCMNEED": "8"}]))
    assert read.warned == [(2, "ACCMNEED", "8", "unknown-code"), (3, "ACCMNEED", "8", "unknown-code")]


def test_rows_that_disagree_are_reported_and_the_last_is_told_last() -> None:
    read = Read(written([{"DISRSN": "85", "DISD": "2012-09-30"}, {"DISRSN": "80", "DISD": "2012-09-30"}]))
    assert read.warned == [(3, "DISRSN", "80", "rows-disagree")]
    assert [mention.reason for mention in read.of(EpisodeMention)] == [85, 80]
    assert "line 2" in read.findings[0].sentence


def test_a_second_start_and_a_start_after_a_review_are_warned_about() -> None:
    start = {"TOPID": "1T2", "TOPDATE": "2012-06-01"}
    assert [found[3] for found in Read(written([{}, start])).warned] == ["two-starts"]
    review = {"TRSTAGE": "R", "TOPDATE": "2012-05-15", "TOPID": "1T0"}
    late = {"TOPID": "1T2", "TOPDATE": "2012-06-01"}
    assert [found[3] for found in Read(written([review, late])).warned] == ["start-after-review"]


def test_without_consent_a_row_needs_only_agency_and_client() -> None:
    read = row(FINITIAL="", SINITIAL="", DOB="", SEX="", EPISODID="", CONSENT="n")
    assert read.mentions == [WithdrawalMention("N0852", "1001", "", 2)]
    assert read.summary.without_consent == 1
    assert row(CONSENT="N", CLIENTID="").rejected == [(2, "CLIENTID", "", "blank-clientid")]


def test_the_same_words_after_a_withdrawal_are_heard_again() -> None:
    read = Read(written([{}, {"CONSENT": "N"}, {}]))
    assert [mention.line for mention in read.of(EpisodeMention)] == [2, 4]


def test_a_blank_consent_counts_as_given() -> None:
    assert row(CONSENT="").summary.accepted == 1


def test_without_numbers_parts_are_told_apart_by_what_they_are() -> None:
    rows = [{"MODID": "", "TOPID": ""}, {"MODID": "", "TOPID": "", "MODST": "2012-06-01", "TRSTAGE": "R"}]
    read = Read(written(rows))
    assert [mention.intervention for mention in read.of(InterventionMention)] == ["4/2012-05-01", "4/2012-06-01"]
    assert [mention.top for mention in read.of(TopMention)] == ["2012-05-01/S", "2012-05-01/R"]


def test_a_row_without_any_field_of_an_entity_carries_none() -> None:
    blank = dict.fromkeys(("MODAL", "MODID", "MODST", "TOPDATE", "TOPID", "TRSTAGE", "ALCUSE"), "")
    blank |= {"OPIUSE": "NA", "QUALLIFE": " ", "ACUTHPBM": "NA"}
    assert [type(mention) for mention in row(**blank).mentions] == [ClientMention, EpisodeMention]


def test_a_top_extract_carries_tops_alone() -> None:
    data = b"AGNCY,CLIENTID,EPISODID,TOPID,TOPDATE,TRSTAGE,OPIUSE\nN0852,1003,1,1T9,2012-08-31,E,5\n"
    read = Read(data, "top-N0852-20121231.csv")
    assert [(type(mention), mention.line) for mention in read.mentions] == [(TopMention, 2)]


def test_control_characters_are_kept_in_the_value_and_shown_by_their_number() -> None:
    found = row(SEX="\u202e\x1b[31m").findings[0]
    assert found.value == "\u202e\x1b[31m"
    assert 'SEX "<U+202E><U+001B>[31m" is neither' in found.sentence


def test_an_impossible_date_says_nothing_about_the_form_of_the_file() -> None:
    assert row(DISD="31/02/2012").warned[0] == (2, "DISD", "31/02/2012", "unreadable-date")


def test_cells_that_look_like_formulas_are_kept_as_they_are() -> None:
    assert row(CLIENTID="=HYPERLINK(1)").of(ClientMention)[0].clientid == "=HYPERLINK(1)"
