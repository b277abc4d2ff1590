"""hepatitis_b, local_event, waiting_time, engagement, pathway_move, attachment and offending_individual."""

import pytest

from caseloads.rules.facts import Completeness, Episode
from outcomes.rules.determine import determine
from tests.rules.determine.caseload import (
    LATER,
    achieved_on,
    client,
    day,
    dose,
    episode,
    intervention,
    judged,
    local,
    offence,
    outcome,
    rows_of,
    said,
    scheme,
)  # fmt: skip

HEPB = outcome("hepatitis_b")


def doses(*dates: str, **of_episode: object) -> tuple:
    return said(judged(client(episode(**of_episode), doses=tuple(dose(date) for date in dates)), HEPB))


def test_three_doses_within_365_days() -> None:
    assert doses("2012-05-10", "2012-06-10", "2013-05-10") == achieved_on("2013-05-10")
    assert doses("2012-05-10", "2012-06-10", "2013-05-11") == ("not_achieved", "course-too-slow", None)
    assert doses("2012-05-10", "2012-06-10", "2012-07-10", "2013-06-01") == achieved_on("2012-07-10")


def test_doses_count_from_the_journeys_first_day_to_its_last() -> None:
    assert doses("2012-05-01", "2012-06-10", "2012-07-10") == achieved_on("2012-07-10")
    assert doses("2012-04-30", "2012-06-10", "2012-07-10") == ("pending", "open", None)
    ended = {"end": "2012-07-09", "reason": 80}
    assert doses("2012-05-01", "2012-06-10", "2012-07-10", **ended) == ("not_achieved", "not-met", None)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"hepbstat": "C"}, "immune"),
        ({"hepbstat": "E"}, "immune"),
        ({"prevhepb": "Y"}, "immune"),
        ({"hepbstat": "B"}, "refused"),
    ],
)
def test_who_is_immune_or_refused_is_not_eligible(facts: dict, reason: str) -> None:
    assert doses("2012-05-10", "2012-06-10", "2012-07-10", **facts) == ("not_eligible", reason, None)


def test_who_refused_may_be_eligible_all_the_same() -> None:
    facts = client(episode(hepbstat="B"))
    assert said(judged(facts, outcome("hepatitis_b", "refused_eligible = true")))[0] == "pending"


def test_a_course_without_dates_is_held_at_the_agencys_complete_date() -> None:
    assert said(judged(client(episode(hepbvac="C")), HEPB, to="2013-06-30")) == ("held", "no-dose-dates", "2013-06-30")
    assert doses("2012-05-10", hepbvac="C") == ("pending", "open", None)


def test_a_course_without_dates_waits_where_the_agency_has_sent_nothing() -> None:
    agreed = scheme(HEPB)
    facts = client(episode(hepbvac="C"))
    one = rows_of(determine(facts, [agreed], Completeness({"N0852": None}), day(LATER)))["2012-05-01", "it", ""]
    assert said(one) == ("pending", "feed-incomplete", None)


def test_doses_that_have_not_come_are_certain_only_once_the_feed_is_complete_to_the_end() -> None:
    facts = client(episode(end="2012-08-31", reason=85), doses=(dose("2012-05-10"), dose("2012-06-10")))
    waiting = judged(facts, HEPB, hepb="2012-08-30")
    assert (said(waiting), waiting.awaits, waiting.awaits_date) == (
        ("pending", "feed-incomplete", None), "hepb", day("2012-08-31"),
    )  # fmt: skip
    assert said(judged(facts, HEPB, hepb="2012-08-31")) == ("not_achieved", "not-met", None)
    assert said(judged(facts, HEPB, to="2012-09-01", hepb="2012-08-31")) == ("pending", "not-settled", None)


EVENT = outcome("local_event", 'event = "Parenting"\nafter_exit_days = 28')


def event(*rows: object, end: str | None = "2012-08-31", **more: str) -> tuple:
    reason = None if end is None else 80
    return said(judged(client(episode(end=end, reason=reason), local_outcomes=rows), EVENT, **more))


def test_the_earliest_verified_event_counts() -> None:
    rows = (
        local("parenting", "2012-07-01", verified=False),
        local("PARENTING", "2012-08-10"),
        local("parenting", "2012-08-20"),
    )
    assert event(*rows) == achieved_on("2012-08-10")


