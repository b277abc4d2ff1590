import random
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from caseloads.rules.facts import Completeness
from outcomes.rules.determination import Status
from payments.rules.entitle import entitle
from payments.rules.entitlement import Totals
from payments.rules.pricing import worth
from tests.rules.pricing.findings import amounts, clients, contract, day, found, outcome, priced, scheme

BY_GROUP = 'prices = { low = "60.00", medium = "90.00", high = "120.00" }'
QUARTERS = ", ".join(f'{{ month = {month}, share = "0.25" }}' for month in (3, 6, 9, 12))
STAY = outcome("stay", f'price = "1000.01"\ninstalments = [ {QUARTERS} ]', "non_representation", "final")
THREE = (
    contract("calder", 'share = "0.60"\nattribution = "shared"', "N0852"),
    contract("aire", 'share = "0.40"\nattribution = "shared"', "N0901"),
    contract("ouse", 'share = "0.40"\nattribution = "shared"', "N0777"),
)


def test_an_achieved_determination_earns_the_price_of_its_group() -> None:
    result = priced([found("A", "x", group=group, part="") for group in ("high",)], scheme(outcome("x", BY_GROUP)))
    (row,) = result.entitlements
    assert (row.contract, row.client, row.outcome, row.date, row.amount, row.payable, row.capped) == (
        "northway", "A", "x", day("2012-07-30"), 12000, 12000, 0,
    )  # fmt: skip
    assert row.how == "£120.00, the price for the group high."
    assert result.totals == {"northway": Totals(12000, 0, 0, 0)}  # type: ignore[arg-type]


def test_only_what_is_achieved_earns() -> None:
    others = [found(status.name, "x", None, status=status) for status in Status if status not in ("achieved", "held")]
    assert priced(others, scheme(outcome("x"))).entitlements == ()


def test_instalments_of_an_odd_price_are_rounded_cumulatively() -> None:
    months = [found("A", "stay", part=part) for part in ("12", "3", "9", "6")]
    result = priced(months, scheme(STAY))
    assert [(row.part, row.amount) for row in result.entitlements] == [
        ("3", 25000),
        ("6", 25000),
        ("9", 25001),
        ("12", 25000),
    ]
    assert result.entitlements[2].how == "Instalment 3 of 4 of £1,000.01, the one price for every group: £250.01."


def test_a_shared_result_is_split_with_its_odd_pence() -> None:
    shared = [
        found("AB", "job", contracts=("calder", "aire")),
        found("CD", "job", contracts=("calder",)),
        found("EF", "job", contracts=("aire", "ouse")),
        found("GH", "job", contracts=("calder",)),
    ]
    result = priced(shared, scheme(*THREE, outcome("job", 'price = "100.01"')))
    assert {key[:2]: pence for key, (pence, _) in amounts(result).items()} == {
        ("calder", "AB"): 6001, ("aire", "AB"): 4000, ("calder", "CD"): 10001,
        ("aire", "EF"): 5001, ("ouse", "EF"): 5000, ("calder", "GH"): 10001,
    }  # fmt: skip
    assert {code: totals.payable for code, totals in result.totals.items()} == {
        "calder": 26003,
        "aire": 9001,
        "ouse": 5000,
    }
    assert result.entitlements[0].how.endswith("Its part of what calder and aire share.")


def test_a_flat_price_is_earned_without_a_group_and_a_price_by_group_is_not() -> None:
    flat, by_group = scheme(outcome("x"), outcome("y", BY_GROUP)).outcomes
    assert worth(flat, None, "") is not None
    assert worth(by_group, None, "") is None


