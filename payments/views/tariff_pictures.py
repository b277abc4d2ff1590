"""What a study found, as pictures with tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from payments.views.tariff_words import BAND, Found, Names, band, group_in_words, in_order, money, month
from pbr.values.money import format_pence
from pbr.web.exports import Cell
from pbr.web.pictures import Picture, charts, draw

TODAY, PROPOSED = "Today", "Proposed"


def of_case_mix(found: Found, names: Names) -> Picture:
    counted: Counter[tuple[str, str]] = Counter()
    for contract, group, _, journeys in found["case_mix"]:
        counted[names.providers.get(contract, "No contract"), group_in_words(group)] += journeys
    values = [(provider, group, float(journeys)) for (provider, group), journeys in counted.items()]
    group, most = max(_by_group(counted).items(), key=lambda one: one[1])
    return draw(
        charts.bars(values, unit="number"),
        title="Case mix",
        sentence=f"{most:,} of {counted.total():,} journeys are of the group {group}, the largest.",
        columns=("Provider", "Group", "Journeys"),
        rows=[(provider, group, journeys) for (provider, group), journeys in counted.items()],
    )


def _by_group(counted: Counter[tuple[str, str]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for (_, group), journeys in counted.items():
        sums[group] += journeys
    return sums


def of_rates(found: Found, names: Names) -> Picture | None:
    """The rate among the decided, of whole outcomes; an instalment's is in the table of the baseline."""
    told = [
        one
        for one in found["achievement"]
        if one["rate"] and one["group"] and one["part"] in ("", _last_part(found, one))
    ]
    if not told:
        return None
    best = max(told, key=lambda one: one["rate"]["share"])
    return draw(
        charts.bars(
            [(names.outcomes[one["outcome"]], one["group"], one["rate"]["share"]) for one in told], unit="share"
        ),
        title="Rate achieved among the decided",
        sentence=(
            f"Most often achieved is “{names.outcomes[best['outcome']]}” by the group {best['group']}: "
            f"{best['achieved']} of {best['achieved'] + best['failed']} decided."
        ),
        columns=("Outcome", "Group", "Achieved", "Decided"),
        rows=[
            (names.outcomes[one["outcome"]], one["group"], one["achieved"], one["achieved"] + one["failed"])
            for one in told
        ],
    )


def _last_part(found: Found, of: Mapping[str, Any]) -> str:
    parts = [one["part"] for one in found["achievement"] if one["outcome"] == of["outcome"]]
    return str(max(parts, key=lambda part: int(part) if part.isdigit() else 0))


def of_outcomes(found: Found, names: Names) -> Picture | None:
    """Money by outcome at today's prices and at the proposed ones; None where every outcome is priced by cohort."""
    if not found["today"]["outcomes"]:
        return None
    sides = [(TODAY, found["today"])] + ([(PROPOSED, found["proposed"])] if found["proposed"] else [])
    codes = in_order(names.outcomes, found["today"]["outcomes"])
    values = [
        (names.outcomes[code], side, float(told["outcomes"][code]["expected"]))
        for code in codes
        for side, told in sides
    ]
    last = sides[-1][1]["outcomes"]
    most = max(codes, key=lambda code: last[code]["expected"])
    whole = sides[-1][1]["total"]["expected"]
    return draw(
        charts.bars(values),
        title="Expected money of a year by outcome",
        sentence=f"“{names.outcomes[most]}” carries {format_pence(last[most]['expected'])} of {format_pence(whole)}.",
        columns=("Outcome", *(f"{side} (£)" for side, _ in sides)),
        rows=[
            (names.outcomes[code], *(money(told["outcomes"][code]["expected"]) for _, told in sides)) for code in codes
        ],
    )


def of_providers(money_of: Mapping[str, Any], names: Names) -> Picture:
    """Each provider's year, and how far it may lie from what is expected."""
    contracts = money_of["contracts"]
    told = {names.providers[code]: contracts[code] for code in in_order(names.providers, contracts)}
    widest = max(told, key=lambda name: _width(told[name]))
    values = [
        (name, *(float(one[key]) for key in ("low80", "low50", "expected", "high50", "high80")))
        for name, one in told.items()
    ]
    return draw(
        charts.intervals(values),  # type: ignore[arg-type]
        title="Expected money of a year by provider",
        sentence=(
            f"Least sure is the year of {widest}: eight of ten lie between {format_pence(told[widest]['low80'])} and "
            f"{format_pence(told[widest]['high80'])}, where {format_pence(told[widest]['expected'])} is expected."
        ),
        columns=("Provider", *BAND),
        rows=[(name, *band(one)) for name, one in told.items()],
    )


def _width(told: Mapping[str, int]) -> float:
    return (told["high80"] - told["low80"]) / told["expected"] if told["expected"] else 0.0


def of_months(money_of: Mapping[str, Any], names: Names) -> Picture | None:
    """Income month by month, with the worst month of each provider in the table."""
    earning = [one for one in money_of["volatility"] if one["months"]]
    if not earning:
        return None
    values = [
        (dt.date.fromisoformat(when), names.providers[one["contract"]], float(pence))
        for one in earning
        for when, pence in one["months"]
    ]
    worst = min(earning, key=lambda one: one["worst"] / one["mean"] if one["mean"] else 0)
    return draw(
        charts.lines(values),
        title="Income month by month, as it would have been",
        sentence=(
            f"The leanest month beside the mean is {month(worst['worst_month'])} of {names.providers[worst['contract']]}: "
            f"{format_pence(worst['worst'])}, where a month has {format_pence(worst['mean'])} on average."
        ),
        columns=("Month", *(names.providers[one["contract"]] for one in earning)),
        rows=_by_month(earning),
    )


def _by_month(earning: list[Mapping[str, Any]]) -> list[tuple[Cell, ...]]:
    told = [dict(one["months"]) for one in earning]
    months = sorted({when for one in told for when in one})
    return [(month(when), *(money(one[when]) if when in one else None for one in told)) for when in months]


def of_worst_months(money_of: Mapping[str, Any], names: Names) -> Picture | None:
    """Mean and worst month side by side; small providers are marked."""
    earning = [one for one in money_of["volatility"] if one["months"]]
    if not earning:
        return None
    called = {
        one["contract"]: names.providers[one["contract"]] + (" (small)" if one["small"] else "") for one in earning
    }
    sides = (("Mean month", "mean"), ("Worst month", "worst"))
    leanest = min(earning, key=lambda one: one["worst"])
    return draw(
        charts.bars([(called[one["contract"]], side, float(one[key])) for one in earning for side, key in sides]),
        title="Worst month of each provider",
        sentence=(
            f"{called[leanest['contract']]} would have had least in a month: {format_pence(leanest['worst'])} in "
            f"{month(leanest['worst_month'])}."
        ),
        columns=("Provider", "Mean month (£)", "Worst month", "Its income (£)"),
        rows=[
            (called[one["contract"]], money(one["mean"]), month(one["worst_month"]), money(one["worst"]))
            for one in earning
        ],
    )
