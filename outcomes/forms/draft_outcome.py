"""One outcome of a draft: what it is, by which measure it is found, and what its measure and its pricing take.

Only what the measure takes is asked; an answer to what another measure took goes with that measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.forms import BaseForm

from outcomes.forms.draft_lists import priced_individually
from outcomes.forms.draft_sections import DOMAIN_OPTIONS
from outcomes.forms.parts import Entry, codes, groups_of, rows_of_key
from outcomes.forms.questions import Asked, Given, Heading, Question, Rows, Table, answered
from pbr.scheme.compare import in_words
from pbr.scheme.document import ReviewRule
from pbr.scheme.editing import Document, renamed_outcome
from pbr.scheme.kinds import Choice, Code, Money, Number, Text, Whole
from pbr.scheme.outcomes import DOMAINS as DOMAIN_CODES
from pbr.scheme.outcomes import KINDS
from pbr.scheme.parameters import MEASURES, MOST_MONTHS, Parameter
from pbr.scheme.words import ANSWERS, PARAMETERS

_KIND_OPTIONS: Final = (
    ("interim", "Interim: a step on the way"),
    ("final", "Final: what the journey is for"),
    ("service", "Service: how the service works"),
)
_PRICING_OPTIONS: Final = (
    ("individual", "For each client"),
    ("cohort", "By cohort: rising with the proportion achieving"),
)
_MEASURE_OPTIONS: Final = tuple(
    (name, f"{in_words(name).capitalize()}: {measure.summary}") for name, measure in MEASURES.items()
)
_WIDE: Final = ("confirm_local", "event")
_MONEY: Final = {"price": "price", "prices": "prices", "bands": "bands", "tiers": "tiers", "instalments": "instalments"}


class Outcome(Entry):
    section, key = "outcomes", "outcome"
    title, new = "Outcome", "A new outcome"
    template = "outcomes/draft_outcome.html"

    def questions(self, table: Table) -> Sequence[Question]:
        asked: list[Question] = [*self._general(table)]
        measure = MEASURES.get(str(table.get("measure")))
        if measure is not None:
            asked.append(Heading(in_words(str(table["measure"])).capitalize(), f"Achieved: {measure.summary}."))
            asked += [self._parameter(parameter) for parameter in measure.all]
            asked += self._paid(table)
        return asked

    def read(self, given: Given, without: str = "") -> Table:
        """Afresh, so that nothing is left of a measure or a pricing that is no longer chosen, but for its prices; and
        rows that the page did not show yet, since another pricing was chosen on it, come back as the draft has them."""
        chosen = answered({}, self._general({}), given)
        questions = self.questions(chosen)
        table = answered({}, questions, given, without)
        for rows in (one for one in questions if isinstance(one, Rows) and one.key in self.table):
            if not any(name.startswith(f"{rows.key}-") for name in given):
                table[rows.key] = self.table[rows.key]
        if priced_individually(table):
            table |= {key: self.table[key] for key in ("price", "prices") if key in self.table}
        return table

    def put(self, table: Table) -> Document:
        """A new code is taken up by everything that names the outcome."""
        document, renamed = super().put(table), self.renames(table)
        return renamed_outcome(document, *renamed) if renamed else document

    def asks_more(self, table: Table) -> bool:
        """Another measure or pricing takes other things."""
        return any(table.get(key) != self.table.get(key) for key in ("measure", "pricing"))

    def left_out(self, table: Table) -> str:
        asked = {question.key for question in self.questions(table) if isinstance(question, Rows)}
        gone = [key for key in _MONEY if key in self.table and key not in table and key not in asked]
        return "; ".join(f"{_MONEY[key]} ({_told(self.table[key])})" for key in gone)

    def shown(self, form: BaseForm) -> dict[str, Any]:
        """`in_grid`: whether its prices stand in the grid of individual prices."""
        chosen = {key: form.data[key] for key in ("measure", "pricing") if form.data.get(key)}
        return {"in_grid": priced_individually(chosen)}

    def _general(self, table: Table) -> Sequence[Asked]:
        asked = (
            Asked(
                ("code",), "Code", Code(), "Short, such as planned-exit. Gates, caps and claims name it so.", wide=True
            ),
            Asked(("title",), "Title", Text(), if_empty="made from the code", wide=True),
            Asked(("domain",), "Domain", Choice(*DOMAIN_CODES), options=DOMAIN_OPTIONS),
            Asked(("kind",), "Kind", Choice(*KINDS), options=_KIND_OPTIONS),
            Asked(("measure",), "Measure", Choice(*MEASURES), "How it is found.", options=_MEASURE_OPTIONS),
        )
        if table.get("measure") == "reoffending_cohort":
            return asked
        pricing = Choice("individual", "cohort")
        return (*asked, Asked(("pricing",), "Priced", pricing, options=_PRICING_OPTIONS, if_empty="for each client"))

    def _parameter(self, parameter: Parameter) -> Asked:
        name = parameter.name
        options: Sequence[tuple[str, str]] = ANSWERS.get(name, ())
        if name in {"from_contract", "to_contract"}:
            options = codes(self.document, "contract")
        return Asked(
            (name,),
            PARAMETERS.get(name, in_words(name).capitalize()),
            parameter.kind,
            f"{parameter.meaning[0].upper()}{parameter.meaning[1:]}.",
            options=tuple(options),
            if_empty="" if parameter.required else self._usual(parameter, options),
            wide=name in _WIDE,
        )

    def _usual(self, parameter: Parameter, options: Sequence[tuple[str, str]]) -> str:
        """In words, what holds where nothing is said."""
        if parameter.default_from == "code":
            return "the outcome's own code"
        value = parameter.default
        if parameter.default_from == "reviews":
            reviews = self.document.get("reviews", {})
            value = reviews.get(parameter.name, getattr(ReviewRule(), parameter.name))
        match value:
            case None:
                return "not asked for"
            case bool():
                return "yes" if value else "no"
            case tuple():
                return " and ".join(value)
        words = dict(options).get(value, in_words(str(value)))
        return words[:1].lower() + words[1:]

    def _paid(self, table: Table) -> Sequence[Question]:
        """What the measure and the pricing take besides a price for each group, which stands in the grid."""
        if table["measure"] == "reoffending_cohort":
            return (_tiers(),)
        if table.get("pricing") == "cohort":
            return (self._bands(),)
        return (_instalments(),) if table["measure"] == "non_representation" else ()

    def _bands(self) -> Rows:
        groups, gone = groups_of(self.document, rows_of_key(self.table, "bands"))
        labels = [
            *(f"Price, {group} (£)" for group in groups),
            *(f"Price, {group}, no group now (£)" for group in gone),
        ]
        prices = (
            Asked(("prices", group), label, Money(), name=f"prices-{number}")
            for number, (group, label) in enumerate(zip([*groups, *gone], labels, strict=True), 1)
        )
        hint = (
            "The price for each client rises with the proportion of the cohort that achieves. The first band is from 0."
        )
        share = Asked(("at_least",), "From this proportion", Number("1"), "As 0.40 or 40 %.")
        return Rows("bands", "Bands", "band", (share, *prices), hint)


def _told(value: Any) -> str:
    """What was given, so that it can be typed again: at least 0.40, low 20, high 40."""
    if isinstance(value, dict):
        return ", ".join(
            _told(one) if isinstance(one, dict) else f"{in_words(key)} {one}" for key, one in value.items()
        )
    return " and ".join(map(_told, value)) if isinstance(value, list) else str(value)


def _tiers() -> Rows:
    return Rows(
        "tiers",
        "Tiers",
        "tier",
        (
            Asked(("at_least",), "From this reduction", Number("1"), "As 0.05 or 5 %."),
            Asked(("per_member",), "For each member of the cohort (£)", Money()),
        ),
        "What is paid for each member of the cohort once offences have fallen so far below the baseline.",
    )


def _instalments() -> Rows:
    return Rows(
        "instalments",
        "Instalments",
        "instalment",
        (
            Asked(("month",), "Month", Whole(1, MOST_MONTHS)),
            Asked(("share",), "Share of the price", Number("1", above_zero=True), "As 0.25 or 25 %."),
        ),
        "The shares sum to 1. Without any, the whole price is paid at the last month.",
    )
