"""reliable_change and abstinence: thresholds, what is not answered, alcohol, and which two reviews count."""

import pytest

from caseloads.rules.facts import TopReview
from outcomes.rules.substances import presenting, top_item
from tests.rules.determine.caseload import achieved_on, client, episode, judged, local, outcome, said, top

CHANGE = outcome("reliable_change")
CLEAN = outcome("abstinence")


def answers(start: dict[str, int], *reviews: tuple[str, dict[str, int]]) -> tuple[TopReview, ...]:
    return (top("2012-05-01", "S", **start), *(top(date, **items) for date, items in reviews))


def judge(document: str, *tops: TopReview, drugs: tuple[str, ...] = ("1101",), end: str | None = None) -> tuple:
    reason = None if end is None else 85
    return said(judged(client(episode(end=end, reason=reason, drugs=drugs, reviews=tops)), document))


def opiates(document: str, start: int, *reviews: tuple[str, int], end: str | None = None) -> tuple:
    return judge(document, *answers({"OPIUSE": start}, *((date, {"OPIUSE": days}) for date, days in reviews)), end=end)


def test_a_fall_by_the_threshold_in_two_reviews_is_a_reliable_change() -> None:
    assert opiates(CHANGE, 20, ("2012-07-02", 7), ("2012-07-30", 5)) == achieved_on("2012-07-30")


def test_a_fall_by_a_day_less_than_the_threshold_is_none() -> None:
    assert opiates(CHANGE, 20, ("2012-07-02", 8), ("2012-07-30", 8)) == ("pending", "open", None)


def test_no_use_at_all_passes_however_little_there_was() -> None:
    reviews = ("2012-07-02", 0), ("2012-07-30", 0)
    assert opiates(CHANGE, 10, *reviews) == achieved_on("2012-07-30")
    assert opiates(outcome("reliable_change", "abstinence_counts = false"), 10, *reviews)[0] == "pending"


def test_a_substance_not_used_at_start_must_stay_unused() -> None:
    start = {"OPIUSE": 20, "CRAUSE": 0}
    stayed = [("2012-07-02", {"OPIUSE": 0, "CRAUSE": 0}), ("2012-07-30", {"OPIUSE": 0, "CRAUSE": 0})]
    began = [("2012-07-02", {"OPIUSE": 0, "CRAUSE": 0}), ("2012-07-30", {"OPIUSE": 0, "CRAUSE": 1})]
    assert judge(CHANGE, *answers(start, *stayed), drugs=("1101", "3201")) == achieved_on("2012-07-30")
    assert judge(CHANGE, *answers(start, *began), drugs=("1101", "3201"))[0] == "pending"


def test_what_is_not_answered_in_a_review_is_never_0() -> None:
    tops = answers({"OPIUSE": 20}, ("2012-07-02", {"OPIUSE": 0}), ("2012-07-30", {}), ("2012-08-27", {"OPIUSE": 0}))
    assert judge(CHANGE, *tops) == achieved_on("2012-08-27")
    assert judge(CLEAN, *tops) == achieved_on("2012-08-27")


def test_a_substance_unanswered_at_start_leaves_the_change_but_not_the_abstinence() -> None:
    both = {"OPIUSE": 0, "CRAUSE": 9}
    tops = answers({"OPIUSE": 20}, ("2012-07-02", both), ("2012-07-30", both))
    assert judge(CHANGE, *tops, drugs=("1101", "3201")) == achieved_on("2012-07-30")
    assert judge(CLEAN, *tops, drugs=("1101", "3201"))[0] == "pending"


@pytest.mark.parametrize("document", [CHANGE, CLEAN])
def test_who_is_not_eligible_and_why(document: str) -> None:
    passing = [("2012-07-02", {"OPIUSE": 0}), ("2012-07-30", {"OPIUSE": 0})]
    assert judge(document, *answers({}, *passing)) == ("not_eligible", "missing-value", None)
    assert judge(document, *answers({"OPIUSE": 0}, *passing)) == ("not_eligible", "no-use-at-start", None)
    assert judge(document, *answers({"OPIUSE": 0}, *passing), drugs=("1101", "7000"))[1] == "missing-value"
    assert judge(document, *answers({"OPIUSE": 9}, *passing), drugs=("9996",))[1] == "no-use-at-start"
    assert judge(document, *answers({}, *passing)[1:]) == ("not_eligible", "no-start-top", None)


