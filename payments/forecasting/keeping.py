"""A forecast as it is kept and read again: whole pence, days, and chances in words."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from payments.forecasting.backtest import PARTNERSHIP, Held
from payments.forecasting.forecast import Bands, Forecast
from payments.forecasting.months import first_day
from payments.forecasting.snapshot import Snapshot
from pbr.scheme.document import Scheme
from pbr.values.dates import contract_years

BANDS: Final = ("low80", "low50", "median", "high50", "high80")
_HUNDREDTHS: Final = np.linspace(0, 1, 101)


class Figure(NamedTuple):
    """One contract (PARTNERSHIP: all) in one month, in whole pence by name of BANDS. `kind`: earned or paid."""

    kind: str
    contract: str
    month: dt.date
    bands: dict[str, int]


def figures(made: Forecast) -> Iterator[Figure]:
    for kind, bands in (("earned", made.earned), ("paid", made.paid)):
        for place, contract in enumerate((*made.contracts, PARTNERSHIP)):
            for number, month in enumerate(made.months):
                yield Figure(kind, contract, month, _at(bands, place, number))


def years(made: Forecast, schemes: Sequence[Scheme]) -> list[dict[str, Any]]:
    """For each contract year that the forecast reaches into, what is paid in its months of the forecast, as 101 quantiles
    in whole pence."""
    found = []
    for year in contract_years(schemes[0].starts, made.months[-1], schemes[-1].contract_year_starts):
        months = [place for place, month in enumerate(made.months) if year.start <= month <= year.end]
        if months:
            sums = np.quantile(made.drawn_paid[:, :, months].sum((0, 2)), _HUNDREDTHS)
            quantiles = [round(float(pence)) for pence in sums]
            found.append({"starts": year.start.isoformat(), "ends": year.end.isoformat(), "quantiles": quantiles})
    return found


def caps(made: Forecast) -> list[dict[str, Any]]:
    return [
        {
            "contract": one.contract,
            "starts": one.year.start.isoformat(),
            "place": one.place,
            "amount": one.cap.amount,
            "outcomes": list(one.cap.outcomes),
            "chance": one.chance,
            "by_month": list(one.by_month),
        }
        for one in made.caps
    ]


def came(seen: Sequence[Snapshot], contracts: Sequence[str]) -> dict[str, dict[str, int]]:
    """What became payable in each month, in pence, by contract and for all together (PARTNERSHIP)."""
    told: dict[str, dict[str, int]] = {code: {} for code in (*contracts, PARTNERSHIP)}
    before = dict.fromkeys(contracts, 0)
    for one in seen:
        month = first_day(one.month).isoformat()
        now = {code: int(one.entitled.totals[code].payable) for code in contracts}
        for code in contracts:
            told[code][month] = now[code] - before[code]
        told[PARTNERSHIP][month] = sum(now.values()) - sum(before.values())
        before = now
    return told


def looked_back_on(held: Held) -> list[Any]:
    """One figure beside what came, in whole pence; `held_again` reads it."""
    bands = (round(getattr(held, name)) for name in BANDS)
    return [held.day.isoformat(), held.contract, held.month.isoformat(), held.ahead, held.came, *bands]


def held_again(told: Sequence[Any]) -> Held:
    day, contract, month, ahead, came_in, *bands = told
    days = (dt.date.fromisoformat(day), contract, dt.date.fromisoformat(month))
    return beside(*days, ahead, came_in, dict(zip(BANDS, bands, strict=True)))


def beside(day: dt.date, contract: str, month: dt.date, ahead: int, came_in: int, bands: dict[str, int]) -> Held:
    """A kept figure beside what came. Its middle stands for its mean, which is not kept."""
    told = {name: float(pence) for name, pence in bands.items()}
    return Held(day, contract, month, ahead, came_in, told["median"], **told)


def chance_above(quantiles: Sequence[int], amount: int) -> str:
    """In words, the share of draws above an amount, by hundredths."""
    return chance_in_words(1 - bisect_right(quantiles, amount) / len(quantiles))


def chance_in_words(chance: float) -> str:
    """As a whole per cent; what 10,000 draws hardly ever show is not called certain."""
    if chance < 0.01:
        return "below 1 %"
    if chance > 0.99:
        return "above 99 %"
    return f"{chance * 100:.0f} %"


def _at(bands: Bands, place: int, number: int) -> dict[str, int]:
    return {name: round(float(getattr(bands, name)[place, number])) for name in BANDS}
