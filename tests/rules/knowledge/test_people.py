"""Who is one person: twins, local rows, changes of name (extracts.md §4; points 9 to 11, 51, 54)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from caseloads.rules import people
from caseloads.rules.people import Record, Seen, Span, near_misses, resolve_people
from tests.rules.intake.files import written
from tests.rules.knowledge.files import FIRST, SECOND, assembled, facts

AB = "AB01021980M"
PERSON = "FINITIAL,SINITIAL,DOB,SEX,AGNCY,CLIENTID"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def record(agency: str, clientid: str, *spans: str) -> Record:
    read = [Span(day(start), day(end) if end else None) for start, end in (span.split("/") for span in spans)]
    return Record(agency, clientid, AB, tuple(read))


def test_one_attributor_is_one_client_over_all_agencies() -> None:
    found = resolve_people([record("N0852", "1", "2012-05-01/"), record("N0853", "2", "2012-05-01/")])
    assert set(found.client_of.values()) == {AB}
    assert found.twins == ()


def test_twins_share_a_day_at_one_agency_and_are_known_apart() -> None:
    found = resolve_people(
        [record("N0852", "1", "2012-05-01/2012-06-30"), record("N0852", "2", "2012-06-30/"), record("N0853", "3")]
    )
    assert found.client("N0852", "1", "") == f"{AB}/N0852/1"
    assert found.client("N0852", "2", "") == f"{AB}/N0852/2"
    assert found.client("N0853", "3", "") == AB
    assert found.client("", "", AB) is None
    assert [twins.records for twins in found.twins] == [(("N0852", "1"), ("N0852", "2"))]


@pytest.mark.parametrize("second", ["2012-07-01/", ""])
def test_a_new_client_number_after_the_old_one_ended_is_no_twin(second: str) -> None:
    spans = [second] if second else []
    found = resolve_people([record("N0852", "1", "2012-05-01/2012-06-30"), record("N0852", "2", *spans)])
    assert found.twins == ()
    assert found.client("", "", AB) == AB


def test_only_structured_episodes_make_twins() -> None:
    advice = {"CLIENTID": "1002", "MODAL": "10"}
    assert facts((FIRST, [{}, advice])).keys() == {AB}
    assert len(facts((FIRST, [{}, advice | {"MODAL": "4"}]))) == 2


def local(feed: str, to: str, header: str, *rows: str) -> tuple[str, bytes]:
    return f"{feed}-{to}.csv", "\n".join((f"{PERSON},{header}", *rows)).encode()


def test_a_row_by_record_and_one_by_attributor_about_one_person_are_one_fact() -> None:
    files = [
        (SECOND, written([{}])),
        local("deaths", "20120930", "DIED", "A,B,1980-02-01,M,,,2012-09-01"),
        local("deaths", "20121031", "DIED", ",,,,N0852,1001,2012-09-02"),
    ]
    for order in (files, files[::-1]):
        assert [fact.date for fact in assembled(order).clients[0].deaths] == [day("2012-09-02")]


def test_two_offences_of_a_day_are_two_and_a_later_file_corrects_each_by_its_place() -> None:
    header = "OFFENCE_DATE,PROVEN_DATE,TRIGGER"
    row = "A,B,1980-02-01,M,,,2012-06-01"
    early = local("offences", "20120930", header, f"{row},,N", f"{row},,N", f"{row},,N")
    late = local("offences", "20121231", header, f"{row},2012-12-01,Y", f"{row.replace('A,B', 'X,Y')},,N")
    client = assembled([(SECOND, written([{}])), late, early]).clients[0]
    assert sorted((fact.trigger, fact.proven) for fact in client.offences if fact.proven is None) == [(False, None)] * 2
    assert [fact.row.extract for fact in client.offences if fact.trigger] == ["offences-20121231.csv"]


def test_an_assessment_that_turns_out_to_be_somebody_elses_moves() -> None:
    header = "ASSESSID,ASSESSED,GROUP"
    early = local("assessments", "20120930", header, "A,B,1980-02-01,M,,,A1,2012-05-01,low")
    late = local("assessments", "20121231", header, "C,D,1980-02-01,M,,,A1,2012-05-01,low")
    found = assembled([(SECOND, written([{}])), early, late])
    assert found.clients[0].assessments == ()
    assert [str(row) for row in found.waiting] == ["assessments-20121231.csv:2"]


def test_a_row_by_a_record_that_nobody_knows_waits() -> None:
    files = [(SECOND, written([{}])), local("moves", "20120930", "MOVED", "A,B,1980-02-01,M,N0852,9999,2012-09-01")]
    assert [str(row) for row in assembled(files).waiting] == ["moves-20120930.csv:2"]


def test_every_kind_of_local_row_becomes_its_fact() -> None:
    who = "A,B,1980-02-01,M,,"
    files = [
        (SECOND, written([{}])),
        local("cjs", "20120930", "STARTED,SOURCE", f"{who},2012-06-01,dip"),
        local("hepb", "20120930", "DOSE,DOSE_DATE", f"{who},1,2012-06-02"),
        local("local", "20120930", "CODE,DATE,VERIFIED_BY", f"{who},parenting,2012-06-03,D Marsh"),
        local("work_programme", "20120930", "ATTACHED,ENDED", f"{who},2012-06-04,"),
        local("moves", "20120930", "MOVED", f"{who},2012-06-05"),
        local(
            "decisions",
            "20120930",
            "JOURNEY,OUTCOME,PART,REASON,DECISION,BY,ON",
            f"{who},2012-05-01,exit,,no-exit-top,Release,J Clarke,2012-06-06",
            f"{who},2012-05-01,exit,,no-contract,maybe,J Clarke,2012-06-06",
        ),
    ]
    found = assembled(files)
    client = found.clients[0]
    assert (client.cjs[0].source, client.cjs[0].started) == ("DIP", day("2012-06-01"))
    assert client.doses[0].date == day("2012-06-02")
    assert (client.local_outcomes[0].code, client.local_outcomes[0].verified) == ("parenting", True)
    assert client.work_programme[0].ended is None
    assert client.moves[0].date == day("2012-06-05")
    assert [decision.decision for decision in client.decisions] == ["release", "maybe"]
    assert [str(row) for row in found.without_effect] == ["decisions-20120930.csv:3"]


LEFT = Seen("one", "A", "B", day("1980-02-01"), "M", exits=(day("2012-06-30"),), starts=(day("2012-01-01"),))


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"finitial": "C"}, people.INITIAL),
        ({"sinitial": "C"}, people.INITIAL),
        ({"finitial": "B", "sinitial": "A"}, people.SWAPPED),
        ({"sex": "F"}, people.SEX),
        ({"dob": dt.date(1980, 1, 2)}, people.DAY_MONTH),
        ({"dob": dt.date(1981, 2, 1)}, people.DIGIT),
    ],
)
def test_somebody_who_differs_in_one_thing_and_came_soon_after_is_a_near_miss(
    change: dict[str, Any], difference: str
) -> None:
    came = LEFT._replace(client="two", exits=(), starts=(day("2012-12-30"),), **change)
    assert [(miss.earlier, miss.later, miss.difference) for miss in near_misses([came, LEFT], 6)] == [
        ("one", "two", difference)
    ]
    late = came._replace(starts=(day("2012-12-31"),))
    assert near_misses([late, LEFT], 6) == []


def test_somebody_who_differs_in_two_things_is_somebody_else() -> None:
    came = LEFT._replace(client="two", finitial="C", sex="F", exits=(), starts=(day("2012-07-01"),))
    assert near_misses([came, LEFT], 6) == []
