import datetime as dt
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

import pbr.scheme
from pbr.scheme.document import Scheme
from pbr.scheme.errors import SchemeRefused
from pbr.scheme.reading import read_scheme
from pbr.scheme.validation import ceiling_price, check_versions
from tests.rules.scheme.documents import CONTRACT, EXIT, HEAD, complaints, outcome, scheme

MODELS = Path(pbr.scheme.__file__).parent / "models"


def contract(code: str, covers: str = "", agency: str = "N0852") -> str:
    return f'[[contract]]\ncode = "{code}"\nprovider = "P"\nagencies = ["{agency}"]\ncovers = {{ {covers} }}\n'


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("", "", True),
        ("age_max = 25", "age_min = 26", False),
        ("age_min = 26", "age_max = 25", False),
        ("age_max = 25", "age_min = 25", True),
        ("modal = [2, 3]", "modal = [4]", False),
        ("modal = [2, 3]", "modal = [3, 4]", True),
        ("modal = [2, 3]", "", True),
        ("age_max = 25, modal = [2]", "age_min = 20, modal = [4]", False),
        ("age_max = 25, modal = [2]", "age_min = 26, modal = [2]", False),
    ],
)
def test_an_agency_is_in_two_contracts_only_if_their_covers_keep_apart(one: str, other: str, overlap: bool) -> None:
    found = complaints(contract=contract("a", one) + contract("b", other))
    assert ("contract[2].agencies" in found) is overlap


@pytest.mark.parametrize("year", ["0001", "1999", "2100", "9999"])
def test_a_scheme_of_years_far_away_is_refused(year: str) -> None:
    found = complaints(head=HEAD.replace("starts = 2012-04-01", f"starts = {year}-01-01"))
    assert "lies too far away; give a date of the years 2000 to 2099" in found["starts"]


@pytest.mark.parametrize(
    ("before", "after", "key", "told"),
    [
        (
            'name = "Anytown PbR"',
            f'name = "{"x" * 201}"',
            "name",
            "is 201 characters long; give at most 200 characters",
        ),
        ("low", "low", "outcome[1].prices.low", "is too much; give at most £999,999,999,999.99"),
        ("ends = 2014-03-31", "ends = 2011-03-31", "ends", "31 March 2011 lies before the start, 1 April 2012"),
    ],
)
def test_what_is_out_of_bounds_is_told_with_the_bound(before: str, after: str, key: str, told: str) -> None:
    dear = EXIT.replace('"100.00"', '"1000000000000"') if key.startswith("outcome") else EXIT
    assert told in complaints(head=HEAD.replace(before, after), exit_outcome=dear)[key]


def test_errors_speak_of_what_is_asked_not_of_keys() -> None:
    found = complaints(contract=contract("a", "age_min = 30, age_max = 20"))
    assert "the youngest age, 30, lies above the oldest, 20" in found["contract[1].covers.age_min"]
    found = complaints(*with_ceiling("1", "1", domain="wellbeing"))
    assert (
        "belongs to the domain “Free from dependence”, not to “Health and wellbeing”" in found["ceiling[1].of_domain"]
    )


def test_the_same_covers_are_no_trouble_at_different_agencies() -> None:
    assert not complaints(contract=contract("a") + contract("b", agency="N0853"))


def test_codes_are_there_once() -> None:
    assert "contract[2]" in complaints(contract=contract("a") + contract("a", agency="N0853"))
    assert "outcome[3]" in complaints(outcome("attachment", "x"), outcome("attachment", "x"))


def test_all_contracts_say_the_same_attribution() -> None:
    shared = CONTRACT + 'attribution = "shared"\n'
    assert "contract[2].attribution" in complaints(contract=shared + contract("b", agency="N0853"))
    both = shared + contract("b", agency="N0853") + 'attribution = "shared"\n'
    assert scheme(contract=both).attribution == "shared"


BANDS = 'pricing = "cohort"\nbands = [ { at_least = "0", prices = { low = "1", high = "2" } } ]'
TIERS = 'baseline = "2"\ntiers = [ { at_least = "0.1", per_member = "1" } ]'


@pytest.mark.parametrize(
    ("outcomes", "requires", "path"),
    [
        ('"planned-exit"', '"nothing"', "gate[1].requires"),
        ('"nothing"', '"planned-exit"', "gate[1].outcomes"),
        ('"by-band"', '"planned-exit"', "gate[1].outcomes"),
        ('"by-tier"', '"planned-exit"', "gate[1].outcomes"),
        ('"planned-exit"', '"by-tier"', "gate[1].requires"),
        ('"planned-exit"', "", "gate[1].requires"),
    ],
)
def test_a_gate_is_about_outcomes_of_single_clients_that_exist(outcomes: str, requires: str, path: str) -> None:
    gate = f"[[gate]]\noutcomes = [{outcomes}]\nrequires = [{requires}]\n"
    others = (outcome("abstinence", "by-band", BANDS), outcome("reoffending_cohort", "by-tier", TIERS))
    assert path in complaints(*others, gate)


