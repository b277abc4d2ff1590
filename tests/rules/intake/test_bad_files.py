"""Files that are refused whole, with a sentence that says where and what to do (reliability.md X01 to X23, X36)."""

from __future__ import annotations

import datetime as dt

import pytest

from caseloads.intake import table
from caseloads.intake.decode import LONGEST_LINE
from caseloads.intake.findings import FileRefused
from caseloads.intake.names import ExtractName, read_name
from caseloads.rules.mentions import ClientMention, EpisodeMention
from tests.rules.intake.files import NDTMS, USUAL, Read, written


def refused(data: bytes, name: str = NDTMS, **options: object) -> str:
    with pytest.raises(FileRefused) as caught:
        Read(data, name, **options)
    assert str(caught.value).startswith(name)
    return str(caught.value)


@pytest.mark.parametrize("data", [b"", b"\n\r\n\n", b"\xef\xbb\xbf", b" , ,\n"])
def test_a_file_without_a_header_is_refused(data: bytes) -> None:
    assert "empty" in refused(data) or "blank lines" in refused(data)


def test_a_header_alone_is_refused_unless_the_file_replaces() -> None:
    assert "no rows" in refused(written([]))
    assert Read(written([]), allow_empty=True).summary.rows == 0


def test_a_local_feed_may_have_nothing_to_say() -> None:
    assert Read(b"FINITIAL,SINITIAL,DOB,SEX,DIED\n", "deaths-20130331.csv").summary.rows == 0


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    read = Read(b"\xef\xbb\xbf" + written([{}]))
    assert len(read.of(ClientMention)) == 1
    assert read.summary.encoding == "utf-8-sig"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_and_told_how_to_save(encoding: str) -> None:
    assert "CSV UTF-8" in refused(written([{}]).decode().encode(encoding))


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_neither_encoding_knows_are_named(byte: int) -> None:
    data = written([{}, {"DUALDIAG": "?"}], (*USUAL, "DUALDIAG")).replace(b"?", bytes([byte, 0x20]))
    message = refused(data)
    assert f"hexadecimal {byte:02X}" in message
    assert "line 3" in message


def test_windows_1252_is_read_where_the_bytes_are_not_utf_8() -> None:
    read = Read(written([{"FINITIAL": "É"}]).decode().encode("cp1252"))
    assert read.of(ClientMention)[0].finitial == "É"
    assert read.summary.encoding == "cp1252"


def test_text_that_was_saved_twice_is_warned_about() -> None:
    read = Read(written([{"NOTE": "Â£5"}], (*USUAL, "NOTE")))
    assert [found[3] for found in read.warned] == ["garbled-text"]
    assert read.summary.accepted == 1


def test_a_nul_byte_refuses_the_file() -> None:
    assert "NUL" in refused(written([{"DAT": "J0\x004B"}]))


def test_one_stray_quote_is_found_at_the_line_that_opened_it() -> None:
    rows = [{"CLIENTID": str(1000 + n)} for n in range(1001)]
    data = written(rows).replace(b",1498,", b',"1498,')
    assert "line 500: a quote opened here" in refused(data)


def test_two_stray_quotes_that_swallow_rows_refuse_the_file() -> None:
    rows = [{"CLIENTID": str(1000 + n)} for n in range(20)]
    data = written(rows).replace(b",1003,", b',"1003,').replace(b",1007,", b',1007",')
    message = refused(data)
    assert "line 5, column CLIENTID" in message
    assert "line 9" in message


def test_a_quote_inside_a_quoted_field_refuses_the_file() -> None:
    assert "line 3" in refused(written([{}, {"CLIENTID": '"o"k"'}]))


def test_a_note_with_line_breaks_is_no_stray_quote_and_later_lines_are_counted_on() -> None:
    data = written([{"NOTE": '"first\r\nsecond ""quoted"", third"'}, {"SEX": "X"}], (*USUAL, "NOTE"))
    assert Read(data).rejected == [(4, "SEX", "X", "unreadable-sex")]


def test_a_row_over_all_limits_is_refused_before_it_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "longer than" in refused(written([{"DAT": "x" * (LONGEST_LINE + (1 << 17))}]))
    assert "field is longer" in refused(written([{"DAT": "x" * (1 << 18)}]))
    assert "columns" in refused(written([{}], (*USUAL, *(f"X{n}" for n in range(2000)))))
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    assert "more than 2 rows" in refused(written([{}, {}, {}]))


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_another_separator_is_named(separator: str, name: str) -> None:
    assert name in refused(written([{}]).replace(b",", separator.encode()))


