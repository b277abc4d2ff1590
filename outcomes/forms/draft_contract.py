"""One contract of a draft: the provider's part in the scheme, and how its money is limited and passed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from outcomes.forms.parts import Entry, codes
from outcomes.forms.questions import Asked, Heading, Question, Rows, Table
from pbr.scheme.contracts import OLDEST
from pbr.scheme.editing import Document, renamed_contract
from pbr.scheme.kinds import Agency, Choice, Code, ListOf, Money, Number, Text, Whole

_ATTRIBUTION: Final = (
    ("holder", "To the contract that holds the person on the day"),
    ("shared", "To every contract that treated the person, by its share"),
)
_OVER: Final = (("lost", "Is lost"), ("carry", "Is carried into the next year"))


class Contract(Entry):
    section, key = "contracts", "contract"
    title, new = "Contract", "A new contract"
    template = "outcomes/draft_part.html"

    def questions(self, table: Table) -> Sequence[Question]:
        return (*_parties(), *_covers(), *_shares(), *_money(), self._caps(), _subcontractors())

    def put(self, table: Table) -> Document:
        document, renamed = super().put(table), self.renames(table)
        return renamed_contract(document, *renamed) if renamed else document

    def _caps(self) -> Rows:
        return Rows(
            "caps",
            "Caps: the most paid in a contract year",
            "cap",
            (
                Asked(("amount",), "Amount (£)", Money()),
                Asked(
                    ("outcomes",),
                    "On these outcomes",
                    ListOf(Code()),
                    "Tick none for a cap on everything.",
                    options=tuple(codes(self.document, "outcome")),
                ),
                Asked(("over",), "What is above it", Choice("lost", "carry"), options=_OVER, if_empty="is lost"),
            ),
        )


def _parties() -> Sequence[Question]:
    return (
        Asked(("code",), "Code", Code(), "Short, such as northway. The ledger names it so.", wide=True),
        Asked(("provider",), "Provider", Text(), "As the provider is called in this service.", wide=True),
        Asked(
            ("agencies",),
            "Agencies",
            ListOf(Agency(), least=1),
            "NDTMS agency codes, separated by commas.",
            wide=True,
        ),
    )


def _covers() -> Sequence[Question]:
    return (
        Heading("Whom it covers", "Left empty: everyone whom its agencies treat."),
        Asked(("covers", "age_min"), "Youngest age", Whole(0, OLDEST), "At the journey's start.", if_empty="no limit"),
        Asked(("covers", "age_max"), "Oldest age", Whole(0, OLDEST), if_empty="no limit"),
        Asked(
            ("covers", "modal"),
            "Types of intervention",
            ListOf(Whole(1, 99)),
            "Codes separated by commas, such as 94, 2, 3.",
            if_empty="every type",
        ),
    )


def _shares() -> Sequence[Question]:
    return (
        Heading("Whose a result is"),
        Asked(
            ("attribution",),
            "A result belongs",
            Choice("holder", "shared"),
            "The same on every contract of the scheme.",
            options=_ATTRIBUTION,
            if_empty="to the contract that holds the person",
        ),
        Asked(
            ("share",),
            "Share",
            Number("1", above_zero=True),
            "Used where results are shared. As 0.50 or 50 %.",
            if_empty="1",
        ),
    )


def _money() -> Sequence[Question]:
    return (
        Heading("Money whatever is achieved"),
        Asked(
            ("block", "annual"),
            "Block, for a year (£)",
            Money(),
            "Paid in twelve parts at the ends of months.",
            if_empty="none",
        ),
        Asked(("floor",), "Floor, for a contract year (£)", Money(), "The least that is paid.", if_empty="none"),
    )


def _subcontractors() -> Rows:
    return Rows(
        "subcontractors",
        "Sub-contractors",
        "sub-contractor",
        (
            Asked(("provider",), "Provider", Text(), wide=True),
            Asked(("share",), "Share of each payment", Number("1", above_zero=True), "As 0.15 or 15 %."),
        ),
        "Together at most 1; the prime provider holds the rest.",
    )