def test_a_gate_may_require_what_is_priced_by_cohort() -> None:
    gate = '[[gate]]\noutcomes = ["planned-exit"]\nrequires = ["by-band"]\n'
    assert not complaints(outcome("abstinence", "by-band", BANDS), gate)


def test_a_pathway_move_names_contracts_that_exist() -> None:
    move = outcome("pathway_move", extra='price = "1"\nfrom_contract = "northway"\nto_contract = "nowhere"')
    assert list(complaints(move)) == ["outcome[2].to_contract"]


def with_ceiling(low: str, high: str, share: str = "0.20", domain: str = "freedom") -> tuple[str, str]:
    return (
        outcome("reliable_change", extra=f'prices = {{ low = "{low}", high = "{high}" }}').replace(
            "wellbeing", "freedom"
        ),
        f'[[ceiling]]\noutcome = "second"\nof_domain = "{domain}"\nshare = "{share}"\n',
    )


def test_a_ceiling_holds_for_every_group_and_to_the_penny() -> None:
    assert not complaints(*with_ceiling("25.00", "50.00"))
    found = complaints(*with_ceiling("25.00", "50.01"))
    assert list(found) == ["ceiling[1]"]
    assert "ceiling for the group high" in found["ceiling[1]"]
    assert "£50.01 is more than 0.20 of £250.01" in found["ceiling[1]"]


def test_in_a_ceiling_the_top_band_and_tier_count() -> None:
    bands = (
        'pricing = "cohort"\nbands = [ { at_least = "0", prices = { low = "1", high = "2" } }, '
        '{ at_least = "0.4", prices = { low = "30", high = "60" } } ]'
    )
    tiers = 'baseline = "2"\ntiers = [ { at_least = "0.1", per_member = "1" }, { at_least = "0.2", per_member = "7" } ]'
    document = scheme(outcome("abstinence", "by-band", bands), outcome("reoffending_cohort", "by-tier", tiers))
    assert [ceiling_price(one, "high") for one in document.outcomes] == [20000, 6000, 700]


def test_a_ceiling_names_an_outcome_of_its_own_domain() -> None:
    assert "ceiling[1].of_domain" in complaints(*with_ceiling("1", "1", domain="wellbeing"))
    assert "ceiling[1].outcome" in complaints('[[ceiling]]\noutcome = "none"\nof_domain = "freedom"\nshare = "0.2"\n')


def test_one_amount_that_cannot_be_read_is_one_error() -> None:
    assert list(complaints(*with_ceiling("1", "1", share="x"))) == ["ceiling[1].share"]


def test_prices_that_cannot_be_read_are_not_held_against_the_ceiling() -> None:
    assert list(complaints(*with_ceiling("x", "500.00"))) == ["outcome[2].prices.low"]
    wrong_domain = with_ceiling("1", "1")[0].replace("freedom", "liberty")
    assert list(complaints(wrong_domain, with_ceiling("1", "1")[1])) == ["outcome[2].domain"]


def version(starts: str, ends: str) -> Scheme:
    return replace(scheme(), starts=dt.date.fromisoformat(starts), ends=dt.date.fromisoformat(ends))


def test_versions_whose_dates_touch_by_one_day_overlap_in_any_order() -> None:
    one, two = version("2012-04-01", "2013-03-31"), version("2013-03-31", "2014-03-31")
    for order in permutations((one, two)):
        with pytest.raises(SchemeRefused, match=r"1 April 2012 to 31 March 2013, and .* overlap"):
            check_versions(order)


def test_a_long_version_overlaps_every_later_one_within_it() -> None:
    whole = version("2012-04-01", "2014-03-31")
    with pytest.raises(SchemeRefused) as refused:
        check_versions([whole, version("2012-05-01", "2012-05-31"), version("2013-05-01", "2013-05-31")])
    assert len(refused.value.errors) == 2


def test_versions_follow_each_other_with_or_without_a_gap() -> None:
    check_versions(
        [version("2012-10-01", "2013-03-31"), version("2012-04-01", "2012-09-30"), version("2014-01-01", "2014-02-01")]
    )
    check_versions([])


def test_versions_of_two_schemes_are_not_evaluated_together() -> None:
    other = replace(version("2013-04-01", "2014-03-31"), partnership="J05B")
    with pytest.raises(SchemeRefused, match="not versions of one scheme"):
        check_versions([version("2012-04-01", "2013-03-31"), other])


@pytest.mark.parametrize("model", sorted(MODELS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_scheme_is_valid_and_marks_its_prices_as_illustrations(model: Path) -> None:
    shipped = read_scheme(model.read_bytes(), model.name)
    assert shipped.status["prices"] == "illustrative"


def test_the_demonstration_scheme_keeps_reliable_change_within_a_fifth() -> None:
    anytown = read_scheme((MODELS / "anytown.toml").read_bytes())
    assert anytown.agencies == ("N0852", "N0853", "N0854", "N0855")
    assert (anytown.starts, anytown.ends) == (dt.date(2012, 4, 1), dt.date(2014, 3, 31))
    for group in anytown.groups:
        prices = {one.code: one.prices[group] for one in anytown.outcomes if one.domain == "freedom"}
        assert prices["reliable-change"] * 5 <= sum(prices.values())
