"""Whatever the order in which files arrive, the same is known in the end."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.intake.files import written
from tests.rules.knowledge.files import Files, assembled

PEOPLE: tuple[dict[str, str], ...] = ({}, {"SINITIAL": "C"}, {"DOB": "1981-02-01"})


@st.composite
def rows(draw: st.DrawFn, agency: str) -> dict[str, str]:
    consent = draw(st.sampled_from(["Y", "Y", "Y", "N"]))
    number = draw(st.sampled_from(["1001", "1002"]))
    return draw(st.sampled_from(PEOPLE)) | {
        "AGNCY": agency,
        "CLIENTID": number,
        "EPISODID": "" if consent == "N" and draw(st.booleans()) else draw(st.sampled_from(["1", "2"])),
        "CONSENT": consent,
        "ACCMNEED": draw(st.sampled_from(["", "1", "2", "3"])),
        "MODID": draw(st.sampled_from(["", "1M1"])),
        "TOPID": draw(st.sampled_from(["", "1T1", "1T2"])),
    }


@st.composite
def extracts(draw: st.DrawFn) -> tuple[str, bytes]:
    agency = draw(st.sampled_from(["N0852", "N0853"]))
    to = dt.date(2012, draw(st.integers(6, 9)), 30)
    name = f"{agency}-20120401-{to:%Y%m%d}-TREAT-IN-J.csv"
    return name, written(draw(st.lists(rows(agency), max_size=4)))


@st.composite
def deaths(draw: st.DrawFn) -> tuple[str, bytes]:
    who = draw(st.sampled_from([",,,,N0852,1001", "A,B,1980-02-01,M,,", "A,C,1980-02-01,M,,"]))
    day = draw(st.integers(1, 28))
    text = f"FINITIAL,SINITIAL,DOB,SEX,AGNCY,CLIENTID,DIED\n{who},2012-06-{day:02d}\n"
    return f"deaths-2012{draw(st.integers(10, 12))}01.csv", text.encode()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(extracts(), extracts(), deaths()), max_size=6), st.data())
def test_any_order_of_files_gives_the_same_facts(files: Files, data: st.DataObject) -> None:
    replacing = [name for name, _ in files if "TREAT" in name and data.draw(st.booleans())]
    shuffled = data.draw(st.permutations(list(files)))
    assert assembled(files, replacing) == assembled(shuffled, replacing)


def test_two_files_of_one_name_give_the_same_facts_either_way() -> None:
    name = "N0853-20120401-20120630-TREAT-IN-J.csv"
    first = (name, written([{"AGNCY": "N0853", "TOPID": "1T1"}]))
    second = (name, written([{"AGNCY": "N0853", "TOPID": ""}]))
    assert assembled([first, second]) == assembled([second, first])
