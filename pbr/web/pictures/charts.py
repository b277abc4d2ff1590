"""The kinds of chart. Each takes plain values and describes a chart for `draw`; money is in pence and shown in pounds.

Numbers here are for drawing only. What is paid is never computed from them.
"""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt

from .theme import ACCENT, GAIN, INK, LOSS, QUIET, SERIES

WIDTH: Final = 640
LONGEST_LINE: Final = 40  # letters of a category's name
LONGEST_LANE: Final = 34  # letters of a lane's: the time needs the width
HEIGHT: Final = 280
Layers = alt.LayerChart | alt.FacetChart  # as Altair types what is laid over one another
ROW: Final = 26  # pixels of one bar of a list of bars
LINE: Final = 17  # pixels of one line of a name
SHAPES: Final = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
    "triangle-right",
    "triangle-left",
)
# Each dark enough to be seen on white as a small mark.
MARKS: Final = (ACCENT, "#5c3d99", "#b5446e", INK, "#0f7a52", "#3b5c8a")
# d3's "$" is the locale's sign, here the pound's.
UNITS: Final[Mapping[str, str]] = {"pounds": "$,.0f", "number": ",.0f", "share": ".0%"}


def bars(values: Sequence[tuple[str, str, float]], *, unit: str = "pounds", title: str = "") -> alt.Chart:
    """Lying bars of (category, series, value), grouped by category in the order given. Pounds are given in pence."""
    rows = [{"category": one, "series": series, "value": _scaled(value, unit)} for one, series, value in values]
    categories, series = _ordered(rows, "category"), _ordered(rows, "series")
    height = len(categories) * (ROW * len(series) + 14)
    colour = alt.Color(
        "series:N", sort=series, scale=_colours(series), legend=alt.Legend() if len(series) > 1 else None
    )
    chart: alt.Chart = (
        alt.Chart(_data(rows), width=WIDTH, height=max(height, 60))
        .mark_bar()
        .encode(
            y=_category(categories, scale=alt.Scale(paddingInner=0.25)),
            yOffset=alt.YOffset("series:N", sort=series),
            x=_number("value", unit, title),
            color=colour,
        )
    )
    return chart


def gains(values: Sequence[tuple[str, float]], *, unit: str = "pounds", title: str = "") -> alt.Chart:
    """Bars from nought of (category, difference): gains to the right and green, losses to the left and red."""
    rows = [{"category": one, "value": _scaled(value, unit)} for one, value in values]
    chart: alt.Chart = (
        alt.Chart(_data(rows), width=WIDTH, height=max(len(rows) * (ROW + 6), 60))
        .mark_bar()
        .encode(
            y=_category(_ordered(rows, "category")),
            x=_number("value", unit, title),
            color=alt.condition("datum.value < 0", alt.value(LOSS), alt.value(GAIN)),
        )
    )
    return chart


def steps(values: Sequence[tuple[str, float]], *, total: str, unit: str = "pounds", title: str = "") -> alt.Chart:
    """A waterfall of (step, what it adds): each bar begins where the one before ended; the last is the `total`."""
    rows, reached = [], 0.0
    for one, value in values:
        begins, reached = reached, reached + _scaled(value, unit)
        rows.append({"category": one, "begins": begins, "ends": reached, "adds": reached - begins})
    rows.append({"category": total, "begins": 0.0, "ends": reached, "adds": 0.0})
    colour = alt.condition("datum.adds < 0", alt.value(LOSS), alt.value(ACCENT))
    chart: alt.Chart = (
        alt.Chart(_data(rows), width=WIDTH, height=len(rows) * (ROW + 6))
        .mark_bar()
        .encode(y=_category(_ordered(rows, "category")), x=_number("begins", unit, title), x2="ends:Q", color=colour)
    )
    return chart


def lines(values: Sequence[tuple[dt.date, str, float]], *, unit: str = "pounds", title: str = "") -> alt.Chart:
    """Lines by month of (month, series, value); series differ in colour and in dash."""
    rows = [{"month": one.isoformat(), "series": s, "value": _scaled(value, unit)} for one, s, value in values]
    series = _ordered(rows, "series")
    chart: alt.Chart = (
        alt.Chart(_data(rows), width=WIDTH, height=HEIGHT)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=_month(),
            y=_number("value", unit, title, axis="y"),
            color=alt.Color(
                "series:N", sort=series, scale=_colours(series), legend=alt.Legend() if len(series) > 1 else None
            ),
            strokeDash=alt.StrokeDash("series:N", sort=series, legend=None),
        )
    )
    return chart


