import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseloads.rules.facts import Completeness
from outcomes.rules.determination import Determination, JourneyFound, Status
from payments.rules.cohorts import unit_price
from pbr.scheme.document import Scheme
from tests.rules.pricing.findings import START, amounts, contract, day, found, journey, outcome, priced, scheme

BANDS = """pricing = "cohort"
bands = [ { at_least = "0.00", prices = { low = "50.00", medium = "80.00", high = "110.00" } },
          { at_least = "0.40", prices = { low = "80.00", medium = "120.00", high = "160.00" } } ]"""
COHORT = scheme(outcome("dry", BANDS, "abstinence"))
TO_DECEMBER = Completeness({"N0852": day("2012-12-31")})


def stays(
    client: str, start: str, achieved: str | None = None, end: str | None = None, **more: object
) -> tuple[Determination, JourneyFound]:
    """A client of the cohort and whether, and when, the outcome was achieved."""
    status = more.pop("status", Status.ACHIEVED if achieved else Status.PENDING)
    return found(client, "dry", achieved, journey=start, status=status), journey(client, start, end, **more)


def quarters(
    *people: tuple[Determination, JourneyFound], known_to: str = "2012-12-31", of: Scheme = COHORT
) -> dict[str, int]:
    result = priced(
        [determination for determination, _ in people],
        of,
        journeys=[journey for _, journey in people],
        completeness=Completeness({"N0852": day(known_to)}),
    )
    return {key[3]: amount for key, (amount, _) in amounts(result).items()}


def test_a_quarter_is_negative_when_the_proportion_falls_below_its_band() -> None:
    assert quarters(
        stays("AB", "2012-04-10", "2012-06-25"),
        stays("CD", "2012-04-12"),
        stays("EF", "2012-07-05", "2012-11-19"),
        stays("GH", "2012-08-01"),
        stays("IJ", "2012-05-01", "2012-07-30", group="high"),
        stays("OP", "2012-04-20", status=Status.NOT_ELIGIBLE),
    ) == {"medium 2012-06-30": 12000, "medium 2012-09-30": -4000, "high 2012-09-30": 16000, "medium 2012-12-31": 16000}


def test_a_quarter_row_is_the_years_and_no_clients() -> None:
    determination, found_journey = stays("AB", "2012-04-10", "2012-06-25")
    (row,) = priced([determination], COHORT, journeys=[found_journey], completeness=TO_DECEMBER).entitlements
    assert (row.client, row.journey, row.date, row.group) == ("", day("2012-04-01"), day("2012-06-30"), "medium")
    assert row.how.startswith("1 of 1 achieved it since the year's start: 1 × £120.00 is £120.00, less £0.00")


def test_a_quarter_counts_only_once_the_feed_is_complete_to_its_end() -> None:
    person = stays("AB", "2012-04-10", "2012-06-25")
    assert quarters(person, known_to="2012-06-29") == {}
    assert quarters(person, known_to="2012-06-30") == {"medium 2012-06-30": 12000}


def test_an_agency_that_sent_nothing_leaves_every_quarter_open() -> None:
    determination, found_journey = stays("AB", "2012-04-10", "2012-06-25")
    silent = Completeness({"N0852": day("2012-12-31"), "N0853": None})
    assert priced([determination], COHORT, journeys=[found_journey], completeness=silent).entitlements == ()


def test_who_is_held_or_without_group_or_contract_counts_nowhere() -> None:
    assert quarters(
        stays("AB", "2012-04-10", "2012-06-25"),
        stays("CD", "2012-04-10", "2012-06-25", status=Status.HELD),
        stays("EF", "2012-04-10", "2012-06-25", group=None),
        stays("GH", "2012-04-10", "2012-06-25", holder=None),
    ) == {"medium 2012-06-30": 12000}


def test_who_failed_still_counts_among_those_eligible() -> None:
    failed = [stays(name, "2012-04-10", end="2012-05-31", status=Status.NOT_ACHIEVED) for name in ("B", "C")]
    assert quarters(stays("A", "2012-04-10", "2012-06-25"), *failed) == {"medium 2012-06-30": 8000}


def test_the_next_year_starts_anew_without_those_who_achieved_before_or_left_before() -> None:
    people = (
        stays("A", "2012-04-10", "2012-06-25"),
        stays("B", "2012-04-10", "2013-05-01"),
        stays("C", "2012-04-10", end="2013-03-31"),
    )
    assert quarters(*people, known_to="2013-06-30") == {"medium 2012-06-30": 8000, "medium 2013-06-30": 12000}


def test_an_achievement_after_the_end_of_treatment_counts_in_its_own_year() -> None:
    assert quarters(stays("A", "2012-04-10", "2013-04-05", end="2013-03-25"), known_to="2013-06-30") == {
        "medium 2013-06-30": 12000
    }


