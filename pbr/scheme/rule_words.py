"""A rule's parameters in words: what each one does, and what it is set to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pbr.scheme.compare import in_words, within_a_sentence
from pbr.scheme.document import Outcome, Scheme
from pbr.scheme.parameters import MEASURES, Parameter
from pbr.scheme.parties import contract_names
from pbr.scheme.words import ANSWERS
from pbr.values.dates import format_day


def parameters_in_words(outcome: Outcome, scheme: Scheme | None = None) -> list[tuple[Parameter, str, str]]:
    """Each parameter that is set, its meaning as the beginning of a line, and its value; contracts by their providers."""
    providers = contract_names({one.code: one.provider for one in scheme.contracts}) if scheme else {}
    return [
        (
            parameter,
            f"{parameter.meaning[0].upper()}{parameter.meaning[1:]}",
            value_in_words(parameter.name, outcome.parameters[parameter.name], providers),
        )
        for parameter in MEASURES[outcome.measure].all
        if outcome.parameters.get(parameter.name) is not None
    ]


def value_in_words(name: str, value: Any, providers: Mapping[str, str]) -> str:
    """A parameter's value as a sentence has it."""
    answers = dict(ANSWERS.get(name, ()))
    match value:
        case bool():
            return "yes" if value else "no"
        case dt.date():
            return format_day(value)
        case tuple() | list() | frozenset():
            return ", ".join(answers.get(str(item), in_words(str(item))) for item in value)
        case str():
            if name in {"from_contract", "to_contract"}:
                return providers.get(value, in_words(value))
            return within_a_sentence(answers[value]) if value in answers else in_words(value)
        case Decimal():
            return f"{value.normalize():f}"
    return str(value)
