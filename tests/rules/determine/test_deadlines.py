"""What is still needed, from which day it counts and up to which day it earns."""

from __future__ import annotations

import datetime as dt
from typing import Any

from caseloads.rules.facts import ClientFacts, TopReview
from outcomes.rules.deadlines import Action, Due, due_of
from outcomes.rules.determine import determine
from tests.rules.determine.caseload import (
    assessed,
    client,
    complete,
    day,
    dose,
    episode,
    local,
    outcome,
    scheme,
    top,
)

START = top("2012-05-01", "S", OPIUSE=20, QUALLIFE=5)
REVIEWS = "\n[reviews]\nmin_gap_days = 28\nwithin_days = 180\n"


def due(facts: ClientFacts, *document: str, as_of: str = "2012-10-01", to: str = "2012-10-01", **more: Any) -> Due:
    """What the one pending or held determination needs."""
    [found] = all_due(facts, *document, as_of=as_of, to=to, **more)
    return found


def all_due(facts: ClientFacts, *document: str, as_of: str, to: str, **more: Any) -> list[Due]:
    schemes, known = [scheme(*document, **more)], complete(to)
    return due_of(facts, determine(facts, schemes, known, day(as_of)), schemes, known, day(as_of))


def reviewed(*dates: str, use: int = 0) -> ClientFacts:
    return client(episode(reviews=[START, *(top(date, OPIUSE=use) for date in dates)]))


def earns_on(date: dt.date, facts: ClientFacts) -> bool:
    """Whether one more good review on this day earns the outcome, by the rules themselves."""
    more = TopReview("N0852", "C1", "1", "new", date, "R", {"OPIUSE": 0}, START.row)
    facts = client(episode(reviews=[*facts.episodes[0].reviews, more]))
    found = determine(facts, [scheme(REVIEWS, outcome("abstinence"))], complete(), date)
    return found.determinations[0].status == "achieved"


def test_a_second_review_is_due_within_the_days_after_the_one_that_passed() -> None:
    facts = reviewed("2012-08-01")
    told = due(facts, REVIEWS, outcome("abstinence"))
    assert (told.action, told.opens, told.by) == (Action.REVIEW, day("2012-08-29"), day("2013-01-28"))
    assert (told.rests_on, told.final) == (day("2012-08-01"), False)


def test_the_last_day_is_the_last_on_which_the_rules_say_yes() -> None:
    facts = reviewed("2012-08-01", "2012-08-10")
    told = due(facts, REVIEWS, outcome("abstinence"))
    assert told.by is not None
    assert told.opens is not None
    assert earns_on(told.by, facts)
    assert not earns_on(told.by + dt.timedelta(days=1), facts)
    assert earns_on(told.opens, facts)
    assert not earns_on(told.opens - dt.timedelta(days=1), facts)


def test_a_review_that_did_not_pass_does_not_move_the_last_day() -> None:
    facts = client(episode(reviews=[START, top("2012-08-01", OPIUSE=0), top("2012-09-01", OPIUSE=9)]))
    assert due(facts, REVIEWS, outcome("abstinence")).rests_on == day("2012-08-01")


def test_consecutive_reviews_rest_on_the_very_last_one() -> None:
    consecutive = '\n[reviews]\nrule = "consecutive"\nmin_gap_days = 28\nwithin_days = 180\n'
    facts = client(episode(reviews=[START, top("2012-08-01", OPIUSE=0), top("2012-09-01", OPIUSE=9)]))
    assert due(facts, consecutive, outcome("abstinence")).rests_on is None


def test_without_a_review_that_passes_two_are_needed_by_the_end_of_the_run_off() -> None:
    told = due(reviewed("2012-08-01", use=9), REVIEWS, outcome("abstinence"), head="run_off_months = 6")
    assert (told.action, told.rests_on, told.final) == (Action.REVIEW, None, True)
    assert told.by == day("2014-09-30") - dt.timedelta(days=28)


