"""Episodes joined into journeys: gaps, ends, reasons, and which version governs."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseloads.rules.facts import ClientFacts, Episode
from caseloads.rules.journeys import Journey, certain, journeys_of
from pbr.scheme.document import Scheme
from tests.rules.determine.caseload import client, day, episode, intervention, outcome, scheme

PLAIN = scheme(outcome("attachment"))
WIDE = scheme(outcome("attachment"), starts="2014-04-01", ends="2015-03-31", head="[journey]\ngap_days = 60")


def journeys(*episodes: Episode, schemes: tuple[Scheme, ...] = (PLAIN,), as_of: str = "2016-01-01") -> list[Journey]:
    return list(journeys_of(client(*episodes), schemes, day(as_of)))


def spans(*episodes: Episode, schemes: tuple[Scheme, ...] = (PLAIN,)) -> list[tuple[str, str | None]]:
    return [
        (one.start.isoformat(), None if one.end is None else one.end.isoformat())
        for one in journeys(*episodes, schemes=schemes)
    ]


def one(start: str, end: str | None = None, reason: int | None = 80, number: str = "1", **more: object) -> Episode:
    return episode(start, end, reason if end else None, episodid=number, **more)


def test_an_episode_21_days_after_the_end_continues_the_journey_and_22_does_not() -> None:
    first = one("2012-05-01", "2012-06-30")
    assert spans(first, one("2012-07-21", "2012-09-30")) == [("2012-05-01", "2012-09-30")]
    assert spans(first, one("2012-07-22", "2012-09-30")) == [("2012-05-01", "2012-06-30"), ("2012-07-22", "2012-09-30")]


def test_the_latest_end_so_far_decides_not_that_of_the_last_episode() -> None:
    episodes = one("2012-05-01", "2012-09-30"), one("2012-05-15", "2012-05-31"), one("2012-10-21", "2012-12-31")
    assert spans(*episodes) == [("2012-05-01", "2012-12-31")]


def test_everything_belongs_to_a_journey_with_an_open_episode() -> None:
    assert spans(one("2012-05-01"), one("2014-01-01", "2014-02-01")) == [("2012-05-01", None)]


def test_the_gap_is_that_of_the_version_containing_the_start_or_of_the_first() -> None:
    both = (PLAIN, WIDE)
    for start, end, back, joined in (
        ("2014-05-01", "2014-06-01", "2014-07-31", True),
        ("2013-05-01", "2013-06-01", "2013-07-31", False),
        ("2015-05-01", "2015-06-01", "2015-07-31", False),
    ):
        assert (len(spans(one(start, end), one(back), schemes=both)) == 1) is joined


@pytest.mark.parametrize(
    "episodes",
    [episode(modal=10), episode(None), episode(interventions=()), episode(interventions=(intervention(None),))],
)
def test_only_a_triaged_episode_with_a_structured_intervention_makes_a_journey(episodes: Episode) -> None:
    assert spans(episodes) == []


def test_two_journeys_never_start_on_one_day() -> None:
    assert len(spans(one("2012-05-01", "2012-03-01"), one("2012-05-01", "2012-06-01", number="2"))) == 1


def reason(*episodes: Episode) -> tuple[int | None, bool, bool]:
    (journey,) = journeys(*episodes)
    return journey.reason, journey.inconsistent, journey.successful


def test_the_reason_is_that_of_the_episode_ending_last() -> None:
    assert reason(one("2012-05-01", "2012-08-30", 85), one("2012-05-01", "2012-08-31", 80)) == (80, False, True)
    assert reason(one("2012-05-01", "2012-08-30", 80), one("2012-05-01", "2012-08-31", 85)) == (85, False, False)


def test_of_several_successes_on_the_last_day_the_highest_code_is_taken() -> None:
    assert reason(one("2012-05-01", "2012-08-31", 80), one("2012-05-01", "2012-08-31", 91)) == (82, False, True)


def test_success_and_failure_on_the_last_day_are_inconsistent() -> None:
    assert reason(one("2012-05-01", "2012-08-31", 80), one("2012-05-01", "2012-08-31", 85)) == (None, True, False)
    assert reason(one("2012-05-01", "2012-08-31", 85), one("2012-05-01", "2012-08-31", 86)) == (None, True, False)
    assert reason(one("2012-05-01", "2012-08-31", 85), one("2012-05-01", "2012-08-31", 85)) == (85, False, False)


def test_a_discharge_without_a_reason_is_inconsistent() -> None:
    assert reason(one("2012-05-01", "2012-08-31", None)) == (None, True, False)
    assert reason(one("2012-05-01", "2012-08-31", None), one("2012-05-01", "2012-08-31", 80)) == (None, True, False)


def test_the_scheme_says_what_a_success_is() -> None:
    agreed = scheme(outcome("attachment"), head="[journey]\nsuccess_codes = [80]")
    assert journeys(one("2012-05-01", "2012-08-31", 90), schemes=(agreed,))[0].successful
    assert not journeys(one("2012-05-01", "2012-08-31", 82), schemes=(agreed,))[0].successful


def test_an_open_journey_is_neither_settled_nor_inconsistent() -> None:
    (journey,) = journeys(one("2012-05-01"))
    assert (journey.settles, journey.inconsistent, journey.successful) == (None, False, False)
    assert journey.contains(day("2015-01-01"))
    assert not journey.contains(day("2012-04-30"))


STOCK = scheme(outcome("attachment"), head='stock = "include"')
SECOND = scheme(outcome("attachment"), starts="2014-04-01", ends="2015-03-31", head='stock = "include"')


def version(start: str, end: str | None, *schemes: Scheme, as_of: str = "2016-01-01") -> dt.date | None:
    (journey,) = journeys(one(start, end), schemes=schemes, as_of=as_of)
    return None if journey.version is None else journey.version.starts


def test_a_journey_is_governed_by_the_version_that_contains_its_start() -> None:
    assert version("2012-04-01", None, PLAIN) == day("2012-04-01")
    assert version("2014-03-31", None, PLAIN, SECOND) == day("2012-04-01")
    assert version("2014-04-01", None, PLAIN, SECOND) == day("2014-04-01")
    assert version("2012-03-31", None, PLAIN) is None
    assert version("2014-04-01", None, PLAIN) is None


def test_stock_is_governed_by_the_earliest_version_on_whose_first_day_it_was_open() -> None:
    assert version("2012-02-01", None, STOCK, SECOND) == day("2012-04-01")
    assert version("2012-02-01", "2012-04-01", STOCK) == day("2012-04-01")
    assert version("2012-02-01", "2012-03-31", STOCK) is None
    assert version("2012-02-01", None, PLAIN, SECOND) == day("2014-04-01")


def test_a_version_that_has_not_started_includes_nobody() -> None:
    assert version("2012-02-01", None, STOCK, as_of="2012-03-31") is None
    assert version("2012-02-01", None, STOCK, as_of="2012-04-01") == day("2012-04-01")


def test_a_missing_date_that_cannot_be_missing_is_a_bug() -> None:
    assert certain(day("2012-05-01")) == day("2012-05-01")
    with pytest.raises(ValueError, match="cannot be missing"):
        certain(None)


DAYS = st.integers(0, 400).map(lambda days: dt.date(2012, 4, 1) + dt.timedelta(days=days))


@st.composite
def some_episodes(draw: st.DrawFn) -> list[Episode]:
    episodes = []
    for number in range(draw(st.integers(1, 5))):
        start = draw(DAYS)
        length = draw(st.one_of(st.none(), st.integers(0, 120)))
        end = None if length is None else (start + dt.timedelta(days=length)).isoformat()
        episodes.append(one(start.isoformat(), end, draw(st.sampled_from([80, 82, 85, None])), str(number)))
    return episodes


@given(some_episodes(), st.randoms())
def test_the_order_of_episodes_does_not_matter(episodes: list[Episode], random: object) -> None:
    before = journeys(*episodes)
    random.shuffle(episodes)  # type: ignore[attr-defined]
    assert journeys(*episodes) == before


@given(some_episodes())
def test_journeys_share_out_the_episodes_and_lie_apart(episodes: list[Episode]) -> None:
    found = journeys(*episodes)
    assert sorted(part.episode.key for journey in found for part in journey.episodes) == sorted(e.key for e in episodes)
    for earlier, later in pairwise(found):
        assert earlier.end is not None
        assert (later.start - earlier.end).days > 21


def test_facts_of_a_client_without_episodes_make_no_journey() -> None:
    assert journeys_of(ClientFacts("x", "x", None), (PLAIN,), day("2013-01-01")) == ()
