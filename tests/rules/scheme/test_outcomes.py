from decimal import Decimal

import pytest

from pbr.scheme.kinds import Choice
from pbr.scheme.parameters import MEASURES
from tests.rules.scheme.documents import EXIT, complaints, outcome, scheme

REQUIRED = {
    "pathway_move": 'from_contract = "northway"\nto_contract = "northway"',
    "reoffending_cohort": 'baseline = "2.0"\ntiers = [ { at_least = "0.05", per_member = "40.00" } ]',
}


def minimal(measure: str) -> str:
    price = "" if measure == "reoffending_cohort" else 'price = "10.00"'
    return outcome(measure, extra=f"{price}\n{REQUIRED.get(measure, '')}")


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_read_with_all_its_parameters(measure: str) -> None:
    parameters = scheme(minimal(measure)).outcomes[1].parameters
    assert list(parameters) == [parameter.name for parameter in MEASURES[measure].all]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("reliable_change", {"abstinence_counts": True, "confirm_local": None, "rule": "any", "min_gap_days": 28, "within_days": 365}),
        ("abstinence", {"alcohol": "abstinent"}),
        ("planned_exit", {"exit_top": "check"}),
        ("non_representation", {"months": 12, "feeds": ("ndtms", "cjs"), "on_failure": "clawback", "on_death": "hold", "on_move": "hold"}),
        ("housing_resolved", {"exit_counts": True}),
        ("hepatitis_b", {"within_days": 365, "refused_eligible": False}),
        ("quality_of_life", {"mode": "norm", "norm": 14, "points": 4, "skip_if_at_norm": False}),
        ("employment", {"paid_days": 8, "education_days": None, "work_programme": "exclude"}),
        ("local_event", {"event": "second", "after_exit_days": 0}),
        ("waiting_time", {"max_days": 21}),
        ("engagement", {"days": 84}),
        ("pathway_move", {"days": 84, "pays": "from"}),
        ("attachment", {}),
        (
            "offending_individual",
            {"months": 6, "clock_offset_days": 0, "trigger_only": False, "reset_clock": True, "horizon_months": 24, "lag_months": 10},
        ),
        ("reoffending_cohort", {"baseline": Decimal("2.0"), "min_cohort": 30, "lag_months": 10, "trigger_only": False}),
    ],
)  # fmt: skip
def test_the_defaults_of_the_parameters_are_those_of_the_rules(measure: str, expected: dict[str, object]) -> None:
    assert expected.items() <= scheme(minimal(measure)).outcomes[1].parameters.items()


def test_an_outcome_overrides_the_reviews_of_its_scheme() -> None:
    reviews = '[reviews]\nrule = "consecutive"\nmin_gap_days = 14\n'
    own = outcome("abstinence", extra='price = "1"\nmin_gap_days = 7')
    parameters = scheme(reviews, own).outcomes[1].parameters
    assert (parameters["rule"], parameters["min_gap_days"], parameters["within_days"]) == ("consecutive", 7, 365)


def test_every_choice_and_meaning_is_there_for_the_documentation() -> None:
    for measure in MEASURES.values():
        assert measure.summary
        for parameter in measure.all:
            assert parameter.meaning
            assert parameter.kind.wanted
            if isinstance(parameter.kind, Choice) and not parameter.default_from:
                assert parameter.default in parameter.kind.allowed


@pytest.mark.parametrize(
    ("extra", "path"),
    [
        ('price = "1"\nprices = { low = "1", high = "2" }', "price"),
        ("", "prices"),
        ('prices = { low = "1" }', "prices.high"),
        ('prices = { low = "1", high = "2", hihg = "3" }', "prices.hihg"),
        ('prices = { low = "12.345", high = "2" }', "prices.low"),
        ("price = 10.00", "price"),
        ('price = "-1"', "price"),
        ('price = "1"\nbands = []', "bands"),
        ('price = "1"\ntiers = []', "tiers"),
        ('price = "1"\npricing = "auction"', "pricing"),
        ('price = "1"\ninstalments = []', "instalments"),
        ('price = "1"\nmonths = 12', "months"),
        ('price = "1"\nmin_gap_days = 400', "min_gap_days"),
        ('price = "1"\nconfirm_local = 3', "confirm_local"),
        ('pricing = "cohort"\nprice = "1"', "price"),
        ('pricing = "cohort"', "bands"),
        (
            'pricing = "cohort"\nbands = [ { at_least = "0.1", prices = { low = "1", high = "2" } } ]',
            "bands[1].at_least",
        ),
        (
            'pricing = "cohort"\nbands = [ { at_least = "0", prices = { low = "1", high = "2" } }'
            + ', { at_least = "0", prices = { low = "1", high = "2" } } ]',
            "bands[2].at_least",
        ),
        ('pricing = "cohort"\nbands = [ { at_least = "x", prices = { low = "1", high = "2" } } ]', "bands[1].at_least"),
    ],
)
def test_a_wrongly_priced_outcome_is_refused_under_its_key(extra: str, path: str) -> None:
    assert f"outcome[2].{path}" in complaints(outcome("abstinence", extra=extra))


