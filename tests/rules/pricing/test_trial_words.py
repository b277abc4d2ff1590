"""What a trial says of money that is for nobody, and of what caps take off."""

from __future__ import annotations

from payments.rules.comparison import Comparison, as_json, from_json
from payments.views.trial_words import summary
from tests.rules.pricing.findings import contract, outcome, scheme
from tests.rules.pricing.test_trial import THREE, compared, tried

STAY = outcome("stay", 'price = "100.00"')
OWN = contract("northway", "")
IDLE = contract("southbank", 'block = { annual = "1200.00" }', agency="N0901")


def sentences(comparison: Comparison) -> list[str]:
    return list(summary(comparison, comparison.contracts))


def test_the_headline_says_what_of_the_difference_is_for_contracts_that_treat_nobody() -> None:
    told = sentences(compared(tried(THREE), scheme(OWN, IDLE, STAY), scheme(OWN, STAY)))
    assert told[0].endswith("Of the difference, £700.00 more is block and floor of contracts that treat nobody.")
    assert told[2].endswith("It treats nobody: that is its block and floor.")
    assert "nobody" not in told[1]


def test_a_loss_that_a_cap_causes_is_said_to_be_a_caps() -> None:
    capped = contract("northway", 'caps = [ { amount = "150.00", over = "lost" } ]')
    comparison = compared(tried(THREE), scheme(capped, STAY), scheme(OWN, STAY))
    assert comparison.total().difference == -150_00
    assert sentences(comparison)[-1].startswith("Caps take off nothing as things are and £150.00 under the draft.")
    assert from_json(as_json(comparison)).capped == comparison.capped


def test_nothing_is_said_of_caps_where_none_takes_anything_off() -> None:
    assert not any("Caps" in one for one in sentences(compared(tried(THREE), scheme(OWN, STAY), scheme(OWN, STAY))))
