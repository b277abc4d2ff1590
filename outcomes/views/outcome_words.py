"""One outcome of a scheme in words: the rule in a sentence, its parameters, and what it pays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pbr.scheme.compare import in_words
from pbr.scheme.document import Outcome
from pbr.scheme.parameters import MEASURES
from pbr.values.dates import format_day
from pbr.values.money import Pence

KINDS: Final = {"interim": "Interim", "final": "Final", "service": "Service"}
Illustrative = Callable[..., bool]


@dataclass(frozen=True, slots=True)
class ParameterWords:
    meaning: str
    value: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One line of the price grid: for a band or an instalment its `label`, then pence by group (None: not paid)."""

    label: str
    prices: tuple[Pence | None, ...]
    illustrative: bool


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """`summary` is the rule in one sentence; `per_member` are tiers (reduction in words, pence for each member)."""

    code: str
    title: str
    kind: str
    domain: str
    measure: str
    summary: str
    parameters: tuple[ParameterWords, ...]
    prices: tuple[PriceRow, ...]
    instalments: tuple[str, ...]
    instalments_illustrative: bool
    per_member: tuple[tuple[str, Pence], ...]
    tiers_illustrative: bool


def outcome_words(outcome: Outcome, groups: tuple[str, ...], illustrative: Illustrative) -> OutcomeWords:
    rule = MEASURES[outcome.measure]
    return OutcomeWords(
        code=outcome.code,
        title=outcome.title,
        kind=KINDS.get(outcome.kind, outcome.kind),
        domain=outcome.domain,
        measure=outcome.measure,
        summary=f"{rule.summary[0].upper()}{rule.summary[1:]}.",
        parameters=tuple(
            ParameterWords(
                f"{parameter.meaning[0].upper()}{parameter.meaning[1:]}",
                value_in_words(outcome.parameters[parameter.name]),
                illustrative(parameter.name, "clawback" if parameter.name == "on_failure" else parameter.name),
            )
            for parameter in rule.all
            if outcome.parameters.get(parameter.name) is not None
        ),
        prices=_prices(outcome, groups, illustrative),
        instalments=tuple(f"{percent(part.share)} after {part.month} months" for part in outcome.instalments),
        instalments_illustrative=illustrative("instalments"),
        per_member=tuple((f"from {percent(t.at_least)} fewer offences", t.per_member) for t in outcome.tiers),
        tiers_illustrative=illustrative("tiers", "prices", outcome.code),
    )


def _prices(outcome: Outcome, groups: tuple[str, ...], illustrative: Illustrative) -> tuple[PriceRow, ...]:
    if outcome.bands:
        mark = illustrative("bands", "prices", outcome.code)
        return tuple(
            PriceRow(f"from {percent(band.at_least)} achieving", _by_group(band.prices, groups), mark)
            for band in outcome.bands
        )
    if not outcome.prices:
        return ()
    return (PriceRow("", _by_group(outcome.prices, groups), illustrative("prices", outcome.code)),)


def _by_group(prices: Any, groups: tuple[str, ...]) -> tuple[Pence | None, ...]:
    return tuple(prices.get(group) for group in groups)


def value_in_words(value: Any) -> str:
    """A parameter's value as a sentence has it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case dt.date():
            return format_day(value)
        case tuple() | list() | frozenset():
            return ", ".join(in_words(str(item)) for item in value)
        case str():
            return in_words(value)
    return str(value)


def percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f} %"
