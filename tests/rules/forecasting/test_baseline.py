"""Who came and what was achieved, counted by hand."""

import datetime as dt
from typing import Any

import pytest

from outcomes.rules.determination import Status
from payments.forecasting.baseline import Period, baseline, governed, started_within, told, wilson
from payments.forecasting.expected import Cell, volumes
from pbr.scheme.document import Scheme
from tests.rules.pricing.findings import START, clients, contract, found, journey, outcome, scheme

YEAR = Period(dt.date(2012, 4, 1), dt.date(2013, 3, 31))
PRICES = 'prices = { low = "60.00", medium = "90.00", high = "120.00" }'
SCHEME = scheme(
    outcome("planned-exit", PRICES, "planned_exit", "final"), outcome("housing", PRICES, "housing_resolved")
)
EASY: dict[str, Any] = {"date": None}


def of_year(*rows: Any, under: Scheme = SCHEME, period: Period = YEAR) -> Any:
    return baseline(governed(clients(rows), under), under, period)


def test_a_rate_is_of_those_decided_and_the_open_count_at_it() -> None:
    rows = [
        found("a", "housing"),
        found("b", "housing"),
        found("c", "housing"),
        found("d", "housing", status=Status.NOT_ACHIEVED, **EASY),
        found("e", "housing", status=Status.PENDING, **EASY),
        found("f", "housing", status=Status.HELD, **EASY),
        found("g", "housing", status=Status.NOT_ELIGIBLE, **EASY),
    ]
    [row] = of_year(*rows).achievement
    assert (row.eligible, row.achieved, row.failed, row.open, row.held) == (6, 3, 1, 2, 1)
    assert row.rate is not None
    assert row.rate.share == 0.75
    assert row.a_year == 3 + 2 * 0.75


def test_numbers_of_half_a_year_double() -> None:
    half = Period(dt.date(2012, 4, 1), dt.date(2012, 9, 30))
    [row] = of_year(found("a", "housing"), period=half).achievement
    assert row.a_year == 2


def test_a_journey_outside_the_period_or_of_another_version_is_no_part_of_it() -> None:
    rows = [
        found("early", "housing", journey="2012-04-30"),
        found("late", "housing", journey="2012-06-01"),
        found("other", "housing", version=dt.date(2011, 4, 1)),
        found("in time", "housing", journey="2012-05-31"),
    ]
    may = Period(dt.date(2012, 5, 1), dt.date(2012, 5, 31))
    assert of_year(*rows, period=may).clients == 1


def test_the_case_mix_counts_journeys_by_contract_group_and_month() -> None:
    journeys = [
        journey("a"),
        journey("b"),
        journey("c", "2012-06-30"),
        journey("d", group="low"),
        journey("e", group=None),
    ]
    told_of = baseline(governed(clients([], journeys), SCHEME), SCHEME, YEAR)
    may, june = dt.date(2012, 5, 1), dt.date(2012, 6, 1)
    assert told_of.case_mix == (
        ("northway", "low", may, 1),
        ("northway", "medium", may, 2),
        ("northway", "medium", june, 1),
        ("northway", "", may, 1),
    )


def test_behind_a_gate_an_outcome_is_open_and_behind_a_closed_one_it_failed() -> None:
    gate = '[[gate]]\noutcomes = ["planned-exit"]\nrequires = ["housing"]\n'
    gated = scheme(
        outcome("planned-exit", PRICES, "planned_exit"), outcome("housing", PRICES, "housing_resolved"), gate
    )
    rows = [
        found("a", "planned-exit"), found("a", "housing", status=Status.PENDING, **EASY),
        found("b", "planned-exit"), found("b", "housing", status=Status.NOT_ACHIEVED, **EASY),
        found("c", "planned-exit"), found("c", "housing"),
    ]  # fmt: skip
    exits = next(row for row in of_year(*rows, under=gated).achievement if row.outcome == "planned-exit")
    assert (exits.open, exits.failed, exits.achieved) == (1, 1, 1)


def test_wilsons_interval_of_three_in_ten() -> None:
    """Worked by hand: (0.3 + 3.8415/20) / 1.38415 ± 1.96/1.38415 × √(0.021 + 3.8415/400)."""
    rate = wilson(3, 10)
    assert (round(rate.low, 4), rate.share, round(rate.high, 4)) == (0.1078, 0.3, 0.6032)


def test_nobody_achieving_still_leaves_a_chance() -> None:
    rate = wilson(0, 10)
    assert rate.low == 0
    assert 0.2 < rate.high < 0.3


def test_a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        wilson(0, 0)


def test_volumes_count_instalments_and_shared_results_as_parts_of_a_price() -> None:
    shared = scheme(
        contract(extra='share = "0.75"\nattribution = "shared"'),
        contract("southgate", 'share = "0.25"\nattribution = "shared"', "N0901"),
        outcome(
            "away",
            f'{PRICES}\nmonths = 12\ninstalments = [ {{ month = 6, share = "0.40" }}, {{ month = 12, share = "0.60" }} ]',
            "non_representation",
            "final",
        ),
    )
    both = ("northway", "southgate")
    rows = [
        found("a", "away", part="6", contracts=both),
        found("a", "away", part="12", contracts=both, status=Status.PENDING, date=None),
        found("b", "away", part="12", contracts=("northway",)),
        found("c", "away", part="12", contracts=("northway",), status=Status.NOT_ACHIEVED, date=None),
    ]
    expected = volumes(clients(rows), shared, YEAR, draws=10)
    by_cell = dict(zip(expected.cells, expected.point.round(9), strict=True))
    assert by_cell == {
        Cell("northway", "away", "6", "medium"): 0.3,
        Cell("southgate", "away", "6", "medium"): 0.1,
        Cell("northway", "away", "12", "medium"): 0.6 + 0.5 * 0.6 * 0.75,
        Cell("southgate", "away", "12", "medium"): 0.5 * 0.6 * 0.25,
    }


def test_without_a_decided_one_of_its_group_the_open_count_at_the_rate_of_all_groups() -> None:
    rows = [
        found("a", "housing", group="low"),
        found("b", "housing", group="high", status=Status.PENDING, date=None),
    ]
    assert volumes(clients(rows), SCHEME, YEAR, draws=10).of() == {("housing", "low"): 1, ("housing", "high"): 1}


def test_a_client_without_a_group_has_a_volume_only_where_one_price_holds_for_all() -> None:
    flat = scheme(outcome("attachment"), outcome("housing", PRICES, "housing_resolved"))
    rows = [found("a", "attachment", group=None), found("a", "housing", group=None)]
    told_of = clients(rows, [journey("a", group=None)])
    assert volumes(told_of, flat, YEAR, draws=10).of() == {("attachment", ""): 1}


def test_the_contract_of_what_is_open_is_the_one_that_holds_the_client() -> None:
    rows = clients([found("a", "housing", status=Status.PENDING, date=None, contracts=())])
    [(one, determinations)] = started_within(rows, YEAR)
    assert [row.contracts for row in told(one, determinations, SCHEME)] == [("northway",)]
    assert one.version == START
