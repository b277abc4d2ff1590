"""Chances by hand: who is at risk, who is censored, and how a small group is drawn towards the whole."""

import numpy as np
import pytest

from outcomes.rules.determination import ClientFound, Status
from payments.forecasting.chances import fit
from payments.forecasting.history import FIRST_OUTCOME, OTHER_END, RETURN, SUCCESS, History
from payments.forecasting.pooling import hazards, pooled
from payments.forecasting.rates import times, times_at
from payments.forecasting.recorder import Recorder
from tests.rules.forecasting.certain import seen
from tests.rules.forecasting.test_certain_money import STAYED_AWAY
from tests.rules.pricing.findings import day, found, journey, outcome, scheme

SCHEME = scheme(outcome("quality", 'price = "10.00"', "quality_of_life"), STAYED_AWAY)
OPEN, ACHIEVED, NOT = Status.PENDING, Status.ACHIEVED, Status.NOT_ACHIEVED
MONTH_ENDS = ("2012-05-31", "2012-06-30", "2012-07-31", "2012-08-31")


def client(name: str, quality: Status, away: Status = OPEN, end: str | None = None, reason: str = "") -> ClientFound:
    on = "2012-07-10" if quality is ACHIEVED else None
    rows = [found(name, "quality", on, status=quality)]
    rows += [found(name, "stayed-away", None, part=part, status=away, reason=reason) for part in ("3", "6", "9", "12")]
    return ClientFound(name, (journey(name, end=end, settled=end is not None),), tuple(rows))


def three_clients() -> History:
    """All start in May. A meets the outcome in July; B leaves otherwise in June; C is still open in August."""
    recorder = Recorder([SCHEME])
    for number, on in enumerate(MONTH_ENDS):
        a = client("A", ACHIEVED if number >= 2 else OPEN)
        b = client("B", NOT, NOT, "2012-06-05", "not-a-success") if number >= 1 else client("B", OPEN)
        recorder.add(seen(SCHEME, [a, b, client("C", OPEN)], on))
    return recorder.history()


def counted(history: History, risk: int) -> tuple[list[int], list[int]]:
    """How many were at risk, and to how many it happened, at the ages 0 to 3."""
    rows = history.at_risk
    mine = rows.risk == risk
    at_risk = np.bincount(rows.age[mine], minlength=4)
    return at_risk[:4].tolist(), np.bincount(rows.age[mine], rows.happened[mine], minlength=4)[:4].tolist()


def test_who_is_open_at_the_last_month_end_is_at_risk_until_then_and_no_longer() -> None:
    # B is out from the age of one on: it left. A is out once it has met the outcome. C is censored at three.
    assert counted(three_clients(), FIRST_OUTCOME) == ([3, 2, 2, 1], [0, 0, 1, 0])


def test_leaving_counts_once_and_by_its_kind() -> None:
    history = three_clients()
    assert counted(history, OTHER_END) == ([3, 3, 2, 2], [0, 1, 0, 0])
    assert counted(history, SUCCESS) == ([3, 3, 2, 2], [0, 0, 0, 0])


def test_a_return_is_counted_in_months_after_the_end() -> None:
    recorder = Recorder([SCHEME])
    for on, away, reason in zip(MONTH_ENDS, (OPEN, OPEN, OPEN, NOT), ("", "", "", "returned"), strict=True):
        recorder.add(seen(SCHEME, [client("A", NOT, away, "2012-05-20" if on > "2012-06" else None, reason)], on))
    assert counted(recorder.history(), RETURN) == ([0, 1, 1, 1], [0, 0, 0, 1])


def test_what_turns_out_after_the_end_is_counted_from_the_end() -> None:
    recorder = Recorder([SCHEME])
    for quality, on in zip((OPEN, OPEN, OPEN, ACHIEVED), MONTH_ENDS, strict=True):
        recorder.add(seen(SCHEME, [client("A", quality, end="2012-05-20" if on > "2012-06" else None)], on))
    history = recorder.history()
    assert counted(history, FIRST_OUTCOME) == ([1, 0, 0, 0], [0, 0, 0, 0])  # in treatment in May only
    assert counted(history, FIRST_OUTCOME + 1) == ([0, 0, 1, 1], [0, 0, 0, 1])
    assert history.at_exit.of.sum() == 1  # at the end itself it was not met


