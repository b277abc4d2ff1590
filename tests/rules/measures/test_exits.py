"""planned_exit and non_representation: the end, the exit TOP, returns, deaths and moves."""

import datetime as dt

import pytest

from caseloads.rules.facts import ClientFacts, Episode
from tests.rules.determine.caseload import (
    achieved_on,
    client,
    contact,
    decided,
    episode,
    judged,
    on,
    outcome,
    said,
    top,
)  # fmt: skip

EXIT = outcome("planned_exit", kind="final")
STRICT = outcome("planned_exit", 'exit_top = "require"', kind="final")
AWAY = outcome("non_representation", "months = 6", kind="final")
HALVES = 'months = 12\ninstalments = [{ month = 6, share = "0.5" }, { month = 12, share = "0.5" }]\n'
CLAWED = outcome("non_representation", HALVES, kind="final")
KEPT = outcome("non_representation", f'{HALVES}on_failure = "keep"', kind="final")
END = "2012-06-30"


def left(reason: int | None = 80, end: str = END, **more: object) -> Episode:
    return episode("2012-05-01", end, reason, **more)


def back(start: str, **more: object) -> Episode:
    return episode(start, episodid="2", **more)


def away(facts: ClientFacts, document: str = AWAY, part: str = "6", **more: str) -> tuple:
    return said(judged(facts, document, part=part, **more))


@pytest.mark.parametrize("reason", [80, 81, 82, 90, 91, 92])
def test_a_success_code_is_a_planned_exit(reason: int) -> None:
    assert said(judged(client(left(reason)), EXIT)) == achieved_on(END)


@pytest.mark.parametrize("reason", [83, 85, 89, 7])
def test_any_other_reason_is_not(reason: int) -> None:
    assert said(judged(client(left(reason)), EXIT)) == ("not_achieved", "not-a-success", None)


def test_an_open_journey_and_an_unsettled_end_are_pending() -> None:
    assert said(judged(client(episode()), EXIT)) == ("pending", "open", None)
    assert said(judged(client(left()), EXIT, to="2012-07-20")) == ("pending", "not-settled", None)
    assert said(judged(client(left()), EXIT, to="2012-07-21")) == achieved_on(END)


def test_an_end_settles_after_14_days_even_where_the_gap_is_shorter() -> None:
    head = "[journey]\ngap_days = 7\n"
    assert said(judged(client(left()), head, EXIT, to="2012-07-13"))[1] == "not-settled"
    assert said(judged(client(left()), head, EXIT, to="2012-07-14")) == achieved_on(END)


@pytest.mark.parametrize(
    ("date", "items", "expected"),
    [
        ("2012-07-14", {"OPIUSE": 3}, ("not_achieved", "exit-top-contradicts", None)),
        ("2012-06-16", {"CRAUSE": 1}, ("not_achieved", "exit-top-contradicts", None)),
        ("2012-07-15", {"OPIUSE": 3}, achieved_on(END)),
        ("2012-07-14", {"OPIUSE": 0, "CANNUSE": 9}, achieved_on(END)),
    ],
)
def test_an_exit_top_within_14_days_that_shows_heroin_or_crack_contradicts(
    date: str, items: dict, expected: tuple
) -> None:
    facts = client(left(reviews=(top(date, "E", **items),)))
    assert said(judged(facts, EXIT)) == expected
    assert said(judged(facts, outcome("planned_exit", 'exit_top = "ignore"'))) == achieved_on(END)


def test_of_two_exit_tops_the_nearest_then_the_later_is_looked_at() -> None:
    near, far = top("2012-06-29", "E", OPIUSE=0), top("2012-06-20", "E", OPIUSE=9)
    later = top("2012-07-01", "E", OPIUSE=9)
    assert said(judged(client(left(reviews=(near, far))), EXIT)) == achieved_on(END)
    assert said(judged(client(left(reviews=(near, later))), EXIT))[1] == "exit-top-contradicts"


def test_the_exit_top_of_the_next_journeys_episode_is_not_looked_at() -> None:
    head = "[journey]\ngap_days = 7\n"
    facts = client(left(), back("2012-07-10", reviews=(top("2012-07-12", "E", episodid="2", OPIUSE=3),)))
    assert said(judged(facts, head, EXIT)) == achieved_on(END)


def test_a_required_exit_top_that_is_missing_is_held() -> None:
    assert said(judged(client(left()), STRICT)) == ("held", "no-exit-top", END)
    assert said(judged(client(left(reviews=(top(END, "E"),))), STRICT)) == achieved_on(END)


def test_a_discharge_without_a_reason_is_held() -> None:
    assert said(judged(client(left(None)), EXIT)) == ("held", "discharge-inconsistent", END)


