"""How good the forecast would have been: made again at every past month end, and held against what came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from payments.forecasting.chances import fit
from payments.forecasting.forecast import Asked, Forecast, simulate
from payments.forecasting.history import Floats
from payments.forecasting.possibilities import possibilities
from payments.forecasting.recorder import Recorder
from payments.forecasting.snapshot import Snapshot
from pbr.scheme.document import Scheme

EARLIEST: Final = 9  # months of history before the first forecast: before that hardly anybody has left
PARTNERSHIP: Final = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One forecast figure beside what came, in pence. `ahead`: 1 is the first month after the forecast's day."""

    day: dt.date
    contract: str  # PARTNERSHIP: all together
    month: dt.date
    ahead: int
    came: int
    mean: float
    median: float
    low50: float
    high50: float
    low80: float
    high80: float

    @property
    def within50(self) -> bool:
        return self.low50 <= self.came <= self.high50

    @property
    def within80(self) -> bool:
        return self.low80 <= self.came <= self.high80


@dataclass(frozen=True, slots=True)
class Score:
    """How the figures of one kind did. `bias` and `error` (absolute) are shares of what came in all."""

    figures: int
    within50: float
    within80: float
    bias: float
    error: float


def backtest(
    seen: Sequence[Snapshot], schemes: Sequence[Scheme], asked: Asked, earliest: int = EARLIEST
) -> Iterator[Held]:
    """Forecast from each month end with `earliest` months of history, and hold it against the month ends that follow."""
    recorder = Recorder(schemes)
    for number, now in enumerate(seen, 1):
        recorder.add(now)
        if earliest <= number < len(seen):
            chances = fit(recorder.history())
            made = simulate(chances, possibilities(now, schemes, chances), schemes, now, asked)
            yield from held(made, seen[number - 1 :])


def held(made: Forecast, later: Sequence[Snapshot]) -> Iterator[Held]:
    """A forecast beside what became payable in each month: `later` has its own month end and those that followed."""
    payable = np.array([[one.entitled.totals[code].payable for code in made.contracts] for one in later])
    came = np.diff(payable, axis=0).T[:, : len(made.months)]
    whole: Floats = np.concatenate([came, came.sum(0, keepdims=True)])
    bands = made.earned
    for contract, code in enumerate((*made.contracts, PARTNERSHIP)):
        for ahead in range(whole.shape[1]):
            at = contract, ahead
            yield Held(
                day=made.day, contract=code, month=made.months[ahead], ahead=ahead + 1, came=int(whole[at]),
                mean=float(bands.mean[at]), median=float(bands.median[at]),
                low50=float(bands.low50[at]), high50=float(bands.high50[at]),
                low80=float(bands.low80[at]), high80=float(bands.high80[at]),
            )  # fmt: skip


def score(figures: Iterable[Held]) -> Score:
    """Raises ValueError where there is nothing to score."""
    all_ = list(figures)
    if not all_:
        raise ValueError("there is no figure to score")
    came = max(sum(one.came for one in all_), 1)
    return Score(
        figures=len(all_),
        within50=sum(one.within50 for one in all_) / len(all_),
        within80=sum(one.within80 for one in all_) / len(all_),
        bias=sum(one.mean - one.came for one in all_) / came,
        error=sum(abs(one.mean - one.came) for one in all_) / came,
    )


def scores(figures: Sequence[Held]) -> dict[str, Score]:
    """Everything, the contracts, the partnership, and each number of months ahead."""
    kinds: dict[str, Callable[[Held], bool]] = {
        "all": lambda one: True,
        "contracts": lambda one: one.contract != PARTNERSHIP,
        "partnership": lambda one: one.contract == PARTNERSHIP,
    }
    found = {name: score(filter(belongs, figures)) for name, belongs in kinds.items()}
    for ahead in sorted({one.ahead for one in figures}):
        found[f"{ahead} ahead"] = score(one for one in figures if one.ahead == ahead)
    return found
