"""The past beside what forecasts said of it: each month that is known, what came and what was expected before it."""

from __future__ import annotations

import datetime as dt

from payments.forecasting.backtest import Held
from payments.forecasting.keeping import BANDS
from payments.models import ForecastFigure
from payments.queries.forecasts import Bands, Month, came_of, forecasts, looked_back
from pbr.access.access import Access
from pbr.values.dates import ONE_DAY

Expected = tuple[dt.date, Bands]  # the forecast's day, and its bands


def past_months(access: Access, contract: str, kind: str, before: dt.date) -> list[Month]:
    """Every known month before `before`, the earliest first. Its bands are those of the last forecast made before it: one
    that was kept, else one made again in looking back; none where there is neither."""
    said = {} if kind == ForecastFigure.Kind.PAID else _made_again(access, contract)
    said |= _kept(access, contract, kind)
    return [
        Month(month, bands, pence, day)
        for month, pence in sorted(came_of(access, contract, kind).items())
        if month < before
        for day, bands in [said.get(month, (None, None))]
    ]


def _kept(access: Access, contract: str, kind: str) -> dict[dt.date, Expected]:
    figures = ForecastFigure.objects.filter(forecast__in=forecasts(access).order_by(), contract=contract, kind=kind)
    ordered = figures.order_by("forecast__day", "forecast__made_at", "forecast_id").values_list(
        "month", "forecast__day", *BANDS
    )
    return {month: (day, tuple(bands)) for month, day, *bands in ordered if month > day}


def _made_again(access: Access, contract: str) -> dict[dt.date, Expected]:
    _, figures = looked_back(access)
    return {
        one.month: (one.month - ONE_DAY, _bands(one)) for one in figures if one.contract == contract and one.ahead == 1
    }


def _bands(one: Held) -> Bands:
    return tuple(round(getattr(one, name)) for name in BANDS)