def test_who_stays_away_to_the_windows_end_achieves_it() -> None:
    assert away(client(left())) == achieved_on("2012-12-30")


def test_the_window_runs_from_the_day_after_the_exit_to_its_last_day() -> None:
    assert away(client(left(), back("2012-12-30"))) == ("not_achieved", "returned", "2012-12-30")
    assert away(client(left(), back("2012-12-31"))) == achieved_on("2012-12-30")
    assert away(client(left(), cjs=(contact(END),))) == achieved_on("2012-12-30")
    assert away(client(left(), cjs=(contact("2012-07-01"),))) == ("not_achieved", "returned", "2012-07-01")


def test_only_a_structured_episode_is_a_return() -> None:
    assert away(client(left(), back("2012-09-01", modal=10))) == achieved_on("2012-12-30")


def test_only_the_listed_feeds_give_returns_and_must_be_complete() -> None:
    document = outcome("non_representation", 'months = 6\nfeeds = ["cjs"]')
    assert away(client(left(), back("2012-09-01")), document) == achieved_on("2012-12-30")
    waiting = judged(client(left()), AWAY, part="6", cjs="2012-12-29")
    assert said(waiting) == ("pending", "feed-incomplete", None)
    assert (waiting.awaits, str(waiting.awaits_date)) == ("cjs", "2012-12-30")
    assert away(client(left()), outcome("non_representation", 'months = 6\nfeeds = ["ndtms"]'), cjs="2012-12-29") == (
        achieved_on("2012-12-30")
    )


SOURCES = """
[[feed]]
name = "cjs"
sources = [{ source = "DIP", until = 2012-08-31 }, { source = "CJIT", from = 2012-09-01 }]
"""


@pytest.mark.parametrize(
    ("source", "date", "status"),
    [
        ("DIP", "2012-08-31", "not_achieved"), ("dip", "2012-09-01", "achieved"), ("CJIT", "2012-08-31", "achieved"),
        ("cjit", "2012-09-01", "not_achieved"), ("PRISON", "2012-08-01", "achieved"),
    ],
)  # fmt: skip
def test_a_criminal_justice_source_counts_on_its_dates(source: str, date: str, status: str) -> None:
    one = judged(client(left(), cjs=(contact(date, source),)), SOURCES, AWAY, part="6")
    assert one.status == status


def test_without_a_planned_exit_there_is_nothing_to_stay_away_from() -> None:
    assert away(client(left(85))) == ("not_achieved", "not-a-success", None)
    assert away(client(episode())) == ("pending", "open", None)
    assert away(client(left(None))) == ("held", "discharge-inconsistent", END)
    assert away(client(left(reviews=(top(END, "E", OPIUSE=1),))))[1] == "exit-top-contradicts"


def test_a_later_return_claws_back_the_earlier_instalment_or_leaves_it() -> None:
    facts = client(left(), back("2013-01-15"))
    assert away(facts, CLAWED) == ("not_achieved", "clawback", "2013-01-15")
    assert away(facts, CLAWED, "12") == ("not_achieved", "returned", "2013-01-15")
    assert away(facts, KEPT) == achieved_on("2012-12-30")
    assert away(facts, KEPT, "12") == ("not_achieved", "returned", "2013-01-15")


def test_a_later_return_claws_back_even_while_the_instalment_is_pending() -> None:
    facts = client(left(), cjs=(contact("2013-01-15"),))
    assert away(facts, CLAWED, cjs="2012-12-01")[1] == "clawback"
    assert away(facts, KEPT, cjs="2012-12-01")[1] == "feed-incomplete"


def test_a_return_after_the_last_window_takes_nothing_back() -> None:
    assert away(client(left(), back("2013-07-01")), CLAWED) == achieved_on("2012-12-30")


@pytest.mark.parametrize("event", ["died", "moved"])
@pytest.mark.parametrize("date", ["2012-07-01", "2012-12-30"])
def test_a_death_or_a_move_in_the_window_goes_by_the_scheme(event: str, date: str) -> None:
    facts = client(left(), **{"deaths" if event == "died" else "moves": (on(date),)})
    rule = "on_death" if event == "died" else "on_move"
    pay = outcome("non_representation", f'months = 6\n{rule} = "pay"')
    assert away(facts) == ("held", event, date)
    assert away(facts, outcome("non_representation", f'months = 6\n{rule} = "fail"')) == ("not_achieved", event, None)
    assert away(facts, pay, to="2012-08-31") == achieved_on("2012-12-30")
    waiting = judged(facts, pay, part="6", to="2012-08-31", as_of="2012-12-30" if date > "2012-12-01" else "2012-12-29")
    assert waiting.status == ("achieved" if date > "2012-12-01" else "pending")


