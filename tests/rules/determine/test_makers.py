"""What is made from a bare tuple of its fields is the same as what its class makes."""

from __future__ import annotations

import datetime as dt

from caseloads.rules.facts import Evidence
from outcomes.rules.determination import ACHIEVED, Determination, determination_of
from payments.rules.entitlement import Entitlement, entitlement_of
from pbr.values.money import Pence

DAY = dt.date(2012, 9, 3)


def test_a_determination_is_made_of_its_fields_in_their_order() -> None:
    rows = (Evidence("a.csv", 2),)
    fields = ("A", DAY, "exit", "3", ACHIEVED, DAY, "high", ("north",), "met", "It is.", rows, DAY, "cjs", DAY)
    made = determination_of(fields)
    assert isinstance(made, Determination)
    assert made == Determination(**dict(zip(Determination._fields, fields, strict=True)))


def test_an_entitlement_is_made_of_its_fields_in_their_order() -> None:
    key, money = ("north", "A", DAY, "exit", "3"), (DAY, Pence(100), Pence(90))
    fields = (*key, *money, DAY, "The price.", "high", (), 1, "AB", ("N0852", "1"))
    made = entitlement_of(fields)
    assert isinstance(made, Entitlement)
    assert made == Entitlement(**dict(zip(Entitlement._fields, fields, strict=True)))
    assert made.capped == 10
