"""Whatever bytes arrive, the reader answers with a refusal or with counts that add up, never with a crash."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import example, given, settings
from hypothesis import strategies as st

from caseloads.intake.findings import FileRefused
from tests.rules.intake.files import NDTMS, USUAL, Read, written

GOOD = written([{}, {"EPISODID": "2"}, {"CONSENT": "N"}])
LOCAL = b"FINITIAL,SINITIAL,DOB,SEX,AGNCY,CLIENTID,DIED\nA,B,1980-02-01,M,,,2012-09-01\n"


def reads(data: bytes, name: str = NDTMS) -> None:
    with suppress(FileRefused):
        Read(data, name, allow_empty=True)  # it checks that the counts add up


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
@example(b"\r")
@example(b'"')
@example(b"\xff")
@example(b"\xef\xbb\xbf")
def test_any_bytes(data: bytes) -> None:
    reads(data)
    reads(GOOD + data)
    reads(LOCAL + data, "deaths-20130331.csv")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.binary(max_size=6))
def test_a_good_file_with_some_bytes_changed(at: int, cut: int, patch: bytes) -> None:
    reads(GOOD[:at] + patch + GOOD[at + cut :])


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(list(USUAL)), st.text(st.characters(exclude_characters='",\r\n\0'), max_size=12))
)
def test_any_text_in_any_cell(cells: dict[str, str]) -> None:
    with suppress(UnicodeEncodeError):  # half a surrogate pair is no text
        reads(written([cells, {}]))
