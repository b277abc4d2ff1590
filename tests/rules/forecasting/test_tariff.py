"""The tariff that spends a budget, worked by hand, and what no tariff can do, said in a sentence."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.forecasting.rounding import Proposal, propose
from payments.forecasting.study import priced
from payments.forecasting.tariff import BY_OUTCOME, NoTariff, PriceMaker, Wishes, spending
from pbr.scheme.document import Ceiling, Scheme
from pbr.scheme.reading import read_scheme
from pbr.values.money import Pence
from tests.rules.pricing.findings import HEAD, contract, outcome

GROUPS = ("low", "medium", "high")
TODAY = 'prices = { low = "100.00", medium = "150.00", high = "200.00" }'
MEASURES = {
    "change": "reliable_change",
    "abstinence": "abstinence",
    "exit": "planned_exit",
    "housing": "housing_resolved",
}


EQUAL = dict.fromkeys(GROUPS, Decimal(1))


def document(*codes: str, domains: Mapping[str, str] | None = None, flat: tuple[str, ...] = ()) -> str:
    """A scheme of these outcomes at £100, £150 and £200; those that are `flat` at £100 for everybody."""
    parts = [HEAD.format(starts="2012-04-01", ends="2014-03-31"), contract()]
    for code in codes:
        text = outcome(code, 'price = "100.00"' if code in flat else TODAY, MEASURES[code])
        parts.append(text.replace("freedom", (domains or {}).get(code, "freedom")))
    return "".join(parts)


def pounds(amount: str) -> Pence:
    return Pence(int(Decimal(amount) * 100))


def wishes(budget: str = "3000.00", **more: Any) -> Wishes:
    return Wishes(budget=pounds(budget), **{"weigh_by": BY_OUTCOME, "weights": {}, **more})


def even(*codes: str) -> dict[str, Decimal]:
    return dict.fromkeys(codes, Decimal(1))


def volumes(**by_code: float | tuple[float, float, float]) -> dict[tuple[str, str], float]:
    """A number for the medium group alone, or for low, medium and high."""
    return {
        (code, group): number
        for code, told in by_code.items()
        for group, number in (zip(GROUPS, told, strict=True) if isinstance(told, tuple) else [("medium", told)])
    }


def proposed(text: str, expected: Mapping[tuple[str, str], float], wanted: Wishes) -> Proposal:
    return propose(PriceMaker(read_scheme(text), expected, wanted))


def test_ten_and_five_expected_and_equal_weights_cost_150_and_300_pounds() -> None:
    two = document("abstinence", "exit")
    found = proposed(two, volumes(abstinence=10.0, exit=5.0), wishes(weights=even("abstinence", "exit")))
    assert found.prices["abstinence"]["medium"] == pounds("150.00")
    assert found.prices["exit"]["medium"] == pounds("300.00")
    assert found.spends == pounds("3000.00")


def test_groups_stand_in_the_ratio_that_was_chosen() -> None:
    """4 × 1 + 2 × 1.5 + 1.5 × 2 = 10 low prices cost £3,000."""
    ratios = {"low": Decimal(1), "medium": Decimal("1.5"), "high": Decimal(2)}
    found = proposed(document("exit"), volumes(exit=(4.0, 2.0, 1.5)), wishes(weights=even("exit"), ratios=ratios))
    assert found.prices["exit"] == {"low": pounds("300"), "medium": pounds("450"), "high": pounds("600")}


def test_without_a_chosen_ratio_groups_keep_the_one_they_have() -> None:
    found = proposed(document("exit"), volumes(exit=(10.0, 0.0, 0.0)), wishes("1000.00", weights=even("exit")))
    assert found.prices["exit"] == {"low": pounds("100"), "medium": pounds("150"), "high": pounds("200")}


def test_a_domain_shares_its_money_out_as_it_does_today() -> None:
    """Freedom gets £2,000: today £1,500 for abstinence and £750 for exit, so two to one."""
    text = document("abstinence", "exit", "housing", domains={"housing": "wellbeing"})
    wanted = wishes(weigh_by="domain", weights={"freedom": Decimal(2), "wellbeing": Decimal(1)})
    found = proposed(text, volumes(abstinence=10.0, exit=5.0, housing=10.0), wanted)
    assert {code: by_group["medium"] for code, by_group in found.prices.items()} == {
        "abstinence": pounds("133"),
        "exit": pounds("134"),
        "housing": pounds("100"),
    }


def test_a_ceiling_takes_from_one_outcome_and_gives_to_the_others_in_proportion() -> None:
    """One change, one abstinence and one exit: of £1,000 change may have £200; £400 each was to be for the others' £300."""
    ceiling = (Ceiling("change", "freedom", Decimal("0.20")),)
    wanted = wishes("1000.00", weights={"change": Decimal(4), **dict.fromkeys(("abstinence", "exit"), Decimal(3))})
    text, expected = document("change", "abstinence", "exit"), volumes(change=1.0, abstinence=1.0, exit=1.0)
    found = proposed(text, expected, dataclasses.replace(wanted, ceilings=ceiling))
    assert {code: by_group["medium"] for code, by_group in found.prices.items()} == {
        "change": pounds("200"),
        "abstinence": pounds("400"),
        "exit": pounds("400"),
    }


