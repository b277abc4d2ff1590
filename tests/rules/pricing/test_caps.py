from hypothesis import given
from hypothesis import strategies as st

from caseloads.rules.facts import Completeness
from payments.rules.entitlement import Cut, Entitled
from pbr.scheme.document import Scheme
from tests.rules.pricing.findings import amounts, contract, day, found, journey, outcome, priced, scheme

OUTCOMES = (outcome("dry", 'price = "100.00"'), outcome("exit", 'price = "200.00"'))


def capped(caps: str, *outcomes: str) -> Scheme:
    return scheme(contract(extra=f"caps = [ {caps} ]"), *(outcomes or OUTCOMES))


def payable(result: Entitled) -> list[tuple[str, str, int]]:
    return [(row.client, row.outcome, row.payable) for row in result.entitlements]


LOST_THEN_CARRIED = '{ amount = "150.00", outcomes = ["dry"], over = "lost" }, { amount = "400.00", over = "carry" }'
NORTHWAY = [
    found("AB", "dry", "2012-07-30"),
    found("CD", "dry", "2012-08-27"),
    found("AB", "exit", "2012-10-31"),
    found("CD", "exit", "2012-11-30"),
    found("EF", "exit", "2013-05-31", journey="2012-11-01"),
]


def test_an_entitlement_passes_every_cap_and_what_one_carries_is_paid_first_next_year() -> None:
    result = priced(NORTHWAY, capped(LOST_THEN_CARRIED), as_of="2013-06-30")
    assert payable(result) == [
        ("AB", "dry", 10000), ("CD", "dry", 5000), ("AB", "exit", 20000), ("CD", "exit", 5000),
        ("", "carried", 15000), ("EF", "exit", 20000),
    ]  # fmt: skip
    carried = result.entitlements[4]
    assert (carried.part, carried.date, carried.journey) == ("2", day("2013-04-01"), day("2013-04-01"))
    assert (result.totals["northway"].payable, result.totals["northway"].capped) == (75000, 5000)
    assert result.entitlements[3].cuts == (Cut(2, 15000, "carry"),)  # type: ignore[arg-type]
    assert result.entitlements[3].capped == 15000


def test_what_a_carrying_cap_cut_is_not_capped_for_good_before_the_next_year_either() -> None:
    result = priced(NORTHWAY[:4], capped(LOST_THEN_CARRIED), as_of="2013-03-31")
    assert amounts(result, "carried") == {}
    assert result.totals["northway"].capped == 5000


def test_a_carried_amount_is_cut_again_by_contract_wide_caps_only() -> None:
    caps = '{ amount = "50.00", over = "carry" }, { amount = "40.00", outcomes = ["exit"], over = "lost" }, { amount = "30.00" }'
    result = priced([found("A", "dry", "2012-05-02")], capped(caps), as_of="2014-04-01")
    assert [(row.date.year, row.amount, row.payable, row.lost) for row in result.entitlements] == [
        (2012, 10000, 3000, 2000),
        (2013, 5000, 3000, 2000),
    ]
    assert result.totals["northway"].capped == 4000


def test_what_is_carried_may_be_carried_year_after_year() -> None:
    result = priced(
        [found("A", "exit", "2012-05-02")], capped('{ amount = "90.00", over = "carry" }'), as_of="2015-03-31"
    )
    assert [(row.outcome, row.amount, row.payable) for row in result.entitlements] == [
        ("exit", 20000, 9000), ("carried", 11000, 9000), ("carried", 2000, 2000),
    ]  # fmt: skip
    assert result.totals["northway"].capped == 0


def test_two_carrying_caps_carry_each_its_own() -> None:
    caps = '{ amount = "150.00", outcomes = ["exit"], over = "carry" }, { amount = "120.00", over = "carry" }'
    result = priced([found("A", "exit", "2012-05-02")], capped(caps), as_of="2013-04-01")
    assert amounts(result, "carried") == {
        ("northway", "", "carried", "1"): (5000, 5000),
        ("northway", "", "carried", "2"): (3000, 3000),
    }


def test_exactly_at_a_cap_everything_is_paid_and_one_penny_over_is_cut() -> None:
    exact = priced([found("A", "dry"), found("B", "exit")], capped('{ amount = "300.00" }'))
    over = priced([found("A", "dry"), found("B", "exit")], capped('{ amount = "299.99" }'))
    assert (exact.totals["northway"].payable, exact.totals["northway"].capped) == (30000, 0)
    assert (over.totals["northway"].payable, over.totals["northway"].capped) == (29999, 1)


def test_a_new_contract_year_has_the_whole_cap_again() -> None:
    rows = [found("A", "dry", "2013-03-31"), found("B", "dry", "2013-04-01")]
    assert [row.payable for row in priced(rows, capped('{ amount = "100.00" }')).entitlements] == [10000, 10000]


def test_an_earlier_caps_tally_counts_what_passed_it_though_a_later_cap_cut_it() -> None:
    caps = '{ amount = "250.00" }, { amount = "150.00", outcomes = ["exit"] }'
    result = priced([found("A", "exit", "2012-05-02"), found("B", "dry", "2012-05-03")], capped(caps))
    assert payable(result) == [("A", "exit", 15000), ("B", "dry", 5000)]


