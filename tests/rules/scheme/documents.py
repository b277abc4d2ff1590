"""Scheme documents for tests: a short valid one, and the same with parts changed or added."""

from pbr.scheme.document import Scheme
from pbr.scheme.errors import SchemeRefused
from pbr.scheme.reading import read_scheme

HEAD = """
name = "Anytown PbR"
partnership = "J04B"
starts = 2012-04-01
ends = 2014-03-31
groups = ["low", "high"]
"""
CONTRACT = """
[[contract]]
code = "northway"
provider = "Northway Recovery"
agencies = ["N0852"]
"""
EXIT = """
[[outcome]]
code = "planned-exit"
domain = "freedom"
kind = "final"
measure = "planned_exit"
prices = { low = "100.00", high = "200.00" }
"""


def outcome(measure: str, code: str = "second", extra: str = 'price = "10.00"') -> str:
    """An outcome of the measure with only what is required, priced £10.00 unless `extra` says otherwise."""
    head = f'[[outcome]]\ncode = "{code}"\ndomain = "wellbeing"\nkind = "interim"\nmeasure = "{measure}"\n'
    return f"\n{head}{extra}\n"


def scheme(*added: str, head: str = HEAD, contract: str = CONTRACT, exit_outcome: str = EXIT) -> Scheme:
    return read_scheme("".join((head, contract, exit_outcome, *added)))


def complaints(*added: str, head: str = HEAD, contract: str = CONTRACT, exit_outcome: str = EXIT) -> dict[str, str]:
    """What is wrong with the document, by key; empty where it is accepted."""
    try:
        scheme(*added, head=head, contract=contract, exit_outcome=exit_outcome)
    except SchemeRefused as refused:
        return {error.path: str(error) for error in refused.errors}
    return {}