@pytest.mark.parametrize(
    ("extra", "path"),
    [
        ('baseline = "2"', "tiers"),
        ('tiers = [ { at_least = "0.1", per_member = "1" } ]', "baseline"),
        ('baseline = "0"\ntiers = [ { at_least = "0.1", per_member = "1" } ]', "baseline"),
        ('baseline = "2"\nprice = "1"\ntiers = [ { at_least = "0.1", per_member = "1" } ]', "price"),
        ('baseline = "2"\npricing = "cohort"\ntiers = [ { at_least = "0.1", per_member = "1" } ]', "pricing"),
        (
            'baseline = "2"\ntiers = [ { at_least = "0.2", per_member = "1" }, { at_least = "0.1", per_member = "1" } ]',
            "tiers[2].at_least",
        ),
    ],
)
def test_a_reoffending_cohort_takes_rising_tiers_only(extra: str, path: str) -> None:
    assert f"outcome[2].{path}" in complaints(outcome("reoffending_cohort", extra=extra))


@pytest.mark.parametrize(
    ("instalments", "path"),
    [
        ("(3, 0.3333), (6, 0.3333), (9, 0.3333)", "instalments"),
        ("(3, 0.5), (6, 0.6)", "instalments"),
        ("(12, 0.4), (6, 0.3), (3, 0.3)", "instalments[2].month"),
        ("(12, 0.4), (6, 0.3), (3, 0.3)", "instalments[3].month"),
        ("(6, 0.5), (13, 0.5)", "instalments[2].month"),
        ("(0, 1)", "instalments[1].month"),
        ("(3, 0)", "instalments[1].share"),
        ("", "instalments"),
    ],
)
def test_wrong_instalments_are_refused(instalments: str, path: str) -> None:
    pairs = [pair.split(", ") for pair in instalments.strip("()").split("), (") if pair]
    entries = ", ".join(f'{{ month = {month}, share = "{share}" }}' for month, share in pairs)
    assert f"outcome[2].{path}" in complaints(
        outcome("non_representation", extra=f'price = "1"\ninstalments = [ {entries} ]')
    )


def test_cohort_pricing_excludes_instalments() -> None:
    bands = 'bands = [ { at_least = "0", prices = { low = "1", high = "2" } } ]'
    extra = f'pricing = "cohort"\n{bands}\ninstalments = [ {{ month = 3, share = "1" }} ]'
    assert "outcome[2].instalments" in complaints(outcome("non_representation", extra=extra))


def test_an_unknown_measure_is_refused_with_the_list_of_those_there_are() -> None:
    found = complaints(outcome("miracle"), '[[ceiling]]\noutcome = "second"\nof_domain = "wellbeing"\nshare = "0.1"\n')
    assert list(found) == ["outcome[2].measure"]
    assert "reliable_change" in found["outcome[2].measure"]


@pytest.mark.parametrize("code", ["carried", "block", "floor"])
def test_the_names_of_the_ledgers_own_rows_are_no_outcomes(code: str) -> None:
    assert "outcome[2].code" in complaints(outcome("attachment", code))


def test_an_unknown_domain_and_kind_are_refused() -> None:
    found = complaints(exit_outcome=EXIT.replace('"freedom"', '"liberty"').replace('"final"', '"last"'))
    assert set(found) == {"outcome[1].domain", "outcome[1].kind"}