def test_caps_are_filled_by_date_then_journey_attributor_first_episode_outcome_and_part() -> None:
    journeys = [
        journey("p3", "2012-05-02", attributor="A"),
        journey("p1", "2012-05-01", attributor="B", first_episode=("N0852", "2")),
        journey("p2", "2012-05-01", attributor="B", first_episode=("N0852", "1")),
    ]
    rows = [
        found("p3", "dry", journey="2012-05-02"),
        found("p1", "exit"),
        found("p1", "dry"),
        found("p2", "exit"),
    ]
    result = priced(rows, capped('{ amount = "350.00" }'), journeys=journeys)
    assert sorted(payable(result)) == [
        ("p1", "dry", 10000),
        ("p1", "exit", 5000),
        ("p2", "exit", 20000),
        ("p3", "dry", 0),
    ]


BANDS = """pricing = "cohort"
bands = [ { at_least = "0.00", prices = { low = "1", medium = "80.00", high = "1" } },
          { at_least = "0.40", prices = { low = "1", medium = "120.00", high = "1" } } ]"""


def test_a_negative_quarter_gives_its_room_back() -> None:
    rows = [found("A", "dry", "2012-06-25")]
    rows += [found(name, "dry", None, status="pending", journey="2012-07-05") for name in ("B", "C")]
    rows += [found("D", "exit", "2012-10-31")]
    agreed = capped('{ amount = "120.00" }', outcome("dry", BANDS, "abstinence"), OUTCOMES[1])
    complete = Completeness({"N0852": day("2012-12-31")})
    assert payable(priced(rows, agreed, completeness=complete, as_of="2012-12-31")) == [
        ("", "dry", 12000), ("", "dry", -4000), ("D", "exit", 4000),
    ]  # fmt: skip


def test_more_given_back_than_was_counted_leaves_no_room_beyond_the_cap() -> None:
    """The first quarter was cut to £50.00, so that giving back £40.00 leaves a tally of £10.00, and no less than 0 ever."""
    rows = [found("A", "dry", "2012-06-25")]
    rows += [found(name, "dry", None, status="pending", journey="2012-07-05") for name in ("B", "C")]
    rows += [found("D", "exit", "2012-10-31")]
    complete = Completeness({"N0852": day("2012-12-31")})
    for cap, left in (("50.00", 4000), ("30.00", 3000)):
        agreed = capped(f'{{ amount = "{cap}" }}', outcome("dry", BANDS, "abstinence"), OUTCOMES[1])
        assert payable(priced(rows, agreed, completeness=complete, as_of="2012-12-31"))[-1] == ("D", "exit", left)


def test_caps_are_those_of_the_version_in_force_on_the_date_of_the_entitlement() -> None:
    one = scheme(contract(extra='caps = [ { amount = "50.00" } ]'), *OUTCOMES, ends="2013-03-31")
    two = scheme(contract(extra='caps = [ { amount = "70.00" } ]'), *OUTCOMES, starts="2013-04-01")
    rows = [found("A", "dry", "2013-03-31"), found("B", "dry", "2013-04-01"), found("C", "dry", "2014-04-01")]
    assert [row.payable for row in priced(rows, one, two).entitlements] == [5000, 7000, 7000]


def test_a_contract_that_the_version_in_force_no_longer_has_is_not_capped() -> None:
    one = scheme(contract(extra='caps = [ { amount = "50.00" } ]'), *OUTCOMES, ends="2013-03-31")
    two = scheme(contract("bridge"), *OUTCOMES, starts="2013-04-01")
    assert [row.payable for row in priced([found("A", "dry", "2013-04-01")], one, two).entitlements] == [10000]


def test_what_is_dated_before_the_first_version_falls_under_its_caps() -> None:
    rows = [found("A", "dry", "2012-03-30")]
    assert [row.payable for row in priced(rows, capped('{ amount = "50.00" }')).entitlements] == [5000]


ROWS = st.lists(st.tuples(st.integers(0, 1000), st.sampled_from(["dry", "exit"])), max_size=25)


@given(ROWS, st.integers(0, 100_000), st.integers(0, 100_000), st.sampled_from(["lost", "carry"]))
def test_no_cap_is_ever_passed_and_nothing_is_lost_without_saying_so(
    rows: list[tuple[int, str]], narrow: int, wide: int, over: str
) -> None:
    first = day("2012-04-01").toordinal()
    earned = [
        found(str(number), code, day("2012-04-01").fromordinal(first + later).isoformat())
        for number, (later, code) in enumerate(rows)
    ]
    caps = (
        f'{{ amount = "{narrow // 100}.{narrow % 100:02d}", outcomes = ["dry"], over = "{over}" }}, '
        f'{{ amount = "{wide // 100}.{wide % 100:02d}" }}'
    )
    result = priced(earned, capped(caps), as_of="2016-04-01")
    for year in range(2012, 2016):
        within = [row for row in result.entitlements if day(f"{year}-04-01") <= row.date < day(f"{year + 1}-04-01")]
        assert sum(row.payable for row in within) <= wide
        assert sum(row.payable for row in within if row.outcome == "dry") <= narrow
    for row in result.entitlements:
        assert 0 <= row.payable <= row.amount
        assert row.payable + sum(cut.amount for cut in row.cuts) == row.amount