def test_held_amounts_are_what_a_release_would_earn() -> None:
    held = [
        found("A", "x", status=Status.HELD, reason="no-exit-top"),
        found("B", "x", status=Status.HELD, contracts=()),
        found("C", "flat", status=Status.HELD, group=None),
        found("D", "x", status=Status.HELD, group=None),
        found("E", "stay", status=Status.HELD, part="9"),
    ]
    result = priced(held, scheme(outcome("x", BY_GROUP), outcome("flat"), STAY))
    assert result.entitlements == ()
    assert [(one.client, one.amount, one.reason) for one in result.held] == [
        ("A", 9000, "no-exit-top"),
        ("C", 10000, ""),
        ("E", 25001, ""),
    ]
    assert result.totals["northway"] == Totals(0, 0, 9000 + 10000 + 25001, 0)  # type: ignore[arg-type]


def test_each_journey_is_priced_by_the_version_that_governs_it() -> None:
    one = scheme(outcome("x"), ends="2012-09-30")
    two = scheme(outcome("y"), outcome("x", 'price = "150.00"'), starts="2012-10-01")
    result = priced(
        [
            found("A", "x", "2012-12-31", journey="2012-09-30"),
            found("B", "x", "2012-12-31", journey="2012-10-01", version=two.starts),
        ],
        two,
        one,
    )
    assert amounts(result) == {("northway", "A", "x", ""): (10000, 10000), ("northway", "B", "x", ""): (15000, 15000)}


def test_every_contract_of_every_version_has_totals() -> None:
    two = scheme(contract("bridge"), outcome("x"), starts="2013-04-01")
    result = priced([found("A", "x")], two, scheme(outcome("x"), ends="2013-03-31"))
    assert list(result.totals) == ["northway", "bridge"]
    assert result.totals["bridge"] == Totals()


def test_without_any_data_there_is_nothing_not_even_a_block() -> None:
    block = scheme(contract(extra='block = { annual = "1200.00" }'), outcome("x"))
    empty = entitle([], [], [block], Completeness({"N0852": None}), day("2013-06-30"))
    assert (empty.entitlements, empty.totals) == ((), {"northway": Totals()})
    assert entitle([], [], [block], Completeness({}, {"hepb": day("2012-04-30")}), day("2013-06-30")).entitlements


def test_rows_are_sorted_by_contract_date_client_journey_outcome_and_part() -> None:
    two = (contract("zeta"), contract("alpha", agency="N0901"))
    rows = [
        found("B", "stay", "2012-07-01", part="12", contracts=("zeta",)),
        found("B", "stay", "2012-07-01", part="3", contracts=("zeta",)),
        found("B", "first", "2012-07-01", contracts=("zeta",)),
        found("A", "first", "2012-07-01", contracts=("zeta",)),
        found("C", "first", "2012-06-01", contracts=("zeta",)),
        found("A", "stay", "2012-05-01", contracts=("alpha",), part="3"),
    ]
    result = priced(rows, scheme(*two, outcome("first"), STAY))
    assert [(row.contract, row.client, row.outcome, row.part) for row in result.entitlements] == [
        ("zeta", "C", "first", ""), ("zeta", "A", "first", ""), ("zeta", "B", "first", ""),
        ("zeta", "B", "stay", "3"), ("zeta", "B", "stay", "12"), ("alpha", "A", "stay", "3"),
    ]  # fmt: skip


@given(st.randoms(use_true_random=False))
def test_the_order_of_clients_and_determinations_does_not_matter(shuffle: random.Random) -> None:
    caps = 'caps = [ { amount = "250.00", outcomes = ["x"] }, { amount = "400.00", over = "carry" } ]'
    agreed = scheme(contract(extra=caps), outcome("x"), outcome("y", BY_GROUP))
    everyone = [found(client, code) for client, code in product("ABCDEFG", ("x", "y"))]
    mixed = list(everyone)
    shuffle.shuffle(mixed)
    in_order = entitle(clients(everyone), [], [agreed], Completeness({"N0852": day("2014-03-31")}), day("2014-03-31"))
    assert (
        entitle(clients(mixed), [], [agreed], Completeness({"N0852": day("2014-03-31")}), day("2014-03-31")) == in_order
    )
