"""When a client is looked at again though none of the client's facts has changed."""

import datetime as dt

import pytest

from caseloads.rules.facts import ClientFacts
from tests.rules.determine.caseload import (
    LATER,
    assessed,
    attached,
    client,
    complete,
    contact,
    day,
    decided,
    dose,
    episode,
    found,
    intervention,
    local,
    offence,
    on,
    outcome,
    scheme,
    top,
)


def wakes(facts: ClientFacts, document: str, to: str | None = LATER, as_of: str = LATER, **feeds: str) -> str | None:
    woken = found(facts, scheme(document), to=to, as_of=as_of, **feeds).wakes
    return None if woken is None else woken.isoformat()


LEFT = episode("2012-05-01", "2012-06-30", 80)
AWAY = outcome("non_representation", "months = 6")


def test_what_is_settled_is_never_looked_at_again() -> None:
    assert wakes(client(LEFT), AWAY) is None
    assert wakes(client(episode()), outcome("abstinence")) is None


def test_an_end_is_looked_at_when_it_can_settle() -> None:
    assert wakes(client(LEFT), outcome("planned_exit"), to="2012-07-20") == "2012-07-21"


def test_a_window_is_looked_at_when_its_feeds_can_be_complete() -> None:
    assert wakes(client(LEFT), AWAY, cjs="2012-12-29") == "2012-12-30"
    assert wakes(client(LEFT), AWAY, to="2012-12-01", as_of="2012-12-01") == "2012-12-30"


def test_a_window_that_is_paid_on_death_is_looked_at_on_its_last_day() -> None:
    facts = client(LEFT, deaths=(on("2012-08-01"),))
    assert (
        wakes(facts, outcome("non_representation", 'months = 6\non_death = "pay"'), as_of="2012-12-01") == "2012-12-30"
    )


def test_an_agency_that_lags_behind_may_wake_a_client_on_a_day_long_past() -> None:
    facts = client(episode(hepbvac="C"))
    assert wakes(facts, outcome("hepatitis_b"), to="2012-09-30") == "2012-10-01"
    assert wakes(facts, outcome("hepatitis_b"), to=None) == LATER


@pytest.mark.parametrize(
    "later",
    [
        {"assessments": (assessed("2013-02-01"),)},
        {"offences": (offence("2013-02-01"),)},
        {"offences": (offence("2012-06-01", "2013-02-01"),)},
        {"doses": (dose("2013-02-01"),)},
        {"cjs": (contact("2013-02-01"),)},
        {"deaths": (on("2013-02-01"),)},
        {"moves": (on("2013-02-01"),)},
        {"loose_reviews": (top("2013-02-01", "R"),)},
        {"local_outcomes": (local("JOB", "2013-02-01"),)},
        {"work_programme": (attached("2013-02-01"),)},
        {"work_programme": (attached("2012-06-01", "2013-02-01"),)},
        {"decisions": (decided("no-contract", made="2013-02-01"),)},
    ],
)
def test_a_single_fact_of_any_kind_that_is_dated_later_wakes_on_its_date(later: dict) -> None:
    assert wakes(client(episode(), **later), outcome("attachment"), as_of="2013-01-31") == "2013-02-01"


def test_a_fact_dated_later_wakes_on_its_date() -> None:
    assert (
        wakes(client(episode(), doses=(dose("2013-02-01"),)), outcome("attachment"), as_of="2013-01-31") == "2013-02-01"
    )
    assert wakes(client(LEFT), outcome("attachment"), as_of="2012-06-29") == "2012-06-30"
    proven_later = offence("2012-06-01", proven="2013-03-01")
    assert wakes(client(episode(), offences=(proven_later,)), outcome("attachment"), as_of="2013-01-31") == "2013-03-01"
    assert wakes(client(episode(referred=day("2013-02-01"))), outcome("attachment"), as_of="2013-01-31") == "2013-02-01"
    treated = episode(interventions=(intervention("2012-05-01"), intervention("2013-02-01", 4)))
    assert wakes(client(treated), outcome("attachment"), as_of="2013-01-31") == "2013-02-01"


def test_a_version_that_has_not_started_wakes_on_its_first_day() -> None:
    facts = client(episode("2012-02-01"))
    assert wakes(facts, outcome("attachment"), as_of="2012-03-31") == "2012-04-01"


def test_an_open_journey_wakes_the_day_after_an_episode_of_it_ended() -> None:
    facts = client(episode("2012-05-01", "2012-08-31", 83), episode("2012-08-01", agency="N0901", episodid="2"))
    agreed = scheme(outcome("abstinence"))
    on_the_day, next_day = (found(facts, agreed, as_of=date) for date in ("2012-08-31", "2012-09-01"))
    assert on_the_day.wakes == day("2012-09-01")
    assert [one.determinations[0].contracts for one in (on_the_day, next_day)] == [("northway",), ("southbank",)]


def test_courts_wake_a_client_when_they_have_had_their_months() -> None:
    assert wakes(client(episode()), outcome("offending_individual"), offences="2013-08-31") == "2013-09-01"


def test_a_feed_never_counts_beyond_the_day_itself() -> None:
    assert complete().to("ndtms", day("2012-06-30")) == dt.date(2012, 6, 30)
