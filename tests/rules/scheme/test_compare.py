import re
from pathlib import Path

import pytest

from pbr.scheme.compare import differences
from pbr.scheme.document import Scheme
from pbr.scheme.reading import read_scheme
from tests.rules.scheme.documents import CONTRACT, EXIT, HEAD, outcome, scheme

MODELS = Path(__file__).parents[3] / "pbr" / "scheme" / "models"


def test_a_version_does_not_differ_from_itself() -> None:
    assert differences(scheme(), scheme()) == []


def test_a_changed_price_is_one_sentence_for_each_group_concerned() -> None:
    new = scheme(exit_outcome=EXIT.replace("200.00", "1100.00"))
    assert differences(scheme(), new) == ["price of “Planned exit”, high: £200.00 → £1,100.00"]


def test_one_price_for_all_is_compared_by_group_with_prices_by_group() -> None:
    flat = scheme(exit_outcome=EXIT.replace('prices = { low = "100.00", high = "200.00" }', 'price = "100.00"'))
    dearer = scheme(exit_outcome=EXIT.replace('prices = { low = "100.00", high = "200.00" }', 'price = "120.00"'))
    assert differences(scheme(), flat) == ["price of “Planned exit”, high: £200.00 → £100.00"]
    assert differences(flat, dearer) == ["price of “Planned exit”: £100.00 → £120.00"]


def test_contracts_and_outcomes_that_come_and_go_are_named() -> None:
    second = CONTRACT.replace("northway", "south-bank").replace("N0852", "N0853")
    new = scheme(outcome("attachment", "start"), contract=CONTRACT + second)
    assert differences(scheme(), new) == [
        "contract added: Northway Recovery (contract south-bank)",
        "outcome added: “Start”",
    ]
    assert differences(new, scheme()) == [
        "contract removed: Northway Recovery (contract south-bank)",
        "outcome removed: “Start”",
    ]


def test_another_order_of_outcomes_is_said_since_caps_are_filled_in_it() -> None:
    old = scheme(outcome("attachment", "a"), outcome("attachment", "b"))
    new = scheme(outcome("attachment", "b"), outcome("attachment", "a"))
    assert differences(old, new) == ["outcomes are listed in another order"]


def changed(old: str, new: str) -> tuple[Scheme, Scheme]:
    return scheme(contract=CONTRACT + old), scheme(contract=CONTRACT + new)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('floor = "10"', "", "floor of Northway Recovery, a year: £10.00 → none"),
        ("", 'block = { annual = "12.00" }', "block of Northway Recovery, a year: none → £12.00"),
        (
            'caps = [ { amount = "1" } ]',
            'caps = [ { amount = "2", outcomes = ["planned-exit"], over = "carry" } ]',
            "cap 1 of Northway Recovery: £1.00 on every outcome, lost above it → £2.00 on “Planned exit”, carried over above it",
        ),
        ("", "covers = { modal = [3, 2] }", "interventions covered by Northway Recovery: none → 2, 3"),
        (
            "",
            'subcontractors = [ { provider = "Southbank", share = "0.15" } ]',
            "share of Southbank in payments to Northway Recovery: none → 0.15",
        ),
    ],
)
def test_a_changed_contract_is_said_in_words(old: str, new: str, sentence: str) -> None:
    assert differences(*changed(old, new)) == [sentence]


def test_what_holds_for_the_whole_scheme_is_said_in_words() -> None:
    more = (
        '[relapse]\ninterim_again = true\n[status]\nprices = "illustrative"\n[[gate]]\noutcomes = ["planned-exit"]\n'
        'requires = ["start"]\n[[ceiling]]\noutcome = "start"\nof_domain = "wellbeing"\nshare = "1"\n'
        '[[feed]]\nname = "cjs"\nsources = [ { source = "DIP", from = 2012-04-01, until = 2013-10-31 }, { source = "PRISON" } ]\n'
    )
    old = scheme(outcome("attachment", "start"))
    new = scheme(outcome("attachment", "start"), more, head=HEAD.replace("2014-03-31", "2014-06-30"))
    assert differences(old, new) == [
        "ends: 31 March 2014 → 30 June 2014",
        "status of prices: none → illustrative",
        "relapse, may interim outcomes be earned again: no → yes",
        "sources of Criminal justice caseload: none → DIP from 1 April 2012 until 31 October 2013; PRISON",
        "gate 1: none → “Planned exit” only after “Start”",
        "ceiling of “Start”: none → 100 % of the domain “Health and wellbeing”",
    ]


def test_bands_tiers_and_instalments_are_compared() -> None:
    def document(band: str, tier: str, month: int) -> Scheme:
        bands = f'pricing = "cohort"\nbands = [ {{ at_least = "0", prices = {{ low = "{band}", high = "2" }} }} ]'
        tiers = f'baseline = "2"\ntiers = [ {{ at_least = "0.05", per_member = "{tier}" }} ]'
        stay = f'price = "1"\ninstalments = [ {{ month = {month}, share = "1" }} ]'
        return scheme(
            outcome("abstinence", "a", bands),
            outcome("reoffending_cohort", "b", tiers),
            outcome("non_representation", "c", stay),
        )

    assert differences(document("1", "40", 3), document("3", "50", 6)) == [
        "price of “A”, low, from 0 % achieving: £1.00 → £3.00",
        "price of “B” for each member, from 5 % reduction: £40.00 → £50.00",
        "instalments of “C”: 100 % at month 3 → 100 % at month 6",
    ]


def test_every_parameter_is_called_by_its_question_and_answered_in_its_words() -> None:
    stay = 'price = "1"\n'
    old = scheme(outcome("non_representation", "stay", stay))
    new = scheme(outcome("non_representation", "stay", stay + 'on_failure = "keep"\nmonths = 6\non_death = "pay"'))
    assert differences(old, new) == [
        "“Stay”, months: 12 → 6",
        "“Stay”, when the person comes back: take back what was paid → leave what was paid",
        "“Stay”, when the person dies: hold it for a person to decide → pay it",
        "instalments of “Stay”: 100 % at month 12 → 100 % at month 6",
    ]


def test_no_sentence_between_two_shipped_schemes_has_a_code_in_it() -> None:
    read = [read_scheme(path.read_text()) for path in sorted(MODELS.rglob("*.toml"))]
    told = [sentence for old in read for new in read for sentence in differences(old, new)]
    assert len(told) > 1000
    assert [sentence for sentence in told if re.search(r"[a-z]_[a-z]", sentence)] == []
