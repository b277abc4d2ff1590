"""The pictures of a forecast, each with its sentence and its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from payments.forecasting.backtest import Score
from payments.queries.forecasts import Month
from pbr.values.dates import format_day
from pbr.web.exports import Cell, pence_as_pounds
from pbr.web.pictures import Picture, charts, draw

MONTHS: Final = (
    "Month",
    "Four in five: from (£)",
    "One in two: from (£)",
    "Middle (£)",
    "One in two: to (£)",
    "Four in five: to (£)",
    "Came (£)",
    "Forecast from what was known on",
)
AHEAD: Final = (
    "Months ahead",
    "Figures",
    "Within four in five, %",
    "Within one in two, %",
    "Too high (+) or low (−), %",
)
_NONE: Final = (None,) * 5
_WORDS: Final = {"earned": "is earned", "paid": "is paid"}


def month_rows(months: Sequence[Month]) -> Iterator[tuple[Cell, ...]]:
    for one in months:
        amounts = (*(one.bands or _NONE), one.came)
        yield (one.month, *(None if pence is None else pence_as_pounds(pence) for pence in amounts), one.day)


def fan(
    months: Sequence[Month], before: Sequence[Month], named: str, kind: str, day: dt.date, ends: dt.date | None
) -> Picture:
    """The bands month by month, with what came before and since as dots, and a line where the agreement `ends`."""
    bands = [(one.month, *one.bands) for one in months if one.bands]
    came = [(one.month, one.came) for one in (*before, *months) if one.came is not None]
    past = (
        " The table has past months too, with what was last expected of them where a forecast was made."
        if before
        else ""
    )
    return draw(
        charts.fan(bands, came, ends=ends),
        title=f"What {_WORDS[kind]} month by month: {named}",
        sentence=(
            f"The next {len(months)} months, from what was known on {format_day(day)}: in one case of two a month lies in "
            f"the dark band, in four of five in the light one; the line is the middle, and dots are what came.{past}"
        ),
        columns=MONTHS,
        rows=[(f"{month:%B %Y}", *told) for month, *told in month_rows([*before, *months])],
    )


def ahead_rows(scores: Sequence[tuple[int, Score]]) -> Iterator[tuple[Cell, ...]]:
    for ahead, one in scores:
        yield (
            ahead,
            one.figures,
            round(one.within80 * 100),
            round(one.within50 * 100),
            f"{one.bias * 100:+.0f}".replace("-", "−"),
        )


def share_held(scores: Sequence[tuple[int, Score]], title: str) -> Picture:
    """How often what came lay within each band, by months ahead."""
    figures = sum(one.figures for _, one in scores)
    within = sum(one.within80 * one.figures for _, one in scores) / figures
    half = sum(one.within50 * one.figures for _, one in scores) / figures
    values = [
        (f"{ahead} month{'s' if ahead > 1 else ''} ahead", band, share)
        for ahead, one in scores
        for band, share in (("Within four in five", one.within80), ("Within one in two", one.within50))
    ]
    return draw(
        charts.bars(values, unit="share"),
        title=title,
        sentence=(
            f"Of {figures} figures {within:.0%} lay within the band that should hold four in five (80 %), and {half:.0%} "
            "within the one that should hold one in two (50 %)."
        ),
        columns=AHEAD,
        rows=list(ahead_rows(scores)),
    )
