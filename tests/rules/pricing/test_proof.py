"""What each kind of client can earn at most, worked out by hand."""

from pathlib import Path

import pytest

from payments.rules.kinds_of_client import SUBSTANCES, Kind, kinds
from payments.rules.proof import Most, proof
from pbr.scheme.document import Scheme
from pbr.scheme.reading import read_scheme
from tests.rules.pricing.findings import contract, outcome, scheme

PRICES = 'prices = { low = "10.00", medium = "20.00", high = "30.00" }'
PLAIN = Kind("Alcohol", injecting=False, offending=False, housing_problem=False, in_work=False, group="low")
MODELS = Path(__file__).parents[3] / "pbr" / "scheme" / "models"


def most(of: Scheme, kind: Kind = PLAIN) -> Most:
    return next(one for one in proof(of) if one.kind == kind)


def test_there_is_one_row_for_every_kind_and_group() -> None:
    told = proof(scheme(outcome("stay")))
    assert [one.kind for one in told] == list(kinds(scheme(outcome("stay"))))
    assert [one.place for one in told] == list(range(len(SUBSTANCES) * 2**4 * 3))


@pytest.mark.parametrize(("group", "pence"), [("low", 10_00), ("medium", 20_00), ("high", 30_00)])
def test_the_price_is_that_of_the_group(group: str, pence: int) -> None:
    assert most(scheme(outcome("stay", PRICES)), PLAIN._replace(group=group)).pence == pence


def test_every_instalment_counts() -> None:
    instalments = 'instalments = [ { month = 3, share = "0.3" }, { month = 6, share = "0.7" } ]'
    stay = outcome("stay", f'price = "100.01"\n{instalments}', "non_representation")
    assert most(scheme(stay)).pence == 100_01


def test_who_does_not_inject_cannot_be_paid_for_stopping() -> None:
    agreed = scheme(outcome("stay", 'price = "1.00"'), outcome("injecting", 'price = "50.00"', "injecting_ceased"))
    assert most(agreed).earnable == (("stay", 1_00),)
    assert most(agreed, PLAIN._replace(injecting=True)).pence == 51_00


def test_who_is_well_housed_cannot_be_paid_for_a_home() -> None:
    agreed = scheme(outcome("home", 'price = "50.00"', "housing_resolved"))
    assert most(agreed).pence == 0
    assert most(agreed).contract == ""
    assert most(agreed, PLAIN._replace(housing_problem=True)).pence == 50_00


def test_a_cohort_counts_with_its_top_band() -> None:
    bands = 'pricing = "cohort"\nbands = [ { at_least = "0.00", prices = { low = "10.00", medium = "1.00", high = "1.00" } }, { at_least = "0.50", prices = { low = "35.00", medium = "1.00", high = "1.00" } } ]'
    agreed = scheme(outcome("abstinent", bands, "abstinence"))
    assert most(agreed).pence == 35_00


def test_everyone_in_a_reoffending_cohort_counts_with_its_top_tier() -> None:
    tiers = 'baseline = "2.0"\ntiers = [ { at_least = "0.05", per_member = "30.00" }, { at_least = "0.10", per_member = "70.00" } ]'
    agreed = scheme(outcome("reoffending", tiers, "reoffending_cohort"))
    assert most(agreed).pence == 70_00


def test_the_contract_under_which_a_kind_earns_most_is_the_one_that_counts() -> None:
    move = 'price = "80.00"\nfrom_contract = "harm"\nto_contract = "recovery"'
    agreed = scheme(
        contract("recovery", agency="N0001"),
        contract("harm", agency="N0002"),
        outcome("stay", 'price = "5.00"'),
        outcome("move", move, "pathway_move"),
    )
    assert (most(agreed).pence, most(agreed).contract) == (85_00, "harm")


def test_a_contract_for_the_young_or_for_prescribing_is_proved_on_those_it_covers() -> None:
    young = contract("young", "covers = { age_max = 25 }", "N0001")
    prescribing = contract("clinic", "covers = { modal = [2, 3] }", "N0002")
    for only in (young, prescribing):
        assert most(scheme(only, outcome("stay"))).pence == 100_00


@pytest.mark.parametrize("path", sorted(MODELS.rglob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_scheme_rewards_work_with_every_kind_of_client(path: Path) -> None:
    agreed = read_scheme(path.read_text())
    assert [one.kind for one in proof(agreed) if not one.pence] == []
