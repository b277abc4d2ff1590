"""Answers give points, points a band, a band a group; and sentences say why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lasars.rules.complexity import DECLINED, CannotWeigh, fault, in_words, meant_by, weigh
from lasars.rules.instrument import Question, read_instrument
from tests.rules.lasars.small import small

GROUPS = ("low", "medium", "high")
SHIPPED = read_instrument((Path(__file__).parents[3] / "lasars" / "instruments" / "demonstration.toml").read_bytes())


@pytest.mark.parametrize(
    ("days", "home", "total", "band", "group"),
    [
        ("0", "settled", 0, "A", "low"),
        ("1", "settled", 3, "A", "low"),
        ("0", "none", 4, "B", "medium"),
        ("14", "none", 7, "B", "medium"),
        ("15", "none", 10, "C", "high"),
        (DECLINED, "none", 6, "B", "medium"),
        (DECLINED, DECLINED, 2, "A", "low"),
        (" 15 ", "none", 10, "C", "high"),
    ],
)
def test_the_group_follows_the_points(days: str, home: str, total: int, band: str, group: str) -> None:
    found = weigh(small(), {"days": days, "home": home}, GROUPS)
    assert (found.total, found.band, found.group) == (total, band, group)
    assert sum(found.points.values()) == total


def test_the_group_is_explained_by_its_points() -> None:
    found = weigh(small(), {"days": "14", "home": "none"}, GROUPS)
    assert [(one.text, one.answer, one.points) for one in found.questions] == [
        ("How many days?", "14 days", 3),
        ("Where?", "Nowhere", 4),
    ]
    assert found.why == (
        "The answers give 7 of at most 10 points.",
        "4 to 7 points is band B, of 3.",
        "In this scheme, which has low, medium and high, band B is the group medium.",
    )


def test_the_highest_band_has_no_end() -> None:
    assert weigh(small(), {"days": "28", "home": "none"}, GROUPS).why[1] == "8 or more points is band C, of 3."


def test_a_scheme_with_two_groups_has_its_own_way() -> None:
    assert weigh(small(), {"days": "14", "home": "none"}, ("plain", "complex")).group == "plain"


def test_people_already_in_treatment_may_have_groups_of_their_own() -> None:
    six = ("low", "medium", "high", "stock-low", "stock-medium", "stock-high")
    answers = {"days": "14", "home": "none"}
    assert weigh(small(), answers, six).group == "medium"
    assert weigh(small(), answers, six, stock=True).group == "stock-medium"
    assert weigh(small(), answers, GROUPS, stock=True).group == "medium"


def test_a_number_of_groups_that_the_instrument_does_not_know_is_refused() -> None:
    with pytest.raises(CannotWeigh, match="does not say which of 4 groups"):
        weigh(small(), {"days": "14", "home": "none"}, ("a", "b", "c", "d"))


@pytest.mark.parametrize("days", ["", "29", "-1", "1.5", "two", "²", "٣", "9999999999"])
def test_a_number_outside_its_limits_is_wrong(days: str) -> None:
    with pytest.raises(CannotWeigh) as caught:
        weigh(small(), {"days": days, "home": "none"}, GROUPS)
    assert set(caught.value.faults) == {"days"}


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(CannotWeigh) as caught:
        weigh(small(), {}, GROUPS)
    assert caught.value.faults == {"days": "Enter a number: How many days?", "home": "Choose an answer: Where?"}


def test_what_cannot_be_read_is_shown_as_it_was_typed() -> None:
    days, _ = small().questions
    assert in_words(days, "twenty-ish") == "twenty-ish"
    assert in_words(days, DECLINED) == "Prefers not to say"


def test_existing_answers_are_understood_where_they_mean_the_same() -> None:
    days, home = small().questions
    assert meant_by(days, "20") == "20"
    assert meant_by(days, "29") == ""
    assert meant_by(home, "1") == "none"
    assert meant_by(home, "2") == ""


def possible(question: Question) -> st.SearchStrategy[str]:
    if question.options:
        return st.sampled_from([DECLINED, *(option.value for option in question.options)])
    return st.one_of(st.just(DECLINED), st.integers(question.least, question.most).map(str))


ANSWERS = st.fixed_dictionaries({question.code: possible(question) for question in SHIPPED.questions})


@given(ANSWERS)
def test_every_possible_assessment_has_a_group_that_its_points_explain(answers: dict[str, str]) -> None:
    found = weigh(SHIPPED, answers, GROUPS)
    assert found.total == sum(one.points for one in found.questions) <= SHIPPED.most
    assert found.group in GROUPS
    assert not any(fault(question, answers[question.code]) for question in SHIPPED.questions)


@given(ANSWERS, st.data())
def test_more_points_never_make_somebody_less_complex(answers: dict[str, str], data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(SHIPPED.questions))
    other = weigh(SHIPPED, answers | {question.code: data.draw(possible(question))}, GROUPS)
    found = weigh(SHIPPED, answers, GROUPS)
    lower, higher = sorted((found, other), key=lambda one: one.total)
    assert GROUPS.index(lower.group) <= GROUPS.index(higher.group)