def test_one_price_for_every_group_is_also_paid_for_those_without_one() -> None:
    expected = {("exit", "low"): 6.0, ("exit", ""): 4.0}
    found = proposed(document("exit", flat=("exit",)), expected, wishes("1500.00", weights=even("exit")))
    assert found.prices["exit"] == dict.fromkeys(GROUPS, pounds("150"))
    assert found.spends == pounds("1500")


def test_a_price_that_is_kept_leaves_the_rest_of_the_budget() -> None:
    """Ten abstinences at £150 leave £1,500 of £3,000 for five exits."""
    wanted = wishes(weights=even("exit"), kept=frozenset({"abstinence"}))
    found = proposed(document("abstinence", "exit"), volumes(abstinence=10.0, exit=5.0), wanted)
    assert found.prices["abstinence"]["medium"] == pounds("150")
    assert found.prices["exit"]["medium"] == pounds("300")


def test_what_nobody_is_expected_to_achieve_keeps_its_price() -> None:
    found = proposed(
        document("abstinence", "exit"), volumes(abstinence=10.0), wishes(weights=even("abstinence", "exit"))
    )
    assert found.prices["exit"]["medium"] == pounds("150")
    assert found.prices["abstinence"]["medium"] == pounds("300")


def test_a_step_of_five_pounds_gives_prices_in_fives() -> None:
    wanted = wishes("3333.00", weights=even("abstinence", "exit"), step=Pence(500))
    found = proposed(document("abstinence", "exit"), volumes(abstinence=10.0, exit=5.0), wanted)
    assert all(price % 500 == 0 for by_group in found.prices.values() for price in by_group.values())
    assert 0 <= pounds("3333") - found.spends <= 5 * 500


def test_a_tariff_stays_below_a_budget_that_no_whole_prices_spend() -> None:
    """Three at £333.50 would spend £1,000.50: £334 each is £1.50 too much, so £333 each."""
    found = proposed(document("exit"), volumes(exit=3.0), wishes("1000.50", weights=even("exit"), ratios=EQUAL))
    assert found.prices["exit"] == dict.fromkeys(GROUPS, pounds("333"))
    assert found.spends == pounds("999")


def test_groups_of_one_price_come_down_together() -> None:
    """One of each group: £299 in three is £99.67 each; rounded up they would cost £300."""
    wanted = wishes("299.00", weights=even("exit"), ratios=EQUAL)
    found = proposed(document("exit"), volumes(exit=(1.0, 1.0, 1.0)), wanted)
    assert found.prices["exit"] == dict.fromkeys(GROUPS, pounds("99"))


def test_a_lowest_price_that_rounding_lifts_over_the_budget_is_said() -> None:
    """£402 is the least for one exit; in fives that is £405."""
    wanted = wishes("402.00", weights=even("exit"), step=Pence(500), least={"exit": pounds("402")}, ratios=EQUAL)
    with pytest.raises(NoTariff, match=r"In whole steps of £5\.00 no tariff keeps the budget of £402\.00 a year"):
        proposed(document("exit"), volumes(exit=1.0), wanted)


def test_a_budget_that_the_lowest_prices_pass_is_refused_with_both_named() -> None:
    wanted = wishes(weights=even("abstinence", "exit"), least={"exit": pounds("1000.00")})
    with pytest.raises(NoTariff) as refused:
        proposed(document("abstinence", "exit"), volumes(exit=(0.0, 5.0, 0.0), abstinence=10.0), wanted)
    # The low group has half the price of the high one, so £1,000 for it means £1,500 for the medium group.
    assert str(refused.value) == (
        "No tariff can keep the budget of £3,000.00 a year and the lowest price of £1,000.00 for “Exit” together. "
        "The other wishes let a tariff spend from £7,500.00 to any amount a year."
    )


def test_a_budget_that_the_highest_prices_cannot_reach_is_refused() -> None:
    wanted = wishes(weights=even("exit"), most={"exit": pounds("100.00")})
    with pytest.raises(NoTariff, match=r"spend from £0\.00 to £375\.00 a year"):
        proposed(document("exit"), volumes(exit=5.0), wanted)


