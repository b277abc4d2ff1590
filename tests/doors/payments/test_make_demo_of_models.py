"""The demonstration of each of the eight models, told small: everybody is paid, and everything that is paid for happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from caseloads.synthetic.area import area_of
from caseloads.synthetic.making import Request, make
from outcomes.rules.determination import ACHIEVED, HELD, NOT_ACHIEVED, Status
from payments.demonstration.models import ANYTOWN, NAMES, Model, UnknownModel, model_named
from payments.models import Contract, Payment
from payments.queries.checking import check_ledger
from payments.rules.entitlement import BLOCK, FLOOR
from payments.rules.evaluation import Evaluation, evaluate
from pbr.access.models import Membership, Partnership
from pbr.access.roles import ROLES

MODELS = [name for name in NAMES if name != ANYTOWN]
# What nobody achieves, or nobody misses for good, on the day on which the demonstration stands; and why.
NEVER: dict[tuple[str, str, Status], str] = {
    ("bracknell_forest", "attachment", NOT_ACHIEVED): "whoever starts treatment is attached",
    ("bracknell_forest", "reoffending", NOT_ACHIEVED): "the one year that is known by then reached a tier",
    ("enfield", "offence-free", NOT_ACHIEVED): "the clock starts anew after an offence, and two years are not over yet",
    ("wigan", "reoffending", NOT_ACHIEVED): "the cohorts that are known by then reached a tier, or are too small",
}


def test_there_are_eight() -> None:
    assert len(MODELS) == 8


@pytest.mark.parametrize("text", ["bracknell-forest", "bracknell_forest", "Bracknell Forest"])
def test_a_name_is_read_with_either_stroke(text: str) -> None:
    assert model_named(text) == Model("bracknell_forest")


def test_an_unknown_name_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(UnknownModel, match=r"there is no model 'essex'; the models are anytown, .*, wigan"):
        model_named("essex")


def test_the_command_refuses_an_unknown_model(db: None) -> None:
    with pytest.raises(CommandError, match="there is no model 'essex'"):
        call_command("make_demo", model="essex")


@pytest.fixture(scope="module", params=MODELS)
def evaluated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, Evaluation]:
    """A model on as many clients as show its character."""
    model = model_named(request.param)
    folder = tmp_path_factory.mktemp(model.name)
    make(folder, Request(clients=400, months=model.months, data_set="HJK", area=area_of(model.schemes)))
    return model, evaluate(folder, [(path.name, path.read_bytes()) for path in model.paths], model.day)


def test_every_outcome_of_a_model_is_achieved_by_some_and_missed_by_others(evaluated: tuple[Model, Evaluation]) -> None:
    model, evaluation = evaluated
    found = [row for client in evaluation.found for row in client.determinations] + list(evaluation.cohort_rows)
    happened = {(model.name, row.outcome, row.status) for row in found}
    asked = {outcome.code for scheme in model.schemes for outcome in scheme.outcomes}
    never = {(model.name, code, status) for code in asked for status in (ACHIEVED, NOT_ACHIEVED)} - happened
    assert never == {key for key in NEVER if key[0] == model.name}


def test_every_contract_earns_by_outcomes_and_little_is_held(evaluated: tuple[Model, Evaluation]) -> None:
    _, evaluation = evaluated
    earning = {
        row.contract for row in evaluation.entitled.entitlements if row.outcome not in {BLOCK, FLOOR} and row.payable
    }
    assert earning == set(evaluation.entitled.totals)
    found = [row for client in evaluation.found for row in client.determinations]
    assert 0 < sum(row.status == HELD for row in found) < len(found) * 0.05


def test_a_models_own_character_is_in_its_records() -> None:
    stockport, wigan, oxfordshire = (
        area_of(model_named(name).schemes) for name in ("stockport", "wigan", "oxfordshire")
    )
    assert stockport.ages[stockport.codes.index("N6101")] == (18, 25)
    assert stockport.offers[stockport.codes.index("N6103")] == frozenset({4, 5, 11, 12, 95})
    assert (wigan.levels, wigan.stock_groups) == (3, True)
    assert oxfordshire.codes[-oxfordshire.advising :] == ("N5109",)
    assert oxfordshire.pathway == ((0,), (1,))


@pytest.mark.parametrize("name", MODELS)
def test_a_model_lives_through_its_first_year_and_is_paid(committed_db: str, name: str) -> None:
    call_command("make_demo", model=name, clients=60, months=15, quarterly=True, verbosity=0)
    partnership = Partnership.objects.get()
    model = model_named(name)
    assert (partnership.code, partnership.name) == (model.schemes[0].partnership, model.title)
    paid = set(Payment.objects.filter(paid__gt=0).values_list("contract__code", flat=True))
    assert paid == set(Contract.objects.values_list("code", flat=True))
    assert check_ledger() == []
    assert set(ROLES) == set(Membership.objects.values_list("role_code", flat=True))


@pytest.mark.parametrize("name", ["kent", "wigan"])
def test_results_are_most_of_the_money_and_a_floor_lifts_one_year_at_most(name: str, tmp_path: Path) -> None:
    """On the clients of the whole demonstration: a floor that pays for everything would hide what makes the model."""
    model = model_named(name)
    make(tmp_path, Request(clients=1300, months=model.months, data_set="HJK", area=area_of(model.schemes)))
    rows = evaluate(tmp_path, [(path.name, path.read_bytes()) for path in model.paths], model.day).entitled.entitlements
    for contract in {row.contract for row in rows}:
        ours = [row for row in rows if row.contract == contract]
        floors = [row for row in ours if row.outcome == FLOOR]
        results = sum(row.payable for row in ours if row.outcome not in (FLOOR, BLOCK))
        assert len(floors) <= 1
        assert 2 * results > sum(row.payable for row in ours)
