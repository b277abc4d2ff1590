import pytest

from caseloads.rules.facts import Completeness
from tests.rules.pricing.findings import amounts, contract, day, found, outcome, priced, scheme

DRY = outcome("dry")
BLOCK = 'block = { annual = "1000.06" }'
FLOOR = 'floor = "1200.00"'
ACHIEVED = [found("GH", "dry")]


def complete(date: str) -> Completeness:
    return Completeness({"N0852": day(date)})


def blocks(starts: str = "2012-04-01", ends: str = "2014-03-31", as_of: str = "2013-06-30") -> dict[str, int]:
    result = priced([], scheme(contract(extra=BLOCK), DRY, starts=starts, ends=ends), as_of=as_of)
    return {key[3]: amount for key, (amount, _) in amounts(result, "block").items()}


def test_a_block_is_paid_in_cumulative_twelfths_at_month_ends() -> None:
    paid = blocks()
    assert len(paid) == 15
    assert (paid["2012-04-30"], paid["2012-07-31"], paid["2012-12-31"], paid["2013-06-30"]) == (8334, 8333, 8333, 8334)


def test_a_block_is_paid_up_to_the_day_of_asking() -> None:
    assert list(blocks(as_of="2012-05-30")) == ["2012-04-30"]
    assert list(blocks(as_of="2012-05-31")) == ["2012-04-30", "2012-05-31"]
    assert blocks(as_of="2012-03-31") == {}


def test_a_scheme_within_a_year_has_the_twelfths_of_its_own_months() -> None:
    paid = blocks("2012-07-15", "2012-09-29", "2014-01-01")
    assert paid == {"2012-07-31": 8333, "2012-08-31": 8334}


def test_block_and_floor_belong_to_no_client_and_to_the_contract_year() -> None:
    result = priced(
        ACHIEVED,
        scheme(contract(extra=f"{BLOCK}\n{FLOOR}"), DRY),
        completeness=complete("2013-03-31"),
        as_of="2013-03-31",
    )
    last = result.entitlements[-2:]
    assert [(row.client, row.journey, row.outcome, row.part, row.date, row.amount) for row in last] == [
        ("", day("2012-04-01"), "block", "2013-03-31", day("2013-03-31"), 8334),
        ("", day("2012-04-01"), "floor", "", day("2013-03-31"), 9994),
    ]
    assert result.totals["northway"].payable == 120000


def floors(extra: str, known_to: str = "2014-03-31", **dates: str) -> dict[str, int]:
    result = priced(ACHIEVED, scheme(contract(extra=extra), DRY, **dates), completeness=complete(known_to))
    return {row.date.isoformat(): row.amount for row in result.entitlements if row.outcome == "floor"}


def test_a_floor_lifts_each_finished_year_to_what_was_agreed() -> None:
    assert floors(FLOOR) == {"2013-03-31": 110000, "2014-03-31": 120000}


def test_a_floor_waits_until_the_year_is_known_to_its_end() -> None:
    assert floors(FLOOR, "2013-03-30") == {}
    assert floors(FLOOR, "2013-03-31") == {"2013-03-31": 110000}
    silent = Completeness({"N0852": day("2014-03-31"), "N0853": None})
    assert not amounts(priced(ACHIEVED, scheme(contract(extra=FLOOR), DRY), completeness=silent), "floor")


@pytest.mark.parametrize(("floor", "lift"), [("100.00", {}), ("100.01", {"2013-03-31": 1}), ("0", {})])
def test_a_year_at_its_floor_needs_no_lift(floor: str, lift: dict[str, int]) -> None:
    assert floors(f'floor = "{floor}"', ends="2013-03-31") == lift


def test_a_floor_is_pro_rata_to_the_whole_months_of_the_scheme() -> None:
    """From 15 July 2012 to 30 January 2013: August to December, five twelfths of £1,000.06 are £416.69, rounded half-even."""
    result = priced([], scheme(contract(extra='floor = "1000.06"'), DRY, starts="2012-07-15", ends="2013-01-30"))
    assert {row.date.isoformat(): row.amount for row in result.entitlements} == {"2013-03-31": 41669}


def test_the_floors_of_two_versions_in_a_year_are_added_and_compared_once() -> None:
    one = scheme(contract(extra='floor = "1200.00"'), DRY, ends="2012-09-30")
    two = scheme(contract(extra='floor = "2400.00"'), DRY, starts="2012-10-01", ends="2013-03-31")
    result = priced(ACHIEVED, one, two)
    assert amounts(result, "floor") == {("northway", "", "floor", ""): (170000, 170000)}
    assert result.totals["northway"].payable == 60000 + 120000


def test_a_floor_counts_what_is_payable_and_not_what_a_cap_cut() -> None:
    assert floors(f'{FLOOR}\ncaps = [ {{ amount = "30.00" }} ]', "2013-03-31") == {"2013-03-31": 117000}
