"""injecting_ceased, housing_resolved, quality_of_life and employment."""

import pytest

from caseloads.rules.facts import TopReview, WorkProgramme
from tests.rules.determine.caseload import achieved_on, attached, client, episode, judged, outcome, said, top

FIRST, SECOND, THIRD = "2012-07-02", "2012-07-30", "2012-08-27"


def tops(start: dict[str, int] | None, *reviews: dict[str, int]) -> tuple[TopReview, ...]:
    begin = () if start is None else (top("2012-05-01", "S", **start),)
    return (*begin, *(top(date, **items) for date, items in zip((FIRST, SECOND, THIRD), reviews, strict=False)))


def judge(document: str, reviews: tuple[TopReview, ...], *programme: WorkProgramme, **more: object) -> tuple:
    return said(judged(client(episode(reviews=reviews, **more), work_programme=programme), document))


INJECTING = outcome("injecting_ceased")


def test_injecting_ceased_asks_for_two_reviews_without_it() -> None:
    assert judge(INJECTING, tops({"IVDRGUSE": 5}, {"IVDRGUSE": 0}, {"IVDRGUSE": 0})) == achieved_on(SECOND)
    assert judge(INJECTING, tops({"IVDRGUSE": 5}, {"IVDRGUSE": 0}, {}))[0] == "pending"


def test_who_did_not_inject_at_start_is_not_eligible() -> None:
    assert judge(INJECTING, tops({"IVDRGUSE": 0}))[1] == "no-injecting-at-start"
    assert judge(INJECTING, tops({}))[1] == "missing-value"
    assert judge(INJECTING, tops(None))[1] == "no-start-top"


HOUSING = outcome("housing_resolved")
NO, YES = {"ACUTHPBM": 0, "HRISK": 0}, {"ACUTHPBM": 0, "HRISK": 1}


def test_housing_is_resolved_by_two_reviews_with_both_answered_no() -> None:
    assert judge(HOUSING, tops(YES, NO, NO)) == achieved_on(SECOND)
    assert judge(HOUSING, tops(YES, NO, {"ACUTHPBM": 0}))[0] == "pending"


@pytest.mark.parametrize(
    ("need", "reason"),
    [(1, "open"), (2, "open"), (3, "no-housing-problem-at-start"), (None, "no-housing-problem-at-start")],
)
def test_a_housing_need_at_start_makes_eligible_though_the_top_says_no(need: int | None, reason: str) -> None:
    assert judge(HOUSING, tops(NO), accmneed=need)[1] == reason


def test_without_a_start_top_even_a_housing_need_does_not_count() -> None:
    assert judge(HOUSING, tops(None, NO, NO), accmneed=1)[1] == "no-start-top"


@pytest.mark.parametrize(
    ("date", "expected"), [("2012-09-14", achieved_on("2012-09-14")), ("2012-09-15", ("not_achieved", "not-met", None))]
)
def test_one_exit_top_up_to_14_days_after_the_end_is_enough(date: str, expected: tuple) -> None:
    reviews = (*tops(YES, NO), top(date, "E", **NO))
    assert judge(HOUSING, reviews, end="2012-08-31", reason=85) == expected


def test_the_earlier_of_exit_top_and_second_review_counts() -> None:
    early, late = top("2012-07-10", "E", **NO), top("2012-08-10", "E", **NO)
    assert judge(HOUSING, (*tops(YES, NO, NO), early)) == achieved_on("2012-07-10")
    assert judge(HOUSING, (*tops(YES, NO, NO), late)) == achieved_on(SECOND)
    assert judge(HOUSING, (*tops(YES, NO), top("2012-08-10", "E", **YES)))[0] == "pending"


def test_an_exit_top_may_be_left_out_by_the_scheme() -> None:
    reviews = (*tops(YES, NO), top("2012-08-10", "E", **NO))
    assert judge(outcome("housing_resolved", "exit_counts = false"), reviews)[0] == "pending"


NORM = outcome("quality_of_life")
GAIN = outcome("quality_of_life", 'mode = "improvement"')
SKIP = outcome("quality_of_life", "skip_if_at_norm = true")


def life(*answers: int | None) -> tuple[TopReview, ...]:
    start, *reviews = ({} if answer is None else {"QUALLIFE": answer} for answer in answers)
    return tops(start, *reviews)


def test_quality_of_life_at_the_norm_in_two_reviews() -> None:
    assert judge(NORM, life(10, 14, 14)) == achieved_on(SECOND)
    assert judge(NORM, life(10, 14, 13))[0] == "pending"
    assert judge(NORM, life(10, 14, None, 14)) == achieved_on(THIRD)
    assert judge(NORM, life(None, 16, 16)) == achieved_on(SECOND)
    assert judge(NORM, tops(None))[1] == "no-start-top"


def test_quality_of_life_four_points_above_start() -> None:
    assert judge(GAIN, life(3, 7, 7)) == achieved_on(SECOND)
    assert judge(GAIN, life(3, 7, 6))[0] == "pending"
    assert judge(GAIN, life(None, 16, 16))[1] == "missing-value"


def test_who_was_at_the_norm_at_start_may_be_left_out() -> None:
    assert judge(SKIP, life(14, 15, 15))[1] == "at-norm-at-start"
    assert judge(SKIP, life(13, 15, 15)) == achieved_on(SECOND)
    assert judge(SKIP, life(None, 15, 15))[1] == "missing-value"


WORK = outcome("employment")
LEARN = outcome("employment", "education_days = 8")


def test_eight_days_of_paid_work_in_two_reviews() -> None:
    assert judge(WORK, tops({}, {"PWORK": 8}, {"PWORK": 10})) == achieved_on(SECOND)
    assert judge(WORK, tops({}, {"PWORK": 7}, {"PWORK": 10}))[0] == "pending"
    assert judge(WORK, tops({}, {}, {"PWORK": 10}))[0] == "pending"
    assert judge(WORK, tops(None))[1] == "no-start-top"


def test_education_passes_only_where_the_scheme_says_so() -> None:
    learning = tops({}, {"EDUCAT": 8}, {"EDUCAT": 8, "PWORK": 0})
    assert judge(WORK, learning)[0] == "pending"
    assert judge(LEARN, learning) == achieved_on(SECOND)


@pytest.mark.parametrize(
    ("programme", "date"),
    [
        (attached("2012-07-30"), None),
        (attached("2012-05-15", "2012-07-01"), SECOND),
        (attached("2012-05-15", "2012-07-02"), THIRD),
        (attached("2012-07-31", "2012-08-30"), SECOND),
    ],
)
def test_a_review_inside_the_work_programme_does_not_pass(programme: WorkProgramme, date: str | None) -> None:
    working = tops({}, *[{"PWORK": 10}] * 3)
    assert judge(WORK, working, programme)[2] == date
    assert judge(outcome("employment", 'work_programme = "ignore"'), working, programme) == achieved_on(SECOND)
