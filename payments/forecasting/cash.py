"""From what is earned to what is paid: payment runs, each for all contracts at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from payments.forecasting.history import Floats, Yes

_LONGEST: Final = 12
_PRIOR: Final = 0.5  # runs: two gaps of three months already outweigh the monthly prior by four to one


@dataclass(frozen=True, slots=True)
class Runs:
    """How payment runs come, and what they pay. Shares stand by months: `gaps` from one run to the next (none of 0), `ages`
    from the newest month that a run pays to the run. `missed` is the share of what is earned that is queried or late,
    misses its run and comes with the next.

    `first` is the first month of the forecast (counted from 1) in which the next run may come; `waited` is how many
    months that is after the last run.
    """

    gaps: tuple[float, ...]
    ages: tuple[float, ...]
    missed: float = 0.0
    first: int = 1
    waited: int = 1


# Where no run says otherwise: every month, for what was claimed in that month or the one before.
MONTHLY: Final = Runs(gaps=(0.0, 1.0), ages=(0.0, 0.6, 0.4))


def runs_of(earned: Mapping[int, int], paid: Mapping[tuple[int, int], int], day: int, today: int) -> Runs:
    """What the runs so far tell. Months are numbers (`months.py`): `day` is the last one known, `today` is now.

    `earned` has how many lines were earned in each month, `paid` how many of a month's lines a run's month paid.
    """
    run_months = sorted({run for _, run in paid})
    if not run_months:
        return Runs(MONTHLY.gaps, MONTHLY.ages, first=max(today - day, 1))
    newest = _newest_paid(earned, paid)
    last = run_months[-1]
    first = max(today, last + 1, day + 1)
    return Runs(
        gaps=_shares((later - run for run, later in pairwise(run_months)), MONTHLY.gaps),
        ages=_shares((run - month for run, month in newest.items()), MONTHLY.ages),
        missed=_missed(earned, paid, newest),
        first=first - day,
        waited=first - last,
    )


def cash(earned: Floats, unpaid: Sequence[int], runs: Runs, rng: np.random.Generator) -> Floats:
    """What is paid in each month: (contracts, draws, months), from `earned` of the same shape, in pence.

    A run pays every contract what was earned up to its newest month and not paid before, but for what misses it. `unpaid`,
    earned and not paid before the forecast, comes with the first run. What comes out below zero is paid nothing: it is
    set off against the runs that follow.
    """
    contracts, draws, months = earned.shape
    known = np.empty((contracts, draws, months + 1))
    known[:, :, 0] = np.array(unpaid)[:, None]
    known[:, :, 1:] = earned
    np.cumsum(known, axis=2, out=known)
    runs_in = _run_months(runs, draws, months, rng)
    age = rng.choice(len(runs.ages), size=(draws, months), p=np.array(runs.ages) / sum(runs.ages))
    newest = np.where(runs_in, np.maximum(np.arange(1, months + 1) - age, 0), 0)
    newest = np.maximum.accumulate(newest, axis=1)
    before = np.concatenate([np.zeros((draws, 1), dtype=newest.dtype), newest[:, :-1]], axis=1)
    in_time, late = (np.take_along_axis(known, month[None], axis=2) for month in (newest, before))
    due = np.where(runs_in, (1 - runs.missed) * in_time + runs.missed * late, 0.0)
    so_far = np.maximum.accumulate(np.maximum(due, 0.0), axis=2)
    return np.diff(so_far, axis=2, prepend=0.0)


def _run_months(runs: Runs, draws: int, months: int, rng: np.random.Generator) -> Yes:
    """Whether a run comes: (draws, months)."""
    gaps = np.array(runs.gaps) / sum(runs.gaps)
    left = gaps[runs.waited :]
    left = left / left.sum() if left.sum() else np.ones(1)  # overdue by all that is known: it comes at once
    after = rng.choice(len(gaps), size=(draws, months), p=gaps)
    after[:, 0] = runs.first + rng.choice(len(left), size=draws, p=left)
    runs_in = np.zeros((draws, months + 2), dtype=np.bool_)
    np.put_along_axis(runs_in, np.minimum(np.cumsum(after, axis=1), months + 1), values=True, axis=1)
    return runs_in[:, 1:-1]


def _newest_paid(earned: Mapping[int, int], paid: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """The newest month of which a run brought what is paid to half of its lines or more, by run, where there is one."""
    newest: dict[int, int] = {}
    for month, lines in sorted(earned.items()):
        so_far = 0
        for run, number in sorted((run, number) for (of, run), number in paid.items() if of == month):
            so_far += number
            if 2 * so_far >= lines:
                newest[run] = month
                break
    return newest


def _missed(earned: Mapping[int, int], paid: Mapping[tuple[int, int], int], newest: Mapping[int, int]) -> float:
    """The share of lines that were not paid by the first run that paid their month or a later one."""
    expected = in_time = 0
    for month, lines in earned.items():
        run = min((run for run, reaches in newest.items() if reaches >= month), default=None)
        if run is not None:
            expected += lines
            in_time += sum(number for (of, when), number in paid.items() if of == month and when <= run)
    return 1 - in_time / expected if expected else 0.0


def _shares(seen: Iterable[int], prior: Sequence[float]) -> tuple[float, ...]:
    months = np.array([min(one, _LONGEST) for one in seen], dtype=np.int64)
    counts = np.bincount(months, minlength=_LONGEST + 1).astype(np.float64)
    counts[: len(prior)] += _PRIOR * np.array(prior)
    return tuple((counts / counts.sum()).tolist())