def test_a_ceiling_beside_a_lowest_price_is_refused_without_blaming_the_budget() -> None:
    ceiling = (Ceiling("change", "freedom", Decimal("0.20")),)
    wanted = wishes(
        weights=even("change", "exit"), ceilings=ceiling, least={"change": pounds("300")}, most={"exit": pounds("400")}
    )
    with pytest.raises(NoTariff) as refused:
        proposed(document("change", "exit"), volumes(change=1.0, exit=1.0), wanted)
    assert str(refused.value) == (
        "No tariff can keep the lowest price of £300.00 for “Change”, the highest price of £400.00 for “Exit” "
        "and the ceiling of 20 % on “Change” together."
    )


def test_prices_that_stay_and_cost_more_than_the_budget_are_named() -> None:
    wanted = wishes("1000.00", weights=even("exit"), kept=frozenset({"abstinence"}))
    with pytest.raises(NoTariff, match=r"Prices that stay cost £1,500\.00 a year already"):
        proposed(document("abstinence", "exit"), volumes(abstinence=10.0, exit=5.0), wanted)


def test_nothing_achieved_leaves_nothing_to_price() -> None:
    with pytest.raises(NoTariff, match="No outcome is left"):
        proposed(document("exit"), {}, wishes(weights=even("exit")))


def test_no_whole_price_between_the_lowest_and_the_highest_is_said() -> None:
    wanted = wishes(
        "400.50", weights=even("exit"), step=Pence(500), least={"exit": pounds("401")}, most={"exit": pounds("404")},
        ratios=dict.fromkeys(GROUPS, Decimal(1)),
    )  # fmt: skip
    with pytest.raises(NoTariff, match=r"No price of whole £5\.00 lies between"):
        proposed(document("exit"), volumes(exit=1.0), dataclasses.replace(wanted, budget=pounds("402")))


@st.composite
def _asked(draw: st.DrawFn) -> tuple[str, Scheme, dict[tuple[str, str], float], Wishes]:
    codes = ("change", "abstinence", "exit", "housing")
    flat = tuple(draw(st.sets(st.sampled_from(codes))))
    text = document(*codes, domains={"housing": draw(st.sampled_from(("freedom", "wellbeing")))}, flat=flat)
    number = st.floats(0, 200, allow_nan=False).map(lambda one: round(one, 3))
    expected = {(code, group): draw(number) for code in codes for group in GROUPS}
    percent = st.integers(1, 60).map(lambda one: Decimal(one) / 100)
    ceilings = (Ceiling("change", "freedom", draw(percent)), Ceiling("abstinence", "freedom", draw(percent)))
    ratio = st.integers(10, 40).map(lambda one: Decimal(one) / 10)
    wanted = Wishes(
        budget=Pence(draw(st.integers(10_000, 100_000_000))),
        weigh_by=draw(st.sampled_from(("domain", "outcome"))),
        weights={key: Decimal(draw(st.integers(0, 10))) for key in (*codes, "freedom", "wellbeing")},
        ratios=draw(st.one_of(st.just({}), st.fixed_dictionaries(dict.fromkeys(GROUPS, ratio)))),
        ceilings=ceilings[: draw(st.integers(0, 2))],
        step=Pence(draw(st.sampled_from((1, 100, 500, 1000)))),
        kept=frozenset(draw(st.sets(st.sampled_from(codes), max_size=1))),
        least={code: Pence(draw(st.integers(0, 20_000))) for code in draw(st.sets(st.sampled_from(codes), max_size=1))},
        most={
            code: Pence(draw(st.integers(20_000, 90_000))) for code in draw(st.sets(st.sampled_from(codes), max_size=2))
        },
    )
    return text, read_scheme(text), expected, wanted


@settings(max_examples=150, deadline=None)
@given(_asked())
def test_whatever_is_asked_a_proposal_passes_the_schemes_own_validation(
    asked: tuple[str, Scheme, dict[tuple[str, str], float], Wishes],
) -> None:
    text, scheme, expected, wanted = asked
    try:
        found = propose(PriceMaker(scheme, expected, wanted))
    except NoTariff:
        return  # what it says then has tests of its own
    assert found.spends <= wanted.budget
    drafted = read_scheme(priced(text, found.prices, wanted.ceilings))  # raises where a ceiling is broken by a penny
    for one in drafted.outcomes:
        assert one.prices == found.prices[one.code]
        if one.code in wanted.kept or not any(expected[one.code, group] for group in GROUPS):
            assert one.prices == next(old.prices for old in scheme.outcomes if old.code == one.code)
            continue
        for price in one.prices.values():
            assert price % wanted.step == 0
            assert wanted.least.get(one.code, 0) <= price <= wanted.most.get(one.code, price)


def test_spending_is_volume_times_price() -> None:
    assert spending({("exit", "low"): 2.5, ("exit", ""): 1.0}, {"exit": {"low": Pence(100)}}) == 350