def test_an_event_counts_up_to_so_many_days_after_the_exit() -> None:
    assert event(local("parenting", "2012-09-28")) == achieved_on("2012-09-28")
    assert event(local("parenting", "2012-09-29")) == ("not_achieved", "not-met", None)
    assert event(local("parenting", "2012-04-30")) == ("not_achieved", "not-met", None)


def test_an_unverified_event_is_held_at_its_date() -> None:
    rows = (local("parenting", "2012-08-10", verified=False), local("parenting", "2012-08-01", verified=False))
    assert event(*rows) == ("held", "unverified", "2012-08-01")


def test_no_event_is_certain_only_once_the_feed_is_complete() -> None:
    assert event(end=None) == ("pending", "open", None)
    assert event(local="2012-09-27") == ("pending", "feed-incomplete", None)
    assert event(local="2012-09-28") == ("not_achieved", "not-met", None)


def test_the_outcomes_code_is_the_event_where_none_is_named() -> None:
    assert said(judged(client(episode()), outcome("local_event"))) == ("pending", "open", None)
    facts = client(episode(), local_outcomes=(local("it", "2012-06-01"),))
    assert said(judged(facts, outcome("local_event"))) == achieved_on("2012-06-01")


@pytest.mark.parametrize(
    ("began", "expected"),
    [("2012-05-01", achieved_on("2012-05-01")), ("2012-05-02", ("not_achieved", "waited-too-long", None))],
)
def test_waiting_21_days_is_short_enough_and_22_is_not(began: str, expected: tuple) -> None:
    facts = client(episode(began=began, referred=day("2012-04-10")))
    assert said(judged(facts, outcome("waiting_time"))) == expected


def test_only_a_structured_intervention_ends_the_wait() -> None:
    parts = (
        intervention("2012-04-12", 10),
        intervention(None, 2),
        intervention("2012-05-09", 4),
        intervention("2012-05-08", 2),
    )
    facts = client(episode(interventions=parts, referred=day("2012-04-20")))
    assert said(judged(facts, outcome("waiting_time"))) == achieved_on("2012-05-08")


def test_without_a_referral_date_there_is_no_wait() -> None:
    assert said(judged(client(episode()), outcome("waiting_time"))) == ("not_eligible", "no-referral-date", None)


STAYED = outcome("engagement")  # 1 May 2012 + 84 days is 24 July 2012


def stays(end: str | None, reason: int | None = 85, **more: str) -> tuple:
    return said(judged(client(episode(end=end, reason=None if end is None else reason)), STAYED, **more))


def test_who_is_open_after_84_days_or_ends_then_or_later_is_engaged() -> None:
    assert stays(None, to="2012-07-24") == achieved_on("2012-07-24")
    assert stays(None, to="2012-07-23") == ("pending", "feed-incomplete", None)
    assert stays("2012-07-24") == achieved_on("2012-07-24")
    assert stays("2012-07-24", to="2012-07-01") == achieved_on("2012-07-24")
    assert stays("2012-07-23") == ("not_achieved", "left-early", None)


def test_a_planned_exit_before_is_engagement_once_settled() -> None:
    assert stays("2012-07-12", 80) == achieved_on("2012-07-12")
    assert stays("2012-07-12", 80, to="2012-08-01") == ("pending", "not-settled", None)
    assert stays("2012-07-12", None) == ("not_achieved", "left-early", None)


MOVE = outcome("pathway_move", 'from_contract = "northway"\nto_contract = "southbank"')


def reaches(start: str, end: str | None = None, agency: str = "N0901") -> Episode:
    return episode(start, end, None if end is None else 85, agency=agency, episodid="2")


def moves(*episodes: Episode, **more: str) -> tuple:
    return said(judged(client(*episodes), MOVE, **more))


def test_a_move_that_lasts_84_days_counts() -> None:
    assert moves(episode(), reaches("2012-08-10")) == achieved_on("2012-11-02")
    assert moves(episode(), reaches("2012-08-10"), to="2012-11-01") == ("pending", "open", None)
    assert moves(episode(), reaches("2012-08-10", "2012-11-02")) == achieved_on("2012-11-02")
    assert moves(episode(), reaches("2012-08-10", "2012-11-01")) == ("pending", "open", None)
    assert moves(episode(), reaches("2012-05-01")) == achieved_on("2012-07-24")


def test_a_move_that_did_not_last_is_not_achieved_once_the_end_is_settled() -> None:
    assert moves(episode(end="2012-08-01", reason=83), reaches("2012-08-10", "2012-11-01")) == (
        "not_achieved",
        "not-met",
        None,
    )


