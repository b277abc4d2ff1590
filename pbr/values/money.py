"""Money is whole pence. No float ever holds it; shares are exact decimals.

Rounding is half-even and done on exact values, so that no sum depends on the order of its parts (points 47).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import NewType

Pence = NewType("Pence", int)

ZERO = Pence(0)
PENCE_IN_A_POUND = 100
MINUS_SIGN = "\N{MINUS SIGN}"

# Twelve digits of pounds stay well inside a database bigint even when a year of them is added up.
_WRITTEN_MONEY = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?")
MOST_WRITTEN = Pence(10**12 * PENCE_IN_A_POUND - 1)


class NotMoney(ValueError):
    """A text that is not pounds, or pounds and pence."""


def parse_pence(text: str) -> Pence:
    """Read "1000.01" as 100001 pence, exactly.

    Only text is read: a number has already been through binary fractions or says nothing of its unit.
    Raises NotMoney for anything but digits with at most two decimal places, and for what is not text.
    """
    if not isinstance(text, str):
        raise NotMoney(f"money is written as text, not as {type(text).__name__}")
    match = _WRITTEN_MONEY.fullmatch(text)
    if match is None:
        raise NotMoney(f'"{text}" is not money: pounds with at most two decimal places, as in "1000.01"')
    sign, pounds, pence = match.groups()
    amount = int(pounds) * PENCE_IN_A_POUND + int((pence or "").ljust(2, "0"))
    return Pence(-amount if sign else amount)


def format_pence(amount: int) -> str:
    """As it is written on every page and paper: "£1,234.50", "−£4.00"."""
    pounds, pence = divmod(abs(amount), PENCE_IN_A_POUND)
    return f"{MINUS_SIGN if amount < 0 else ''}£{pounds:,}.{pence:02d}"


def round_half_even(value: Decimal | Fraction | int) -> Pence:
    """The nearest whole penny, a half to the even one. Raises TypeError for a float."""
    if isinstance(value, float):
        raise TypeError("a float never holds money")
    return Pence(round(Fraction(value)))


def split_by_shares(amount: int, shares: Sequence[Decimal | Fraction]) -> tuple[Pence, ...]:
    """Split an amount in proportion to shares, which need not sum to 1; the parts sum to the amount.

    Each part gets its whole pence; the pence left go to the largest remainders, of equal ones to the first. A negative
    amount is split as its positive twin, so that taking back what was split gives nought for everyone.
    Raises ValueError if a share is negative or none is above 0.
    """
    exact = [Fraction(share) for share in shares]
    if min(exact, default=Fraction(0)) < 0 or not sum(exact):
        raise ValueError("shares are not negative, and at least one is above 0")
    parts = [abs(amount) * share / sum(exact) for share in exact]
    whole = [part.numerator // part.denominator for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: whole[place] - parts[place])
    for place in by_remainder[: abs(amount) - sum(whole)]:
        whole[place] += 1
    return tuple(Pence(-part if amount < 0 else part) for part in whole)


def instalment_amounts(price: int, shares: Sequence[Decimal]) -> tuple[Pence, ...]:
    """What each instalment pays: round(price × cumulative share) less what the earlier ones paid (money.md §1).

    With shares that sum to 1 the instalments sum to the price, whatever the price.
    """
    paid_by_then = [round_half_even(price * share) for share in accumulate(map(Fraction, shares), initial=Fraction(0))]
    return tuple(Pence(after - before) for before, after in pairwise(paid_by_then))


def twelfth(annual: int, month: int) -> Pence:
    """The month's part (1 to 12) of a yearly amount, cumulative half-even: the twelve sum to the year."""
    return Pence(round_half_even(Fraction(annual * month, 12)) - round_half_even(Fraction(annual * (month - 1), 12)))