def test_the_start_top_may_be_14_days_early_but_not_15() -> None:
    reviews = (top("2012-07-02", OPIUSE=0), top("2012-07-30", OPIUSE=0))
    assert judge(CLEAN, top("2012-04-17", "S", OPIUSE=9), *reviews) == achieved_on("2012-07-30")
    assert judge(CLEAN, top("2012-04-16", "S", OPIUSE=9), *reviews)[1] == "no-start-top"


def test_a_start_top_after_the_journey_is_none() -> None:
    tops = (top("2012-09-01", "S", OPIUSE=9),)
    assert judge(CLEAN, *tops, end="2012-08-31")[1] == "no-start-top"


@pytest.mark.parametrize(
    ("alcohol", "status"), [("abstinent", "pending"), ("improved", "achieved"), ("excluded", "achieved")]
)
def test_alcohol_down_by_its_threshold_beside_no_heroin(alcohol: str, status: str) -> None:
    less = {"OPIUSE": 0, "ALCUSE": 9}
    tops = answers({"OPIUSE": 10, "ALCUSE": 20}, ("2012-07-02", less), ("2012-07-30", less))
    document = outcome("abstinence", f'alcohol = "{alcohol}"')
    assert judge(document, *tops, drugs=("1101", "7000"))[0] == status


@pytest.mark.parametrize(
    ("alcohol", "status"), [("abstinent", "pending"), ("improved", "achieved"), ("excluded", "pending")]
)
def test_alcohol_alone_is_not_left_out(alcohol: str, status: str) -> None:
    tops = answers({"ALCUSE": 20}, ("2012-07-02", {"ALCUSE": 9}), ("2012-07-30", {"ALCUSE": 9}))
    assert judge(outcome("abstinence", f'alcohol = "{alcohol}"'), *tops, drugs=("7000",))[0] == status


def test_alcohol_unanswered_at_start_cannot_have_improved() -> None:
    less = {"OPIUSE": 0, "ALCUSE": 1}
    tops = answers({"OPIUSE": 10}, ("2012-07-02", less), ("2012-07-30", less))
    assert judge(outcome("abstinence", 'alcohol = "improved"'), *tops, drugs=("1101", "7000"))[0] == "pending"


def test_two_reviews_365_days_apart_count_and_366_do_not() -> None:
    assert opiates(CLEAN, 9, ("2012-07-02", 0), ("2013-07-02", 0)) == achieved_on("2013-07-02")
    assert opiates(CLEAN, 9, ("2012-07-02", 0), ("2013-07-03", 0))[0] == "pending"


def test_two_reviews_28_days_apart_count_and_27_do_not() -> None:
    assert opiates(CLEAN, 9, ("2012-07-02", 0), ("2012-07-30", 0)) == achieved_on("2012-07-30")
    assert opiates(CLEAN, 9, ("2012-07-02", 0), ("2012-07-29", 0))[0] == "pending"


def test_consecutive_allows_no_review_between_that_fails() -> None:
    reviews = ("2012-07-02", 0), ("2012-07-20", 5), ("2012-08-20", 0)
    assert opiates(CLEAN, 9, *reviews) == achieved_on("2012-08-20")
    assert opiates(outcome("abstinence", 'rule = "consecutive"'), 9, *reviews)[0] == "pending"
    assert opiates(outcome("abstinence", 'rule = "consecutive"'), 9, *reviews, ("2012-09-20", 0)) == achieved_on(
        "2012-09-20"
    )


def test_the_latest_possible_first_review_is_taken() -> None:
    tops = [top(date, OPIUSE=0) for date in ("2012-07-02", "2012-07-10", "2012-07-30")]
    one = judged(
        client(episode(reviews=(top("2012-05-01", "S", OPIUSE=9), *tops))), outcome("abstinence", "min_gap_days = 10")
    )
    assert said(one) == achieved_on("2012-07-30")
    assert tops[1].row in one.evidence
    assert tops[0].row not in one.evidence


def test_of_two_reviews_on_one_day_that_of_the_coordinating_agency_is_taken() -> None:
    start = top("2012-05-01", "S", OPIUSE=9)
    first = (start, top("2012-07-02", OPIUSE=0), top("2012-07-30", OPIUSE=7))
    second = (top("2012-07-30", agency="N0901", episodid="2", OPIUSE=0),)
    for topcc, status in ((True, "achieved"), (False, "pending")):
        other = episode(agency="N0901", episodid="2", topcc=topcc, reviews=second)
        assert judged(client(episode(reviews=first), other), CLEAN).status == status