def fan(
    bands: Sequence[tuple[dt.date, float, float, float, float, float]],
    happened: Sequence[tuple[dt.date, float]] = (),
    *,
    unit: str = "pounds",
    title: str = "",
    ends: dt.date | None = None,
) -> Layers:
    """A forecast: (month, low 80 %, low 50 %, median, high 50 %, high 80 %), and what happened as dots; a dashed line on the
    day on which something `ends`, where it lies among the months."""
    names = ("low80", "low50", "median", "high50", "high80")
    rows = [
        {"month": month.isoformat(), **{n: _scaled(v, unit) for n, v in zip(names, told, strict=True)}}
        for month, *told in bands
    ]
    base = alt.Chart(_data(rows), width=WIDTH, height=HEIGHT).encode(x=_month())
    legend = alt.Color(
        "what:N",
        scale=alt.Scale(domain=["8 in 10", "1 in 2", "Middle", "Happened"], range=["#c5dde1", "#7fb3bd", ACCENT, INK]),
        legend=alt.Legend(),
    )
    wide = (
        base.transform_calculate(what="'8 in 10'")
        .mark_area()
        .encode(y=_number("low80", unit, title, axis="y"), y2="high80:Q", color=legend)
    )
    narrow = base.transform_calculate(what="'1 in 2'").mark_area().encode(y="low50:Q", y2="high50:Q", color=legend)
    middle = base.transform_calculate(what="'Middle'").mark_line(strokeWidth=2.5).encode(y="median:Q", color=legend)
    dots = [{"month": month.isoformat(), "value": _scaled(value, unit)} for month, value in happened]
    seen = (
        alt.Chart(_data(dots))
        .transform_calculate(what="'Happened'")
        .mark_point(filled=True, size=60)
        .encode(x=_month(), y="value:Q", color=legend)
    )
    if ends is None or not (bands and bands[0][0] <= ends <= bands[-1][0]):
        return alt.layer(wide, narrow, middle, seen)
    end = alt.Chart(_data([{"month": ends.isoformat(), "what": f"Ends {ends:%-d %b %Y}"}]))
    rule = end.mark_rule(color=QUIET, strokeDash=[4, 3], strokeWidth=2).encode(x=_month())
    label = end.mark_text(align="left", dx=5, y=8, fontSize=13, color=QUIET).encode(x=_month(), text="what:N")
    return alt.layer(wide, narrow, middle, seen, rule, label)


def intervals(
    values: Sequence[tuple[str, float, float, float, float, float]], *, unit: str = "pounds", title: str = ""
) -> Layers:
    """Lying bands of (category, low 80 %, low 50 %, expected, high 50 %, high 80 %), one for each category."""
    names = ("low80", "low50", "expected", "high50", "high80")
    rows = [
        {"category": one, **{n: _scaled(v, unit) for n, v in zip(names, told, strict=True)}} for one, *told in values
    ]
    base = alt.Chart(_data(rows), width=WIDTH, height=max(len(rows) * (ROW + 14), 60)).encode(
        y=_category(_ordered(rows, "category"))
    )
    legend = alt.Color(
        "what:N",
        scale=alt.Scale(domain=["8 in 10", "1 in 2", "Expected"], range=["#c5dde1", "#7fb3bd", INK]),
        legend=alt.Legend(),
    )
    wide = base.transform_calculate(what="'8 in 10'").mark_bar(height=ROW - 8)
    narrow = base.transform_calculate(what="'1 in 2'").mark_bar(height=ROW - 8)
    middle = base.transform_calculate(what="'Expected'").mark_tick(thickness=3, size=ROW)
    return alt.layer(
        wide.encode(x=_number("low80", unit, title), x2="high80:Q", color=legend),
        narrow.encode(x="low50:Q", x2="high50:Q", color=legend),
        middle.encode(x="expected:Q", color=legend),
    )


