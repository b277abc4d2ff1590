"""Events read as sentences."""

from __future__ import annotations

import re
from pathlib import Path

from pbr.access.models import Person
from pbr.audit.models import Event
from pbr.audit.present import kinds, name_of, present, tell

SUBJECTS = "account|extract|mapping|identity|scheme|ledger|claim|query|run|job|person|role|password|token"


def event(name: str, **details: object) -> Event:
    return Event(event=name, subject="person:7", actor=Person(name="Jo Clarke"), details=details)


def test_an_event_reads_as_who_did_what() -> None:
    told = present(event("role.granted", person="Lee Marsh", role="auditor", where="the partnership"))
    assert f"{told.who} {told.did}" == "Jo Clarke made Lee Marsh auditor in the partnership"
    assert (told.about, told.url) == ("person 7", "/people/7")


def test_an_event_that_nobody_explains_still_says_what_it_has() -> None:
    told = present(event("moon.landed", rows=3))
    assert told.did == "moon landed (rows 3)"


def test_an_older_event_without_a_detail_leaves_a_dash() -> None:
    assert present(event("role.granted", person="Lee Marsh")).did == "made Lee Marsh – in –"


def test_what_the_system_did_says_so() -> None:
    assert present(Event(event="moon.landed", subject="moon", actor=None, details={})).who == "The system"


def test_a_sentence_reads_only_the_detail_itself() -> None:
    tell({"moon.seen": "saw {thing.__class__} and {thing[0]}"})
    assert present(event("moon.seen", thing="x")).did == "saw – and –"


def test_names_of_events_are_words() -> None:
    assert name_of("extract.of_another_provider") == "Extract of another provider"


def test_pence_are_written_as_pounds() -> None:
    assert present(event("claim.approved", pence=123450)).did == "approved a claim of £1,234.50"


def test_a_budget_is_told_in_pounds_and_its_year_in_words() -> None:
    told = present(event("budget.set", year="2014-04-01", pence="33000000"))
    assert told.did == "set the budget of the year from 1 April 2014: £330,000.00"


def test_one_line_is_one_line_and_the_latest_forecast_reads_as_such() -> None:
    assert present(event("claim.queried", lines=1)).did == "queried 1 line of a claim"
    assert present(event("claim.queried", lines=2)).did == "queried 2 lines of a claim"
    asked = Event(event="forecast.asked", subject="forecast:latest", actor=None, details={})
    assert present(asked).about == "latest forecast"


def test_every_event_that_the_code_writes_has_its_sentence() -> None:
    root = Path(__file__).parents[3]
    rooms = [root / room for room in ("pbr", "caseloads", "lasars", "outcomes", "payments")]
    actions = [path for room in rooms for path in room.rglob("*.py") if "migrations" not in path.parts]
    written: set[str] = set()
    for path in actions:
        code = path.read_text()
        if "audit.record import" in code:
            written |= set(re.findall(rf'"((?:{SUBJECTS})\.(?!toml)[a-z_]+)"', code))
    assert len(written) > 20
    assert sorted(written - set(kinds())) == []
