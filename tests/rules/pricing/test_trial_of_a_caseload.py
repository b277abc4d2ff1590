"""Trials over the demonstration's synthetic caseload: the scheme against itself, and against one price more."""

import dataclasses

import pytest

from payments.rules.comparison import Aspect, Comparison
from payments.rules.trial import Question, compare, in_place, try_client
from pbr.scheme.document import Scheme
from pbr.values.money import Pence
from tests.bench.bench_rules import World, synthetic_world


@pytest.fixture(scope="module")
def world() -> World:
    return synthetic_world(150)


def tried(world: World, draft: Scheme) -> Comparison:
    question = Question(world.schemes, in_place(draft, world.schemes), world.completeness, world.as_of)
    return compare([try_client(facts, question) for facts in world.clients], question)


def test_the_scheme_in_force_against_itself_differs_nowhere(world: World) -> None:
    told = tried(world, world.schemes[0])
    assert told.total().now > 0
    assert [one for one in told.amounts if one.difference] == []
    assert [one for one in told.journeys if one.gaining or one.losing] == []
    for contract in told.contracts:
        worst = told.worst_months(contract.code)
        assert worst is None or worst[0] == worst[1]


def test_a_draft_of_later_dates_is_tried_over_the_same_dates(world: World) -> None:
    (agreed,) = world.schemes
    later = dataclasses.replace(
        agreed,
        starts=agreed.starts.replace(year=agreed.ends.year + 1),
        ends=agreed.ends.replace(year=agreed.ends.year + 3),
    )
    assert tried(world, later).amounts == tried(world, agreed).amounts


def test_now_is_what_settling_finds(world: World) -> None:
    told = tried(world, world.schemes[0])
    entitled = world.entitled(world.determined())
    for contract in told.contracts:
        assert told.total(contract.code).now == entitled.totals[contract.code].payable


def test_a_penny_more_for_one_outcome_gains_a_penny_wherever_it_was_achieved(world: World) -> None:
    (agreed,) = world.schemes
    raised = next(one for one in agreed.outcomes if one.pricing == "individual" and not one.instalments and one.prices)
    prices = {group: Pence(pence + 1) for group, pence in raised.prices.items()}
    outcomes = tuple(dataclasses.replace(one, prices=prices) if one is raised else one for one in agreed.outcomes)
    told = tried(world, dataclasses.replace(agreed, outcomes=outcomes))
    paid = [row for row in world.entitled(world.determined()).entitlements if row.outcome == raised.code]
    by_outcome = {one.value: one.difference for one in told.by(Aspect.OUTCOME)}
    assert by_outcome.pop(raised.code) == len(paid) > 0
    assert set(by_outcome.values()) == {0}
    assert (told.journeys_of().gaining, told.journeys_of().losing) == (len({row.key[1:3] for row in paid}), 0)


def test_every_journey_is_of_a_known_kind_and_is_counted_once(world: World) -> None:
    told = tried(world, world.schemes[0])
    whole = told.journeys_of().unchanged
    for aspect in (Aspect.SUBSTANCES, Aspect.INJECTING, Aspect.HOUSING):
        counted = [one.unchanged for one in told.journeys if (one.contract, one.aspect) == ("", aspect)]
        assert sum(counted) == whole > 0
        assert len(counted) > 1