@pytest.mark.parametrize("date", ["2012-06-30", "2012-12-31"])
def test_a_death_outside_the_window_changes_nothing(date: str) -> None:
    assert away(client(left(), deaths=(on(date),))) == achieved_on("2012-12-30")


def test_a_death_and_a_move_are_known_from_discharges_too() -> None:
    died = episode("2012-06-01", "2012-09-01", 89, modal=10, episodid="2")
    moved = episode("2012-06-01", "2012-09-01", 7, modal=10, episodid="2")
    assert away(client(left(), died)) == ("held", "died", "2012-09-01")
    assert away(client(left(), moved)) == ("held", "moved", "2012-09-01")


def test_death_goes_before_move() -> None:
    assert away(client(left(), deaths=(on("2012-10-01"),), moves=(on("2012-08-01"),))) == ("held", "died", "2012-10-01")


@pytest.mark.parametrize(
    ("died", "expected"),
    [("2012-09-14", ("held", "died", "2012-09-14")), ("2012-09-15", ("not_achieved", "returned", "2012-09-15"))],
)
def test_a_return_on_or_before_the_day_of_death_counts_and_a_later_one_is_a_fault(died: str, expected: tuple) -> None:
    facts = client(left(), back("2012-09-15"), deaths=(on(died),))
    assert away(facts) == expected


def test_a_return_after_a_death_claws_nothing_back() -> None:
    facts = client(left(), cjs=(contact("2013-03-01"),), deaths=(on("2013-02-01"),))
    assert away(facts, CLAWED) == achieved_on("2012-12-30")
    assert away(facts, CLAWED, "12") == ("held", "died", "2013-02-01")


@pytest.mark.parametrize("moved", ["2012-08-01", "2012-11-01"])
@pytest.mark.parametrize("rule", ["hold", "pay", "fail"])
def test_a_move_does_not_hide_a_return(moved: str, rule: str) -> None:
    document = outcome("non_representation", f'months = 6\non_move = "{rule}"')
    facts = client(left(), back("2012-10-01"), moves=(on(moved),))
    assert away(facts, document) == ("not_achieved", "returned", "2012-10-01")


def test_a_released_death_is_judged_as_with_pay() -> None:
    facts = client(left(), deaths=(on("2012-10-01"),), decisions=(decided("died", part="6"),))
    one = judged(facts, AWAY, part="6", to="2012-11-01")
    assert said(one) == achieved_on("2012-12-30")
    assert "released by J Smith on 1 December 2012" in one.why
    assert away(facts, as_of="2012-12-29")[1] == "window-open"


def test_a_released_move_does_not_hide_a_later_return() -> None:
    moved = {"moves": (on("2012-08-01"),), "decisions": (decided("moved", part="6"),)}
    assert away(client(left(), **moved)) == achieved_on("2012-12-30")
    assert away(client(left(), back("2012-10-01"), **moved)) == ("not_achieved", "returned", "2012-10-01")


def test_a_released_discharge_counts_as_a_success_and_then_the_window_is_judged() -> None:
    release = {"decisions": (decided("discharge-inconsistent", part="6"),)}
    assert away(client(left(None), **release)) == achieved_on("2012-12-30")
    assert away(client(left(None), back("2012-10-01"), **release))[1] == "returned"
    assert away(client(left(None), deaths=(on("2012-10-01"),), **release)) == ("held", "died", "2012-10-01")
    both = (*release["decisions"], decided("died", part="6"))
    assert away(client(left(None), deaths=(on("2012-10-01"),), decisions=both)) == achieved_on("2012-12-30")


def test_a_refused_death_is_not_achieved() -> None:
    facts = client(left(), deaths=(on("2012-10-01"),), decisions=(decided("died", "refuse", part="6"),))
    assert away(facts) == ("not_achieved", "refused", None)


def test_a_release_is_for_its_own_part_only() -> None:
    facts = client(left(), deaths=(on("2012-10-01"),), decisions=(decided("died", part="6"),))
    assert away(facts, CLAWED) == achieved_on("2012-12-30")
    assert away(facts, CLAWED, "12") == ("held", "died", "2012-10-01")


def test_the_sentence_says_what_was_looked_at() -> None:
    one = judged(client(left()), AWAY, part="6")
    assert one.why == (
        "No return is known in the 6 months from the exit on 30 June 2012 to 30 December 2012, to which ndtms and cjs are "
        "complete."
    )
    assert one.date == dt.date(2012, 12, 30)