def test_a_top_whose_episode_is_not_known_counts_as_the_clients() -> None:
    reviews = (top("2012-05-01", "S", OPIUSE=9), top("2012-07-02", OPIUSE=0))
    loose = (top("2012-07-30", agency="N0901", episodid="9", OPIUSE=0), top(None, OPIUSE=0))
    assert said(judged(client(episode(reviews=reviews), loose_reviews=loose), CLEAN)) == achieved_on("2012-07-30")


def test_a_review_after_the_journey_does_not_count() -> None:
    assert opiates(CLEAN, 9, ("2012-07-02", 0), ("2012-09-01", 0), end="2012-08-31") == (
        "not_achieved",
        "not-met",
        None,
    )


def test_what_is_not_met_is_pending_until_the_end_is_settled() -> None:
    facts = client(episode(end="2012-08-31", reason=85, reviews=(top("2012-05-01", "S", OPIUSE=9),)))
    waiting = judged(facts, CLEAN, to="2012-09-20", as_of="2012-10-31")
    assert said(waiting) == ("pending", "not-settled", None)
    assert (waiting.awaits, str(waiting.awaits_date)) == ("ndtms", "2012-09-21")
    assert said(judged(facts, CLEAN, to="2012-09-21", as_of="2012-10-31")) == ("not_achieved", "not-met", None)


def test_pending_says_how_far_it_has_come_and_from_when_a_second_review_would_do() -> None:
    tops = (top("2012-05-01", "S", OPIUSE=9), top("2012-07-02", OPIUSE=0))
    one = judged(client(episode(reviews=tops)), CLEAN)
    assert str(one.awaits_date) == "2012-07-30"
    assert one.why == (
        "1 of 1 review passes (2 July 2012), but it takes two, 28 to 365 days apart, and the journey is still open."
    )


def test_the_sentence_gives_dates_and_numbers() -> None:
    tops = answers({"OPIUSE": 20}, ("2012-07-02", {"OPIUSE": 7}), ("2012-07-30", {"OPIUSE": 5}))
    assert judged(client(episode(reviews=tops)), CHANGE).why == (
        "Every presenting substance fell by its threshold of days (opiates by 13) or to 0 in the reviews of 2 July 2012 and "
        "30 July 2012, 28 days apart: opiates 20 at start, then 7 and 5."
    )


CONFIRMED = outcome("abstinence", 'confirm_local = "gp-note"')
TWO_CLEAN = answers({"OPIUSE": 9}, ("2012-07-02", {"OPIUSE": 0}), ("2012-07-30", {"OPIUSE": 0}))


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (local("GP-note", "2012-08-15"), achieved_on("2012-08-15")),
        (local("gp-note", "2012-06-01"), achieved_on("2012-07-30")),
        (local("gp-note", "2012-08-15", verified=False), ("held", "unconfirmed", "2012-07-30")),
        (local("gp-note", "2012-09-01"), ("held", "unconfirmed", "2012-07-30")),
        (local("other", "2012-08-15"), ("held", "unconfirmed", "2012-07-30")),
    ],
)
def test_a_confirmation_must_be_verified_and_dated_in_the_journey(note: object, expected: tuple) -> None:
    facts = client(episode(end="2012-08-31", reason=80, reviews=TWO_CLEAN), local_outcomes=(note,))
    assert said(judged(facts, CONFIRMED)) == expected


def test_without_the_measure_there_is_nothing_to_confirm() -> None:
    facts = client(episode(reviews=TWO_CLEAN[:2]), local_outcomes=(local("gp-note", "2012-08-15"),))
    assert said(judged(facts, CONFIRMED))[0] == "pending"


@pytest.mark.parametrize(
    ("drug", "item"),
    [
        ("1101", "OPIUSE"), ("3200", "COCAUSE"), ("3201", "CRAUSE"), ("3100", "AMPHUSE"), ("5000", "CANNUSE"),
        ("7000", "ALCUSE"), ("3202", "OTDRGUSE"), ("2100", "OTDRGUSE"), ("9996", None), ("9997", None), ("", None),
    ],
)  # fmt: skip
def test_each_drug_has_its_top_item(drug: str, item: str | None) -> None:
    assert top_item(drug) == item


def test_two_drugs_of_one_item_are_one_substance() -> None:
    assert presenting(("1101", "1201", "7000")) == ("OPIUSE", "ALCUSE")
