"""TOPs that are missing, misdated or unanswered, each with the row to mend."""

from __future__ import annotations

from caseloads.rules.facts import ClientFacts
from outcomes.rules.top_exceptions import Kind, TopException, top_exceptions
from tests.rules.determine.caseload import client, day, episode, outcome, scheme, top

RULES = scheme(outcome("abstinence"), outcome("quality_of_life", code="qol"))
WELL = {"OPIUSE": 5, "QUALLIFE": 9}


def found(facts: ClientFacts, as_of: str = "2012-08-01") -> list[TopException]:
    return top_exceptions(facts, [RULES], day(as_of))


def kinds(facts: ClientFacts, as_of: str = "2012-08-01") -> list[str]:
    return [str(one.kind) for one in found(facts, as_of)]


def test_nothing_is_wrong_with_a_start_top_in_time_and_every_item_answered() -> None:
    assert kinds(client(episode(reviews=[top("2012-05-15", "S", **WELL)]))) == []


def test_a_journey_without_a_start_top_is_listed_with_its_first_episode() -> None:
    [one] = found(client(episode()))
    assert (one.kind, one.agency, one.clientid, one.episodid) == (Kind.START_MISSING, "N0852", "C1", "1")
    assert one.day == day("2012-05-01")


def test_a_start_top_fifteen_days_before_the_start_is_out_of_its_window() -> None:
    assert kinds(client(episode(reviews=[top("2012-04-17", "S", **WELL)]))) == []
    [one] = found(client(episode(reviews=[top("2012-04-16", "S", topid="T1", **WELL)])))
    assert (one.kind, one.topid, one.day) == (Kind.START_EARLY, "T1", day("2012-04-16"))


def test_a_start_top_after_a_fortnight_counts_and_is_late() -> None:
    assert kinds(client(episode(reviews=[top("2012-05-16", "S", **WELL)]))) == ["start-late"]


def test_a_review_is_overdue_on_the_day_after_26_weeks() -> None:
    facts = client(episode(reviews=[top("2012-05-01", "S", **WELL)]))
    assert kinds(facts, "2012-10-30") == []
    [one] = found(facts, "2012-10-31")
    assert (one.kind, one.day) == (Kind.REVIEW_OVERDUE, day("2012-10-30"))
    reviewed = client(episode(reviews=[top("2012-05-01", "S", **WELL), top("2012-09-01", **WELL)]))
    assert kinds(reviewed, "2012-10-31") == []


def test_an_exit_top_is_missing_a_fortnight_after_the_end() -> None:
    start = top("2012-05-01", "S", **WELL)
    facts = client(episode("2012-05-01", "2012-07-01", 80, reviews=[start]))
    assert kinds(facts, "2012-07-15") == []
    [one] = found(facts, "2012-07-16")
    assert (one.kind, one.day) == (Kind.EXIT_MISSING, day("2012-07-01"))
    left = top("2012-07-15", "E", **WELL)
    assert kinds(client(episode("2012-05-01", "2012-07-01", 80, reviews=[start, left])), "2012-08-01") == []


def test_an_item_that_a_measure_reads_must_be_answered_at_start() -> None:
    [one] = found(client(episode(reviews=[top("2012-05-01", "S", topid="T1", OPIUSE=5)])))
    assert (one.kind, one.topid, one.items) == (Kind.UNANSWERED, "T1", ("QUALLIFE",))


def test_a_review_must_answer_what_was_answered_at_start() -> None:
    reviews = [top("2012-05-01", "S", OPIUSE=5, QUALLIFE=9), top("2012-07-01", topid="T2", QUALLIFE=10)]
    [one] = found(client(episode(reviews=reviews)))
    assert (one.topid, one.items) == ("T2", ("OPIUSE",))


def test_a_top_without_a_date_or_a_stage_is_listed() -> None:
    reviews = [top("2012-05-01", "S", **WELL), top(None, topid="T3"), top("2012-06-01", "", topid="T4", **WELL)]
    assert [(one.kind, one.topid) for one in found(client(episode(reviews=reviews)))] == [
        (Kind.UNDATED, "T3"),
        (Kind.UNDATED, "T4"),
    ]


def test_a_journey_that_no_scheme_governs_is_left_alone() -> None:
    assert kinds(client(episode("2011-05-01"))) == []
