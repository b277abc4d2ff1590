"""What the history says about the future: chances, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from payments.forecasting.courses import Courses, follow_courses
from payments.forecasting.history import FIRST_OUTCOME, Counted, Floats, History, Ints, JourneyKey, Yes

_PAIRS = 2.0  # pairs of outcomes in one month that chance must have brought before the past is believed
_SHOCK_FAMILIES = 5  # planned ends, other ends, returns, deaths and moves, outcomes


@dataclass(frozen=True, slots=True)
class Arrivals:
    """New journeys a month: the gamma of each contract's rate, and how much months vary besides (1 ÷ shape; 0: not)."""

    shape: Floats
    rate: Floats
    unrest: float


@dataclass(frozen=True, slots=True)
class Templates:
    """Past journeys as examples of new ones: contract, group and the outcomes that they were eligible for (0 or 1).

    `unsure` (journeys, 2): what was not yet certain at the ages 0 and 1; so also examples of journeys uncertain now.
    """

    contract: Ints
    group: Ints
    eligible: Floats
    unsure: Yes


@dataclass(frozen=True, slots=True)
class Settling:
    """An end is known to be one only `gap_days` later. So of the journeys without an end, fewer than usual are settled by
    the next month end (`of_open`, a factor), of those with an end nearly all (`of_ended`, a chance); and the end often
    lies in the month before the one that settles it (`month_before`, a share).
    """

    of_open: float
    of_ended: float
    month_before: float


@dataclass(frozen=True, slots=True)
class Chances:
    """All that `simulate` needs to know of the past. Risks are in the order of `History.risks`."""

    groups: tuple[str, ...]
    contracts: tuple[str, ...]
    outcomes: tuple[str, ...]
    courses: Courses
    leaning: Mapping[JourneyKey, float]  # the chance that a journey is on the first course
    settling: Settling
    reviews: float  # the monthly chance of a review that can prove anything: the smaller, the more is proven at once
    at_exit: Floats  # (outcomes, 2)
    on_day: Floats  # (outcomes,): that it is met on the day known in advance
    later_to: Ints  # (outcomes,): until how many months after the end it may still turn out to be met
    paid: Floats  # (outcomes + 1,), the last: of planned ends
    late: Ints  # (outcomes,): whole months from an outcome's date to its being known, as a rule
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
        settling=_settling(history),
        reviews=_reviews(history, courses, leaning),
        at_exit=_share(history.at_exit, 0.02, 10.0),
        on_day=_share(history.on_day, 0.9, 5.0),
        later_to=history.later_to,
        paid=_share(history.paid, 0.98, 10.0),
        late=np.rint(_share(history.late, 0.0, 2.0)).astype(np.int64),
        shocks=_shocks(history, courses, leaning),
        arrivals=_arrivals(history),
        templates=_templates(history),
    )


def _share(counted: Counted, usual: float, worth: float) -> Floats:
    return np.asarray((counted.times + usual * worth) / (counted.of + worth))


def _settling(history: History) -> Settling:
    (of_open, of_ended), (opened, ended) = history.settling.times, history.settling.of
    settled = of_open + of_ended
    if not settled:
        return Settling(1.0, 0.9, 0.5)
    ordinary = settled / (opened + ended)
    from_open = (of_open + 5.0 * ordinary) / (opened + 5.0)
    return Settling(from_open / ordinary, (of_ended + 4.5) / (ended + 5.0), (of_ended + 2.5) / (settled + 5.0))


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


def _reviews(history: History, courses: Courses, leaning: Floats) -> float:
    """How rare reviews are that prove something, by how often two outcomes came in one month.

    Were outcomes met independently, two would come together as often as the product of their chances; where only a review
    in a share r of the months can prove them, it is 1 ÷ r times as often.
    """
    rows = history.at_risk
    outcomes = np.zeros(len(history.risks), dtype=np.bool_)
    outcomes[FIRST_OUTCOME : FIRST_OUTCOME + len(history.outcomes)] = history.reviewed
    some = np.flatnonzero(outcomes[rows.risk])
    if not len(some):
        return 1.0
    months = history.last_month - history.first_month + 1
    at = rows.journey[some] * months + rows.month[some] - history.first_month
    due = courses.expected(history, leaning)[some]
    came, expected, squares = (np.bincount(at, one) for one in (rows.happened[some], due, due**2))
    together, by_chance = (came * (came - 1)).sum(), (expected**2 - squares).sum()
    return float(np.clip((by_chance + _PAIRS) / (together + _PAIRS), 0.05, 1.0))


def _arrivals(history: History) -> Arrivals:
    """From the last twelve months, since services grow and shrink."""
    recent = history.arrivals[-12:]
    months, total = len(recent), recent.sum(0)
    mean = total / months
    excess = (((recent - mean) ** 2).sum(0) - (months - 1) * mean).sum() / max((months - 1) * (mean**2).sum(), 1e-9)
    return Arrivals(total + 0.5, np.full(len(total), float(months)), float(np.clip(excess, 0.0, 0.5)))


def _templates(history: History) -> Templates:
    known = np.flatnonzero((history.eligible >= 0).all(1))
    if not len(known):
        known = np.arange(len(history.keys))
    eligible = np.maximum(history.eligible[known], 0).astype(np.float64)
    return Templates(history.contract[known], history.group[known], eligible, history.unsure[known])
