"""Hazards from counts: smooth over age, and drawn towards the whole where a group has little to say for itself."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import gammaln

from payments.forecasting.history import Floats

# How much a neighbouring age says about an age, by distance in months; and how many months at risk that is worth.
_REACH: Final = 1.5
_WORTH: Final = 12.0
# The strengths tried for "how like the whole are the groups?": from hardly to entirely.
_STRENGTHS: Final = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 512.0])


def hazards(happened: Floats, at_risk: Floats) -> Floats:
    """The chance at each age, of those still at risk then: what happened ÷ at risk, with the neighbouring ages worth
    twelve months at risk. Ages that nobody has reached yet take the chance of those before them.

    Both arrays have ages last. Whoever is censored has left the denominator from then on and counts nowhere else.
    """
    ages = np.arange(at_risk.shape[-1])
    near = np.exp(-np.abs(ages[:, None] - ages[None, :]) / _REACH)
    whole = happened.sum(-1, keepdims=True) / np.maximum(at_risk.sum(-1, keepdims=True), 1.0)
    around = (happened @ near + 0.01 * whole) / (at_risk @ near + 0.01)
    return np.asarray((happened + _WORTH * around) / (at_risk + _WORTH))


def strength(happened: Floats, expected: Floats) -> float:
    """How alike groups are: the shape of the gamma that their true rates, relative to the whole, come from.

    The value under which the counts are most likely (each negative binomial around its expectation), among a few: with
    so few groups a finer answer would be false.
    """
    if len(happened) < 2:
        return float(_STRENGTHS[-1])
    k = _STRENGTHS[:, None]
    mean = np.maximum(expected, 1e-9)
    likely = gammaln(happened + k) - gammaln(k) + happened * np.log(mean / (k + mean)) - k * np.log1p(mean / k)
    # Before any count the groups are taken to differ by about a third (shape 8).
    return float(_STRENGTHS[np.argmax(likely.sum(1) - 0.1 * np.log(_STRENGTHS / 8.0) ** 2)])


def pooled(happened: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Shape and rate of the gamma of each group's rate relative to the whole: mean shape ÷ rate.

    A group with nothing expected stays at 1; one with much goes by its own count.
    """
    k = strength(happened, expected)
    return k + happened, k + expected