def test_the_run_off_ends_before_the_review_stops_counting() -> None:
    facts = reviewed("2014-03-01")
    told = due(facts, REVIEWS, outcome("abstinence"), head="run_off_months = 1", as_of="2014-04-01", to="2014-04-01")
    assert (told.by, told.final) == (day("2014-04-30"), True)


def test_after_the_run_off_nothing_can_be_earned() -> None:
    facts = reviewed("2014-03-01")
    told = due(facts, REVIEWS, outcome("abstinence"), head="run_off_months = 1", as_of="2014-06-01", to="2014-06-01")
    assert told.action is Action.NOTHING


def test_after_the_end_of_a_journey_there_is_only_waiting() -> None:
    facts = client(episode("2012-05-01", "2012-09-20", 80, reviews=[START]))
    told = due(facts, REVIEWS, outcome("abstinence"))
    assert (told.action, told.opens) == (Action.WAIT, day("2012-10-11"))


def test_a_course_of_vaccination_ends_a_year_after_its_first_dose() -> None:
    facts = client(episode(), doses=(dose("2012-06-01"), dose("2012-07-01")))
    told = due(facts, outcome("hepatitis_b"))
    assert (told.action, told.opens, told.by, told.final) == (Action.DOSE, day("2012-07-02"), day("2013-06-01"), True)


def test_a_course_that_took_too_long_earns_nothing_any_more() -> None:
    facts = client(episode(), doses=(dose("2012-06-01"),))
    assert due(facts, outcome("hepatitis_b"), as_of="2013-06-02", to="2013-06-02").action is Action.NOTHING


def test_a_local_outcome_may_come_for_some_days_after_the_end() -> None:
    rule = outcome("local_event", 'event = "HOUSED"\nafter_exit_days = 30')
    facts = client(episode("2012-05-01", "2012-09-20", 80))
    told = due(facts, rule)
    assert (told.action, told.by) == (Action.LOCAL, day("2012-10-20"))
    assert due(client(episode()), rule).action is Action.LOCAL
    assert (
        due(client(episode(), local_outcomes=(local("HOUSED", "2012-06-01", False),)), rule).action is Action.DECISION
    )


def test_an_exit_must_leave_time_for_its_instalments() -> None:
    rule = outcome("non_representation", "months = 6", kind="final")
    told = due(client(episode()), rule, head="run_off_months = 12")
    assert (told.action, told.by) == (Action.EXIT, day("2014-09-30"))
    told = due(client(episode()), outcome("planned_exit", kind="final"), head="run_off_months = 12")
    assert (told.action, told.by) == (Action.EXIT, day("2015-03-31"))


def test_an_exit_that_may_not_be_earned_again_is_nothing_to_do() -> None:
    earlier = episode("2012-04-02", "2012-04-20", 80)
    again = episode("2012-07-01", episodid="2")
    facts = client(earlier, again, assessments=[assessed("2012-04-02"), assessed("2012-07-01")])
    once = "\n[relapse]\nfinal_again = false\n"
    assert due(facts, once, outcome("planned_exit", kind="final")).action is Action.NOTHING


def test_time_alone_is_waited_for_until_its_date() -> None:
    told = due(client(episode()), outcome("offending_individual", "lag_months = 10"))
    assert (told.action, told.opens, told.by) == (Action.WAIT, day("2013-09-01"), None)


def test_it_says_at_which_episodes_there_is_something_to_do() -> None:
    facts = client(episode(), episode("2012-06-01", agency="N0901", clientid="S7", episodid="4"))
    assert due(facts, outcome("planned_exit")).episodes == (("N0852", "C1", "1"), ("N0901", "S7", "4"))


def test_what_is_held_waits_for_a_decision() -> None:
    facts = client(episode("2012-05-01", "2012-06-01", None), assessments=[assessed()])
    assert due(facts, outcome("planned_exit")).action is Action.DECISION


def test_what_is_dated_later_says_nothing_yet() -> None:
    facts = client(episode("2012-05-01", "2013-02-01", 85), doses=(dose("2012-06-01"),))
    assert due(facts, outcome("hepatitis_b")) == due(
        client(episode(), doses=(dose("2012-06-01"),)), outcome("hepatitis_b")
    )
