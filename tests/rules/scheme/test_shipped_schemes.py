"""The shipped schemes hold what is known of the eight pilots (domain.md), and say what is only an illustration."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pbr.scheme.compare import differences
from pbr.scheme.document import Contract, Scheme
from pbr.scheme.reading import read_scheme
from pbr.scheme.validation import ceiling_price, check_versions
from tests.stories_of_models.story import MODELS, scheme, versions

# Where the assessment service sits, how many providers, and the share of the budget that follows results, by our
# illustration: the pilots ran from 5 % to 100 %, and which area had which is not published.
EIGHT = {
    "bracknell_forest": ("daat", 1, Fraction(1)),
    "enfield": ("daat", 2, Fraction(30, 100)),
    "kent": ("daat", 1, Fraction(1)),
    "lincolnshire": ("provider", 2, Fraction(20, 100)),
    "oxfordshire": ("independent", 2, Fraction(50, 100)),
    "stockport": ("daat", 4, Fraction(5, 100)),
    "wakefield": ("provider", 2, Fraction(40, 100)),
    "wigan": ("provider", 3, Fraction(70, 100)),
}
# What domain.md lists as not known of any pilot.
UNKNOWN = {"prices", "reliable_change", "complexity", "min_gap_days", "relapse", "clawback"}

every_model = pytest.mark.parametrize("model", ["anytown", *EIGHT])
each_of_the_eight = pytest.mark.parametrize("model", EIGHT)


def illustrative(shipped: Scheme) -> set[str]:
    return {name for name, status in shipped.status.items() if status == "illustrative"}


def most_from_results(contract: Contract) -> int:
    """The cap on all outcomes together."""
    (cap,) = [cap for cap in contract.caps if not cap.outcomes]
    return cap.amount


def dearest(shipped: Scheme, domain: str, group: str) -> int:
    return sum(ceiling_price(outcome, group) for outcome in shipped.outcomes if outcome.domain == domain)


def test_there_are_nine_models_and_no_more() -> None:
    assert {path.stem for path in MODELS.glob("*.toml")} == {"anytown", *EIGHT}


@every_model
def test_every_version_of_a_model_reads_and_differs_in_nothing_from_itself(model: str) -> None:
    read = [read_scheme(path.read_bytes(), path.name) for path in versions(model)]
    check_versions(read)
    assert [differences(one, one) for one in read] == [[] for _ in read]


@every_model
def test_a_model_lists_everything_unknown_as_illustrative(model: str) -> None:
    assert illustrative(scheme(model)) >= UNKNOWN


@each_of_the_eight
def test_caps_floors_and_blocks_are_illustrations_too(model: str) -> None:
    shipped = scheme(model)
    blocks = {"blocks"} if any(contract.block_annual for contract in shipped.contracts) else set()
    assert illustrative(shipped) >= {"caps", "floors"} | blocks


@every_model
def test_reliable_change_has_the_ceiling_of_a_fifth(model: str) -> None:
    (ceiling,) = scheme(model).ceilings
    assert (ceiling.outcome, ceiling.of_domain, float(ceiling.share)) == ("reliable-change", "freedom", 0.2)


@each_of_the_eight
def test_the_assessment_service_and_the_providers_are_those_of_the_pilot(model: str) -> None:
    shipped = scheme(model)
    host, providers, _ = EIGHT[model]
    assert (shipped.lasars.host, len(shipped.contracts)) == (host, providers)
    assert len({contract.provider for contract in shipped.contracts}) == providers
    assert shipped.lasars.audit_share > 0


@each_of_the_eight
def test_the_share_of_the_budget_that_follows_results_is_as_said(model: str) -> None:
    for contract in scheme(model).contracts:
        results, block = most_from_results(contract), contract.block_annual or 0
        assert Fraction(results, results + block) == EIGHT[model][2]


@each_of_the_eight
def test_every_contract_has_a_floor_between_its_block_and_its_cap(model: str) -> None:
    for contract in scheme(model).contracts:
        block = contract.block_annual or 0
        assert contract.floor is not None
        assert block < contract.floor < block + most_from_results(contract)


def test_no_two_models_have_an_agency_or_a_partnership_in_common() -> None:
    schemes = [scheme(model) for model in ("anytown", *EIGHT)]
    agencies = [agency for one in schemes for agency in one.agencies]
    assert len(set(agencies)) == len(agencies)
    assert len({one.partnership for one in schemes}) == len(schemes)


def test_only_where_results_pay_everything_from_the_first_day_is_there_an_attachment_fee() -> None:
    paying = [model for model in EIGHT if any(one.measure == "attachment" for one in scheme(model).outcomes)]
    assert paying == ["bracknell_forest"]


def test_bracknell_forest_reaches_furthest_on_reoffending() -> None:
    reach = {
        model: max((t.at_least for one in scheme(model).outcomes for t in one.tiers), default=0) for model in EIGHT
    }
    assert [model for model in EIGHT if reach[model] == max(reach.values())] == ["bracknell_forest"]


@pytest.mark.parametrize("group", ["low", "medium", "high"])
def test_bracknell_forest_pays_more_for_families_than_for_any_other_domain(group: str) -> None:
    bracknell = scheme("bracknell_forest")
    others = {outcome.domain for outcome in bracknell.outcomes} - {"local"}
    assert all(dearest(bracknell, "local", group) > dearest(bracknell, domain, group) for domain in others)


def test_enfield_has_more_local_outcomes_than_any_other() -> None:
    local = {model: sum(one.domain == "local" for one in scheme(model).outcomes) for model in EIGHT}
    assert local["enfield"] == max(local.values()) == 9


def test_kent_lets_no_outcome_past_the_gate() -> None:
    kent = scheme("kent")
    (gate,) = kent.gates
    assert set(gate.outcomes) == {outcome.code for outcome in kent.outcomes}


def test_lincolnshires_two_providers_offer_the_same_at_the_same_terms() -> None:
    one, other = scheme("lincolnshire").contracts
    assert (one.block_annual, one.caps, one.floor) == (other.block_annual, other.caps, other.floor)


def test_lincolnshire_pays_for_quality_in_year_one_only() -> None:
    year_one, year_two = (read_scheme(path.read_bytes()) for path in versions("lincolnshire"))
    assert {one.measure for one in year_one.outcomes if one.domain == "quality"} == {
        "waiting_time",
        "hepatitis_b",
        "engagement",
    }
    assert not [one for one in year_two.outcomes if one.domain == "quality"]
    assert {
        "outcome removed: “Treatment began within three weeks of referral”",
        "outcome removed: “Twelve weeks in treatment, or left as planned before”",
    } <= set(differences(year_one, year_two))


def test_wakefield_alone_shares_its_payments() -> None:
    assert [model for model in EIGHT if scheme(model).attribution == "shared"] == ["wakefield"]


def test_every_outcome_of_wigan_is_priced_by_cohort() -> None:
    wigan = scheme("wigan")
    assert all(outcome.pricing == "cohort" or outcome.tiers for outcome in wigan.outcomes)


@pytest.mark.parametrize("group", scheme("wigan").groups)
def test_wigans_prices_never_fall_as_more_achieve(group: str) -> None:
    for outcome in scheme("wigan").outcomes:
        prices = [band.prices[group] for band in outcome.bands]
        assert prices == sorted(prices)
        assert not outcome.bands or prices[0] < prices[-1]


def test_wigan_asks_for_six_months_without_coming_back() -> None:
    (outcome,) = [one for one in scheme("wigan").outcomes if one.measure == "non_representation"]
    assert outcome.parameters["months"] == 6
