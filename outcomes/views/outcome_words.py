"""One outcome of a scheme in words: the rule in a sentence, its parameters, and what it pays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pbr.scheme.document import Outcome, Scheme
from pbr.scheme.parameters import MEASURES
from pbr.scheme.rule_words import parameters_in_words
from pbr.scheme.words import KINDS
from pbr.values.money import Pence

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


def outcome_words(outcome: Outcome, scheme: Scheme, illustrative: Illustrative) -> OutcomeWords:
    rule = MEASURES[outcome.measure]
    return OutcomeWords(
        code=outcome.code,
        title=outcome.title,
        kind=KINDS.get(outcome.kind, outcome.kind),
        domain=outcome.domain,
        measure=outcome.measure,
        summary=f"{rule.summary[0].upper()}{rule.summary[1:]}.",
        parameters=tuple(
            ParameterWords(meaning, value, illustrative(one.name, "clawback" if one.name == "on_failure" else one.name))
            for one, meaning, value in parameters_in_words(outcome, scheme)
        ),
        prices=_prices(outcome, scheme.groups, illustrative),
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


def percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f} %"