def test_without_an_episode_of_the_first_contract_there_is_no_move() -> None:
    assert moves(reaches("2012-05-01")) == ("not_eligible", "not-on-pathway", None)


def test_an_episode_that_began_before_the_first_contracts_is_no_move() -> None:
    assert moves(reaches("2012-05-01"), episode("2012-06-01")) == ("pending", "open", None)


def test_within_one_contract_a_second_episode_is_the_move() -> None:
    document = outcome("pathway_move", 'from_contract = "northway"\nto_contract = "northway"')
    assert said(judged(client(episode(), reaches("2012-08-10", agency="N0852")), document)) == achieved_on("2012-11-02")
    assert said(judged(client(episode()), document)) == ("pending", "open", None)


def test_the_scheme_says_which_of_the_two_contracts_earns_the_move() -> None:
    facts = client(episode(end="2012-08-01", reason=83), reaches("2012-08-10"))
    assert judged(facts, MOVE).contracts == ("northway",)
    to = outcome("pathway_move", 'from_contract = "northway"\nto_contract = "southbank"\npays = "to"')
    assert judged(facts, to).contracts == ("southbank",)


def test_attachment_is_dated_at_the_first_covered_episodes_first_intervention() -> None:
    facts = client(episode(agency="X0001"), episode("2012-05-10", began="2012-05-15", episodid="2"))
    one = judged(facts, outcome("attachment"))
    assert said(one) == achieved_on("2012-05-15")
    assert one.contracts == ("northway",)


def test_an_attachment_that_no_contract_covers_is_held() -> None:
    one = judged(client(episode(agency="X0001", began="2012-05-03")), outcome("attachment"))
    assert said(one) == ("held", "no-contract", "2012-05-03")


CLEAN = outcome("offending_individual")
ONCE = outcome("offending_individual", "reset_clock = false")
TRIGGER = outcome("offending_individual", "trigger_only = true")


def offends(document: str, *dates: str, start: str = "2012-05-01", **more: str) -> tuple:
    facts = client(episode(start), offences=tuple(offence(date) for date in dates))
    return said(judged(facts, document, journey=start, **more))


def test_six_months_without_an_offence() -> None:
    assert offends(CLEAN) == achieved_on("2012-11-01")
    assert offends(CLEAN, "2012-04-30", "2012-11-02") == achieved_on("2012-11-01")
    assert offends(ONCE, "2012-11-01") == ("not_achieved", "offence", None)
    assert offends(ONCE, "2012-05-01") == ("not_achieved", "offence", None)


def test_courts_need_ten_months_to_prove_an_offence() -> None:
    assert offends(CLEAN, offences="2013-09-01") == achieved_on("2012-11-01")
    assert offends(CLEAN, offences="2013-08-31") == ("pending", "feed-incomplete", None)


def test_the_clock_restarts_the_day_after_each_offence() -> None:
    assert offends(CLEAN, "2012-11-01") == achieved_on("2013-05-02")
    assert offends(CLEAN, "2012-11-01", "2013-05-02") == achieved_on("2013-11-03")
    assert offends(CLEAN, "2012-11-01", "2012-11-01") == achieved_on("2013-05-02")


def test_a_restarted_window_must_end_within_the_horizon() -> None:
    document = outcome("offending_individual", "horizon_months = 9")  # from 1 May 2012 to 1 February 2013
    assert offends(document, "2012-07-31") == achieved_on("2013-02-01")
    assert offends(document, "2012-08-01") == ("not_achieved", "offence", None)


def test_the_clock_may_start_later() -> None:
    document = outcome("offending_individual", "clock_offset_days = 31")
    assert offends(document, "2012-05-31") == achieved_on("2012-12-01")


def test_only_trigger_offences_may_count() -> None:
    facts = client(episode(), offences=(offence("2012-06-01"), offence("2012-07-01", trigger=True)))
    assert said(judged(facts, TRIGGER)) == achieved_on("2013-01-02")


def test_an_offence_exists_once_both_its_dates_are_reached() -> None:
    facts = client(episode(), offences=(offence("2012-06-01", proven="2013-10-01"),))
    assert said(judged(facts, ONCE, as_of="2013-09-30")) == achieved_on("2012-11-01")
    assert said(judged(facts, ONCE, as_of="2013-10-01")) == ("not_achieved", "offence", None)