def test_an_outcome_whose_day_is_known_counts_when_the_day_has_come() -> None:
    terms = scheme(outcome("offence-free", measure="offending_individual"))
    recorder = Recorder([terms])
    for status, on in zip((OPEN, OPEN, ACHIEVED), MONTH_ENDS[:3], strict=True):
        waits = {"awaits": "offences", "awaits_date": day("2012-07-05")} if status is OPEN else {}
        one = found("A", "offence-free", "2012-07-05" if status is ACHIEVED else None, status=status, **waits)
        recorder.add(seen(terms, [ClientFound("A", (journey("A", settled=False),), (one,))], on))
    history = recorder.history()
    assert (history.on_day.times.tolist(), history.on_day.of.tolist()) == ([1.0], [1.0])
    assert not len(history.at_risk.age[history.at_risk.risk >= FIRST_OUTCOME])


def test_outcomes_that_come_together_tell_how_rare_reviews_are() -> None:
    terms = scheme(*(outcome(code, 'price = "10.00"', "quality_of_life") for code in ("one", "two")))

    def chance_of_a_review(*, together: bool) -> float:
        recorder = Recorder([terms])
        for number, on in enumerate(MONTH_ENDS, 1):
            people = []
            for who in range(200):
                met = {"one": who % 20 == number, "two": (who if together else who + 10) % 20 == number}
                rows = [found(str(who), code, on, status=ACHIEVED if yes else OPEN) for code, yes in met.items()]
                people.append(ClientFound(str(who), (journey(str(who), settled=False),), tuple(rows)))
            recorder.add(seen(terms, people, on))
        return fit(recorder.history()).reviews

    assert chance_of_a_review(together=True) < 0.3
    assert chance_of_a_review(together=False) == 1.0


def test_what_needs_a_review_comes_as_often_but_together() -> None:
    rng = np.random.default_rng(1)
    reached = np.cumsum(np.full((1, 1, 6), 0.05, dtype=np.float32), axis=2)
    shape = (1, 1, 40_000)
    reviews = [rng.random(shape) < 0.25 for _ in range(6)]
    one, two = (
        times_at(reached, rng.standard_exponential(shape, dtype=np.float32), 0.25, reviews) < 6 for _ in range(2)
    )
    by_itself = times(reached, rng.standard_exponential(shape, dtype=np.float32)) < 6
    assert one.mean() == pytest.approx(by_itself.mean(), abs=0.01)
    assert (one & two).mean() > 1.1 * one.mean() * two.mean()


def test_month_ends_must_follow_each_other() -> None:
    recorder = Recorder([SCHEME])
    recorder.add(seen(SCHEME, [], MONTH_ENDS[0]))
    with pytest.raises(ValueError, match="2012-07-31"):
        recorder.add(seen(SCHEME, [], MONTH_ENDS[2]))


def test_a_chance_from_many_is_what_happened_of_those_at_risk() -> None:
    found_ = hazards(np.array([0.0, 1000.0, 0.0]), np.array([10000.0, 10000.0, 10000.0]))
    assert found_ == pytest.approx([0, 0.1, 0], abs=0.001)


def test_an_age_that_nobody_has_reached_takes_the_chance_of_those_before_it() -> None:
    found_ = hazards(np.array([10.0, 10.0, 10.0, 0.0]), np.array([100.0, 100.0, 100.0, 0.0]))
    assert found_[3] == pytest.approx(0.1, abs=0.001)


def test_a_group_is_drawn_towards_the_whole_the_more_the_less_it_has_seen() -> None:
    shape, rate = pooled(np.array([300.0, 100.0, 3.0, 0.0]), np.array([150.0, 150.0, 1.5, 0.0]))
    many, few, tiny, none = shape / rate
    assert many == pytest.approx(2, abs=0.1)
    assert few < 0.75
    assert 1.1 < tiny < 1.8  # twice as often as the whole, but of three only
    assert none == 1


def test_groups_that_do_not_differ_are_pooled_whole() -> None:
    shape, rate = pooled(np.array([101.0, 99.0, 100.0]), np.array([100.0, 100.0, 100.0]))
    assert shape / rate == pytest.approx([1, 1, 1], abs=0.01)