def test_the_first_band_pays_when_few_achieve() -> None:
    others = [stays(name, "2012-04-10") for name in "BCD"]
    assert quarters(stays("A", "2012-04-10", "2012-06-25"), *others) == {"medium 2012-06-30": 8000}


def test_a_version_that_follows_in_the_same_year_adds_to_the_same_quarter() -> None:
    one = scheme(outcome("dry", BANDS, "abstinence"), ends="2012-06-30")
    two = scheme(outcome("dry", BANDS.replace("120.00", "130.00"), "abstinence"), starts="2012-07-01")
    determinations = [
        found("A", "dry", "2012-08-01", journey="2012-05-01"),
        found("B", "dry", "2012-08-15", journey="2012-07-02", version=two.starts),
    ]
    journeys = [journey("A"), journey("B", "2012-07-02", version=two.starts)]
    result = priced(determinations, one, two, journeys=journeys, completeness=TO_DECEMBER)
    assert amounts(result) == {("northway", "", "dry", "medium 2012-09-30"): (25000, 25000)}


def test_a_scheme_without_anyone_eligible_has_no_price() -> None:
    assert unit_price(COHORT.outcomes[0], "medium", 0, 0) == 0


@given(st.integers(1, 60), st.integers(0, 60))
def test_the_price_is_that_of_the_highest_band_reached_exactly(eligible: int, achieving: int) -> None:
    achieving = min(achieving, eligible)
    reached = achieving * 100 >= 40 * eligible
    assert unit_price(COHORT.outcomes[0], "low", achieving, eligible) == (8000 if reached else 5000)


@given(
    st.lists(st.tuples(st.integers(0, 250), st.integers(0, 250), st.booleans()), min_size=1, max_size=12),
)
def test_the_quarters_of_a_year_sum_to_what_the_last_one_shows(people: list[tuple[int, int, bool]]) -> None:
    known = []
    for number, (start, stay, achieves) in enumerate(people):
        begins = day("2012-04-01").fromordinal(day("2012-04-01").toordinal() + start)
        reached = begins.fromordinal(min(begins.toordinal() + stay, day("2013-03-31").toordinal()))
        known.append(stays(str(number), begins.isoformat(), reached.isoformat() if achieves else None))
    achieved = sum(achieves for _, _, achieves in people)
    price = unit_price(COHORT.outcomes[0], "medium", achieved, len(people))
    assert sum(quarters(*known, known_to="2013-03-31").values()) == achieved * price


TIERS = """baseline = "2.0"
min_cohort = 4
tiers = [ { at_least = "0.05", per_member = "40.00" }, { at_least = "0.20", per_member = "90.00" } ]"""
TWO = (contract("bracken"), contract("heath", agency="N0901"))


def offences(*dates: str, trigger: bool = True, proven: str | None = "2013-01-31") -> tuple[object, ...]:
    return tuple((day(date), None if proven is None else day(proven), trigger) for date in dates)


BRACKEN = [
    journey(name, first_contract="bracken", offences=committed, group=None)
    for name, committed in {
        "AB": offences("2012-05-01", "2012-06-01", "2012-10-10", "2013-05-01", "2013-05-02"),
        "CD": offences("2012-07-20", "2013-01-05", proven=None),
        "EF": offences("2012-11-11", trigger=False) + offences("2012-11-12", proven="2016-01-01"),
        "GH": (),
    }.items()
]
ELSEWHERE = [
    journey("IJ", first_contract="heath", offences=offences("2012-06-01")),
    journey("KL", "2013-04-01", first_contract="bracken", offences=offences("2013-06-01")),
    journey("MN", "2012-03-31", first_contract="bracken", version=None, offences=offences("2012-06-01")),
]


@pytest.mark.parametrize(("only", "expected"), [("", 36000), ("trigger_only = true", 36000)])
def test_a_cohort_earns_the_highest_tier_for_every_member(only: str, expected: int) -> None:
    """Six offences of four members: 6 ÷ 4 ÷ 2.0 is 0.75, a reduction of 0.25 (of five: 0.375)."""
    agreed = scheme(*TWO, outcome("fewer", f"{TIERS}\n{only}", "reoffending_cohort"))
    rows = [
        found("", "fewer", "2014-03-31", journey="2012-04-01", group=None, contracts=("bracken",)),
        found("", "fewer", "2014-03-31", journey="2012-04-01", group=None, contracts=("heath",), status=Status.HELD),
    ]
    result = priced([], agreed, journeys=[*BRACKEN, *ELSEWHERE], cohort_rows=rows, as_of="2015-01-31")
    assert amounts(result) == {("bracken", "", "fewer", ""): (expected, expected)}
    assert result.totals["heath"].held == 0
    offences_counted = 5 if only else 6
    assert result.entitlements[0].how.startswith(f"{offences_counted} offences of 4 members")
    assert result.entitlements[0].version == START
