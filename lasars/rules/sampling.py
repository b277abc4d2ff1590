"""Which assessments are drawn for audit: decided by a recorded seed alone, so that anybody can draw them again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal


def sample_size(population: int, share: Decimal) -> int:
    """That share of the population, rounded up, so that a share above nothing never draws nobody of somebody."""
    return int((population * share).to_integral_value(ROUND_CEILING))


def draw(assessids: Iterable[str], share: Decimal, seed: str) -> list[str]:
    """The ASSESSIDs drawn, in order: those whose SHA-256 together with the seed is smallest.

    Each of equal chance; neither the order in which they come nor the machine plays a part. Done by hand: the SHA-256 of
    the text "seed:ASSESSID", sorted, the first so many.
    """
    everyone = sorted(set(assessids))
    by_chance = sorted(everyone, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())
    return sorted(by_chance[: sample_size(len(everyone), share)])