def test_a_double_header_is_refused_also_where_only_case_and_spaces_differ() -> None:
    assert "DOB twice" in refused(written([{}]).replace(b"SEX", b"DOB", 1))
    assert "DOB twice" in refused(written([{}]).replace(b"SEX", b" d ob", 1))


def test_a_header_is_read_in_any_case_with_spaces_and_a_trailing_comma() -> None:
    data = written([{}]).replace(b"FINITIAL", b" finitial ").replace(b"CLIENTID", b"Client\tID", 1)
    data = data.replace(b"\n", b",\n", 1)
    read = Read(data)
    assert read.of(EpisodeMention)[0].clientid == "1001"
    assert read.summary.accepted == 1


def test_all_missing_columns_are_named_at_once() -> None:
    message = refused(written([{}], [name for name in USUAL if name not in {"SEX", "TRIAGED"}]))
    assert "SEX, TRIAGED" in message


def test_a_file_whose_first_line_is_no_header_is_refused() -> None:
    assert "no known column" in refused(b"hello,world\n1,2\n")


@pytest.mark.parametrize(
    "start",
    [
        b"PK\x03\x04", b"%PDF-1.7", b"<html>", b"  <!DOCTYPE html>", b"<?xml version", b"MZ\x90\x00",
        b"\xff\xd8\xff\xe0", b"\x89PNG\r\n", b"\xd0\xcf\x11\xe0", b"\x1f\x8b",
    ],
)  # fmt: skip
def test_what_is_no_csv_is_refused_whatever_its_name(start: bytes) -> None:
    assert "whatever its name says" in refused(start + written([{}]))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_may_end_in_any_way_and_blank_ones_are_no_rows(end: bytes) -> None:
    data = written([{}, {"SEX": "X"}]).replace(b"\n", end) + end
    read = Read(end + data)
    assert read.rejected == [(4, "SEX", "X", "unreadable-sex")]
    assert read.summary.rows == 2


def test_dates_of_two_forms_are_refused_with_the_place_of_the_second() -> None:
    message = refused(written([{"DISD": "2012-04-13"}, {"DISD": "03/04/2012"}]))
    assert "line 3, column DISD" in message


def test_two_forms_are_seen_in_rows_that_are_left_out_too() -> None:
    assert "one form" in refused(written([{}, {"AGNCY": "X1", "DISD": "03/04/2012"}]))
    assert "one form" in refused(written([{}, {"CONSENT": "N", "DISD": "03/04/2012"}]))


@pytest.mark.parametrize(
    "name",
    [
        "n0852-20120401-20130331-treat-in-j.csv", "N0852-20120401-20130331-TREAT-IN-J.csv.csv",
        "N0852-20130401-20130331-TREAT-IN-J.csv", "N0852-20120401-20130229-TREAT-IN-J.csv",
        "N0852-20120401-20130331-TREAT-IN-Q.csv", "N0852-20120401-20130331-TREAT-IN-J.CSV", "Deaths-20130331.csv",
        "death-20130331.csv", "deaths-2013.csv", "deaths.csv", "top-20130331.csv", "deaths-20130231.csv",
        "N٠852-20120401-20130331-TREAT-IN-J.csv", "deaths-00010101.csv",
    ],
)  # fmt: skip
def test_a_name_that_fits_no_pattern_is_refused(name: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_name(name)
    assert str(caught.value).startswith(name)


def test_names_say_feed_agency_and_dates() -> None:
    begins, to = dt.date(2012, 4, 1), dt.date(2013, 3, 31)
    assert read_name(NDTMS) == ExtractName(NDTMS, "ndtms", "N0852", begins, to, "J")
    top = "top-N0852-20130331.csv"
    assert read_name(top) == ExtractName(top, "top", "N0852", None, to, "")
    assert read_name("work_programme-20130331.csv").feed == "work_programme"


def test_a_to_date_after_the_day_of_receipt_is_refused() -> None:
    assert "after 2013-03-30" in refused(written([{}]), received=dt.date(2013, 3, 30))
    assert Read(written([{}]), received=dt.date(2013, 3, 31)).summary.accepted == 1
