"""What the history says about the future: chances, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from payments.forecasting.history import LAGS, Counted, Floats, History, Ints, JourneyKey
from payments.forecasting.courses import Courses, follow_courses
from payments.forecasting.pooling import hazards

_SHOCK_FAMILIES = 5  # planned ends, other ends, returns, deaths and moves, outcomes


@dataclass(frozen=True, slots=True)
class Arrivals:
    """New journeys a month: the gamma of each contract's rate, and how much months vary besides (1 ÷ shape; 0: not)."""

    shape: Floats
    rate: Floats
    unrest: float


@dataclass(frozen=True, slots=True)
class Templates:
    """Past journeys as examples of new ones: contract, group and the outcomes that they were eligible for (0 or 1)."""

    contract: Ints
    group: Ints
    eligible: Floats


@dataclass(frozen=True, slots=True)
class Chances:
    """All that `simulate` needs to know of the past. Risks are in the order of `History.risks`."""

    groups: tuple[str, ...]
    contracts: tuple[str, ...]
    outcomes: tuple[str, ...]
    courses: Courses
    leaning: Mapping[JourneyKey, float]  # the chance that a journey is on the first course
    first_month: Floats  # (2,): factor on the chance to be settled next month, of open and of ended journeys
    at_exit: Floats  # (outcomes, 2)
    paid: Floats  # (outcomes,)
    late: Floats  # (outcomes, LAGS): share by months from date to knowledge
    shocks: Floats  # (families,): 1 ÷ shape of what months have in common
    arrivals: Arrivals
    templates: Templates


def fit(history: History) -> Chances:
    """Estimate everything from the history. The same history gives the same chances."""
    courses, leaning = follow_courses(history)
    return Chances(
        groups=history.groups,
        contracts=history.contracts,
        outcomes=history.outcomes,
        courses=courses,
        leaning=dict(zip(history.keys, leaning.tolist(), strict=True)),
        first_month=_first_month(history),
        at_exit=_share(history.at_exit, 0.02, 10.0),
        paid=_share(history.paid, 0.98, 10.0),
        late=(history.lags + np.eye(LAGS)[0]) / (history.lags.sum(1, keepdims=True) + 1.0),
        shocks=_shocks(history, courses, leaning),
        arrivals=_arrivals(history),
        templates=_templates(history),
    )


def _share(counted: Counted, usual: float, worth: float) -> Floats:
    return np.asarray((counted.times + usual * worth) / (counted.of + worth))


def _first_month(history: History) -> Floats:
    """Who has left but is not settled yet is so almost surely a month later; who has not left, the less."""
    settled, of = history.settling.times, history.settling.of
    overall = settled.sum() / max(of.sum(), 1.0)
    if not overall:
        return np.ones(2)
    own = (settled + np.array([overall, 0.9]) * 5.0) / (of + 5.0)
    return np.asarray(own / overall)


def family_of(risk: Ints) -> Ints:
    return np.minimum(risk, _SHOCK_FAMILIES - 1)


def _shocks(history: History, courses: Courses, leaning: Floats) -> Floats:
    """How much more the months of a family of risks differ than chance alone lets them: 0 where they do not."""
    rows = history.at_risk
    expected = courses.expected(history, leaning)
    months = rows.month - history.first_month
    count = history.last_month - history.first_month + 1
    at = family_of(rows.risk) * count + months
    size = _SHOCK_FAMILIES * count
    seen = np.bincount(at, rows.happened, size).reshape(-1, count)
    due = np.bincount(at, expected, size).reshape(-1, count)
    excess = ((seen - due) ** 2 - due).sum(1) / np.maximum((due**2).sum(1), 1e-9)
    return np.asarray(np.clip(excess, 0.0, 0.25) * (due.sum(1) > 20))


def _arrivals(history: History) -> Arrivals:
    """From the last twelve months, since services grow and shrink."""
    recent = history.arrivals[-12:]
    months, total = len(recent), recent.sum(0)
    mean = total / months
    excess = (((recent - mean) ** 2).sum(0) - (months - 1) * mean).sum() / max((months - 1) * (mean**2).sum(), 1e-9)
    return Arrivals(total + 0.5, np.full(len(total), float(months)), float(np.clip(excess, 0.0, 0.5)))


def _templates(history: History) -> Templates:
    known = (history.eligible >= 0).all(1)
    if not known.any():
        known[:] = True
    eligible = np.maximum(history.eligible[known], 0).astype(np.float64)
    return Templates(history.contract[known], history.group[known], eligible)


__all__ = ["Arrivals", "Chances", "Templates", "family_of", "fit", "hazards"]