def time_line(spans: Sequence[tuple[str, str, dt.date, dt.date]], marks: Sequence[tuple[str, str, dt.date]]) -> Layers:
    """Lanes of spans (lane, kind, from, to) and of marks (lane, kind, day); several marks of a lane on one day are one
    with their number. There is no legend: a lane's name says what stands in it, and colour and shape only repeat it."""
    lanes = list(dict.fromkeys([*(one[0] for one in spans), *(one[0] for one in marks)]))
    bar_rows = [{"lane": a, "kind": b, "from": c.isoformat(), "to": d.isoformat()} for a, b, c, d in spans]
    counted = Counter(marks)
    mark_rows = [
        {"lane": a, "kind": b, "on": c.isoformat(), "many": f"×{many}" if many > 1 else ""}
        for (a, b, c), many in counted.items()
    ]
    most = max(len(textwrap.wrap(lane, LONGEST_LANE)) for lane in lanes)
    height = len(lanes) * max(ROW + 4, most * LINE)
    axis = alt.Axis(labelExpr=_on_lines(lanes, LONGEST_LANE), grid=True, ticks=False)
    lane = alt.Y("lane:N", sort=lanes, title=None, scale=alt.Scale(domain=lanes), axis=axis)
    bars_ = alt.Chart(_data(bar_rows), width=WIDTH, height=height).mark_bar(height=14, stroke="white", strokeWidth=1)
    on = alt.Chart(_data(mark_rows), width=WIDTH, height=height).encode(
        y=lane, x=alt.X("on:T", title=None, axis=_days(), scale=alt.Scale(padding=12))
    )
    layers = [
        bars_.encode(
            y=lane,
            x=alt.X("from:T", title=None, axis=_days(), scale=alt.Scale(padding=12)),
            x2="to:T",
            color=_by_kind(alt.Color, bar_rows, SERIES),
        ),
        on.mark_point(filled=True, size=150, opacity=1, stroke="white", strokeWidth=1).encode(
            color=_by_kind(alt.Color, mark_rows, MARKS), shape=_by_kind(alt.Shape, mark_rows, SHAPES)
        ),
        on.mark_text(align="left", dx=9, fontSize=13).encode(text="many:N"),
    ]
    chart: Layers = alt.layer(
        *(one for one, rows in zip(layers, (bar_rows, mark_rows, mark_rows), strict=True) if rows)
    )
    apart: Layers = chart.resolve_scale(color="independent")
    return apart


def funnel(
    points: Sequence[tuple[str, int, float]], limits: Sequence[tuple[int, float, float, float, float]], centre: float
) -> Layers:
    """Shares by their number: (name, number, share), within limits (number, low 99.8, low 95, high 95, high 99.8)."""
    names = ("low998", "low95", "high95", "high998")
    rows = [{"n": n, **dict(zip(names, told, strict=True))} for n, *told in limits]
    base = alt.Chart(_data(rows), width=WIDTH, height=HEIGHT)
    across = alt.X("n:Q", title="Assessments", scale=alt.Scale(zero=False))
    edges: list[Any] = [
        base.mark_line(color=QUIET, strokeDash=[2, 3] if name.endswith("998") else [1, 0], strokeWidth=1.2).encode(
            x=across, y=alt.Y(f"{name}:Q", title=None, axis=alt.Axis(format=UNITS["share"]))
        )
        for name in names
    ]
    middle = alt.Chart(_data([{"centre": centre}])).mark_rule(color=ACCENT).encode(y="centre:Q")
    told = [{"name": name, "n": n, "share": share} for name, n, share in points]
    dots = alt.Chart(_data(told)).mark_point(filled=True, size=80, color=INK).encode(x=across, y="share:Q")
    labels = (
        alt.Chart(_data(told)).mark_text(align="left", dx=8, fontSize=13).encode(x=across, y="share:Q", text="name:N")
    )
    return alt.layer(*edges, middle, dots, labels)


def _scaled(value: float, unit: str) -> float:
    return value / 100 if unit == "pounds" else value


def _data(rows: Sequence[Mapping[str, Any]]) -> alt.Data:
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def _ordered(rows: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    return list(dict.fromkeys(row[name] for row in rows))


def _colours(series: Sequence[str]) -> alt.Scale:
    return alt.Scale(domain=list(series), range=[SERIES[place % len(SERIES)] for place in range(len(series))])


def _by_kind(channel: Any, rows: Sequence[Mapping[str, Any]], looks: Sequence[str]) -> Any:
    """Each kind of the rows by a look of its own, without a legend."""
    kinds = _ordered(rows, "kind")
    scale = alt.Scale(domain=kinds, range=[looks[place % len(looks)] for place in range(len(kinds))])
    return channel("kind:N", scale=scale, legend=None)


def _number(name: str, unit: str, title: str, axis: str = "x") -> Any:
    kind = alt.X if axis == "x" else alt.Y
    return kind(f"{name}:Q", title=title or None, axis=alt.Axis(format=UNITS[unit], tickCount=6))


def _category(names: Sequence[str], **options: Any) -> alt.Y:
    """A long name stands on two lines or three: cut off, it would say nothing."""
    axis = alt.Axis(labelExpr=_on_lines(names, LONGEST_LINE))
    return alt.Y("category:N", sort=list(names), title=None, axis=axis, **options)


def _on_lines(names: Sequence[str], longest: int) -> str:
    lines = {name: textwrap.wrap(name, longest) for name in names if len(name) > longest}
    return f"({json.dumps(lines)})[datum.value] || datum.label"


def _month() -> alt.X:
    """A tick for each month; by UTC, in which days are written, or summer time would shift April out of the picture."""
    axis = alt.Axis(format="%b %Y", labelOverlap="greedy", tickCount="month", grid=False)
    return alt.X("month:T", title=None, axis=axis, scale=alt.Scale(type="utc"))


def _days() -> alt.Axis:
    return alt.Axis(format="%-d %b %Y", labelOverlap=True, tickCount=6)
