"""The kind of client that a journey was, by what was known when it started."""

import dataclasses
import datetime as dt

import pytest

from payments.rules.kinds_in_history import KindOfJourney, kinds_of, substances_of
from payments.rules.kinds_of_client import Kind, client_of
from tests.rules.pricing.findings import outcome, scheme

AGREED = scheme(outcome("stay"))
STARTED, TODAY = dt.date(2012, 5, 1), dt.date(2012, 10, 31)
PLAIN = Kind("Alcohol", injecting=False, offending=False, housing_problem=False, in_work=False, group="low")


def kind(of: Kind) -> KindOfJourney:
    (told,) = kinds_of(client_of(of, AGREED.contracts[0], STARTED), (AGREED,), TODAY).values()
    return told


@pytest.mark.parametrize(
    ("drugs", "group"),
    [
        (("1101", "7000", ""), "Opiates"),
        (("5000", "1101", "3201"), "Opiates"),
        (("7000", "", ""), "Alcohol only"),
        (("7000", "7001", ""), "Alcohol only"),
        (("7000", "3200", ""), "Non-opiates and alcohol"),
        (("5000", "3200", ""), "Non-opiates"),
        (("9996", "", ""), "No substance recorded"),
    ],
)
def test_an_opiate_counts_first_and_then_whether_alcohol_stands_alone(drugs: tuple[str, ...], group: str) -> None:
    assert substances_of(drugs) == group


def test_who_injects_and_has_nowhere_to_live_is_told_from_who_does_not() -> None:
    assert kind(PLAIN) == ("Alcohol only", "Not injecting", "No housing problem")
    needy = PLAIN._replace(substances="Opiates", injecting=True, housing_problem=True)
    assert kind(needy) == ("Opiates", "Injecting", "Housing problem")


def test_what_nobody_asked_is_not_taken_for_a_no() -> None:
    facts = client_of(PLAIN, AGREED.contracts[0], STARTED)
    (episode,) = facts.episodes
    unasked = dataclasses.replace(facts, episodes=(dataclasses.replace(episode, reviews=(), accmneed=None),))
    told = kinds_of(unasked, (AGREED,), TODAY)
    assert told == {STARTED: ("Alcohol only", "Injecting not answered", "Housing not answered")}
