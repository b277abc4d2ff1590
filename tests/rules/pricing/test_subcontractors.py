from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from payments.rules.subcontractors import split_payment
from pbr.scheme.document import Contract, Subcontractor
from pbr.values.money import Pence

SOUTHBANK = Contract(
    "northway", "Northway Recovery", ("N0852",), subcontractors=(Subcontractor("Southbank Housing", Decimal("0.15")),)
)


def parts(contract: Contract, amount: int) -> list[int]:
    return [part.amount for part in split_payment(contract, Pence(amount))]


def test_the_prime_holds_the_rest_and_pence_go_to_the_larger_remainder() -> None:
    assert parts(SOUTHBANK, 50001) == [42501, 7500]
    assert parts(SOUTHBANK, 4003) == [3403, 600]
    assert split_payment(SOUTHBANK, Pence(4003))[0].provider == "Northway Recovery"
    assert split_payment(SOUTHBANK, Pence(4003))[0].share == Decimal("0.85")


def test_a_contract_without_subcontractors_keeps_the_payment_whole() -> None:
    assert parts(Contract("a", "A", ("N0852",)), 12345) == [12345]


def test_of_equal_remainders_the_prime_has_the_penny() -> None:
    halves = Contract("a", "A", ("N0852",), subcontractors=(Subcontractor("B", Decimal("0.5")),))
    assert parts(halves, 101) == [51, 50]


def test_subcontractors_may_have_the_whole() -> None:
    passed_on = Contract("a", "A", ("N0852",), subcontractors=(Subcontractor("B", Decimal(1)),))
    assert parts(passed_on, 101) == [0, 101]


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(1, 300), max_size=3))
def test_the_parts_sum_to_the_payment_and_mirror_when_it_is_taken_back(amount: int, shares: list[int]) -> None:
    subcontractors = tuple(Subcontractor(str(place), Decimal(share) / 1000) for place, share in enumerate(shares))
    contract = Contract("a", "A", ("N0852",), subcontractors=subcontractors)
    assert sum(parts(contract, amount)) == amount
    assert parts(contract, -amount) == [-part for part in parts(contract, amount)]
