"""What a trial found, as pictures with tables. Amounts become floats here, at the last moment, and only to be drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from payments.rules.comparison import ALL, NOBODY, Amount, Aspect, Comparison
from payments.views.trial_words import (
    ASPECTS,
    earned_sentence,
    month_of,
    months_sentence,
    named,
    provider_of,
    split_sentence,
)
from pbr.web.exports import Cell, pence_as_pounds
from pbr.web.pictures import Picture, charts, draw

NOW: Final = "In force"
DRAFT: Final = "Draft"
TOGETHER: Final = "Together"
_SIDES: Final = (f"{NOW} (£)", f"{DRAFT} (£)", "Difference (£)")
_WORST: Final = (f"Worst month, {NOW.lower()}", f"{NOW} (£)", f"Worst month, {DRAFT.lower()}", f"{DRAFT} (£)")
_KINDS: Final = (
    "What is asked", "Kind of client", *_SIDES, "Journeys gaining", "Journeys losing", "Journeys unchanged",
)  # fmt: skip


def pictures_of(comparison: Comparison, contract: str) -> dict[str, Picture]:
    """By the name under which each table is exported; of one contract, or of all together. One for which there is
    nothing to draw is left out."""
    pictures = {} if contract != ALL else {"providers": _providers(comparison), "worst-months": _worst(comparison)}
    for name, aspect in (("outcomes", Aspect.OUTCOME), ("groups", Aspect.GROUP)):
        if amounts := comparison.by(aspect, contract):
            pictures[name] = _split(comparison, aspect, amounts)
    if amounts := comparison.by(Aspect.MONTH, contract):
        pictures["months"] = _months(comparison, amounts)
    if any(comparison.by(aspect, contract) for aspect in ASPECTS):
        pictures["kinds"] = _kinds(comparison, contract)
    return pictures


def _providers(comparison: Comparison) -> Picture:
    totals = {provider_of(comparison, one): comparison.total(one.code) for one in comparison.contracts}
    return draw(
        charts.bars(list(_both(totals))),
        title="What each provider would have earned",
        sentence=earned_sentence("All providers together", comparison.total()),
        columns=("Provider", *_SIDES),
        rows=_rows(totals),
    )


def _worst(comparison: Comparison) -> Picture:
    """The month in which each provider would have had least to pay its staff from."""
    bars: list[tuple[str, str, float]] = []
    rows: list[tuple[Cell, ...]] = []
    worse = 0
    for contract in comparison.contracts:
        name, worst = provider_of(comparison, contract), comparison.worst_months(contract.code)
        if worst is None:
            rows.append((name, None, None, None, None))
            continue
        worse += worst[1].pence < worst[0].pence
        bars += [(name, NOW, worst[0].pence), (name, DRAFT, worst[1].pence)]
        rows.append((name, *(cell for one in worst for cell in (month_of(one.month), pence_as_pounds(one.pence)))))
    return draw(
        charts.bars(bars),
        title="The worst month of each provider",
        sentence=f"{_providers_counted(worse)} a worse worst month under the draft. A month counts from the first in "
        "which the provider earned anything to the last that is known completely.",
        columns=("Provider", *_WORST),
        rows=rows,
    )


def _providers_counted(number: int) -> str:
    if not number:
        return "No provider would have had"
    return f"{number} {'provider' if number == 1 else 'providers'} would have had"


def _split(comparison: Comparison, aspect: Aspect, amounts: Sequence[Amount]) -> Picture:
    what = "outcome" if aspect is Aspect.OUTCOME else "complexity group"
    totals = {named(comparison, aspect, one.value): one for one in amounts}
    return draw(
        charts.bars(list(_both(totals))),
        title=f"By {what}",
        sentence=split_sentence(comparison, aspect, amounts),
        columns=(what.capitalize(), *_SIDES),
        rows=_rows(totals),
    )


def _months(comparison: Comparison, amounts: Sequence[Amount]) -> Picture:
    months = [(dt.date.fromisoformat(one.value), one) for one in amounts]
    drawn = [(month, NOW, float(one.now)) for month, one in months]
    drawn += [(month, DRAFT, float(one.draft)) for month, one in months]
    return draw(
        charts.lines(drawn),
        title="Month by month",
        sentence=months_sentence(comparison, amounts),
        columns=("Month", *_SIDES),
        rows=_rows({month_of(month): one for month, one in months}),
    )


def _kinds(comparison: Comparison, contract: str) -> Picture:
    """Who gains and who loses; money for no one client (blocks, floors, cohorts) has no kind and stands in the table."""
    rows: list[tuple[Cell, ...]] = []
    drawn: list[tuple[str, float]] = []
    told: list[Amount] = []
    for aspect, title in ASPECTS.items():
        for one in comparison.by(aspect, contract):
            name, journeys = named(comparison, aspect, one.value), comparison.journeys_of(aspect, one.value, contract)
            rows.append((title, name, *_sides(one), journeys.gaining, journeys.losing, journeys.unchanged))
            if one.value != NOBODY:
                drawn.append((name, one.difference))
                told.append(one)
    return draw(
        charts.gains(drawn),
        title="Which kinds of client gain and lose",
        sentence=_kinds_sentence(comparison, told),
        columns=_KINDS,
        rows=rows,
    )


def _kinds_sentence(comparison: Comparison, amounts: Sequence[Amount]) -> str:
    if not amounts:
        return "No money is for one client."
    return split_sentence(comparison, Aspect.SUBSTANCES, amounts)


def _both(totals: Mapping[str, Amount]) -> Iterator[tuple[str, str, float]]:
    for name, amount in totals.items():
        yield name, NOW, amount.now
        yield name, DRAFT, amount.draft


def _rows(totals: Mapping[str, Amount]) -> list[tuple[Cell, ...]]:
    """A row for each, and their sum where there are several."""
    rows: list[tuple[Cell, ...]] = [(name, *_sides(one)) for name, one in totals.items()]
    if len(rows) > 1:
        sides = zip(*(_sides(one) for one in totals.values()), strict=True)
        rows.append((TOGETHER, *(sum(side) for side in sides)))
    return rows


def _sides(amount: Amount) -> tuple[Decimal, Decimal, Decimal]:
    return pence_as_pounds(amount.now), pence_as_pounds(amount.draft), pence_as_pounds(amount.difference)
