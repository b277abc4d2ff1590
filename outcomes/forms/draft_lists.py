"""Sections of a draft that are laid out otherwise than the document has them: feeds, marks of status, the price grid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.forms import BaseForm

from outcomes.forms.parts import Part, codes, groups_of, name_of, rows_of_key
from outcomes.forms.questions import Asked, Given, Question, Rows, Table, answered
from pbr.scheme.compare import in_words
from pbr.scheme.editing import Document
from pbr.scheme.kinds import Choice, Code, Day, ListOf, Money, Text
from pbr.scheme.parameters import MEASURES
from pbr.scheme.reading import FEEDS, STATUS_NAMES
from pbr.scheme.words import FEEDS as FEED_NAMES
from pbr.scheme.words import MARKS, PARAMETERS

ILLUSTRATIVE: Final = "illustrative"
_AT_SOURCE: Final = re.compile(r"feed\[(\d+)\](?:\.sources\[(\d+)\])?\.?(.*)")


class Feeds(Part):
    """One row for each source; rows of one feed that follow one another are the feed's sources."""

    section = "feeds"
    title = "Feeds: who tells, and when"
    intro = "A feed that is not named here is answered by whatever is loaded for it."

    def taken(self) -> Table:
        rows = []
        for feed in rows_of_key(self.document, "feed"):
            name = {"name": feed["name"]} if "name" in feed else {}
            rows += [{**name, **source} for source in feed.get("sources") or [{}]]
        return {"row": rows}

    def questions(self, table: Table) -> Sequence[Question]:
        return (
            Rows(
                "row",
                "Sources",
                "source",
                (
                    Asked(("name",), "Feed", Choice(*FEEDS), options=tuple(FEED_NAMES.items())),
                    Asked(("source",), "Source", Text(), "As the files name it, such as DIP."),
                    Asked(("from",), "Counts from", Day(), if_empty="from the beginning"),
                    Asked(("until",), "Counts until", Day(), if_empty="without end"),
                ),
            ),
        )

    def put(self, table: Table) -> Document:
        document = {key: value for key, value in self.document.items() if key != "feed"}
        if feeds := list(_feeds(table.get("row", []))):
            document["feed"] = feeds
        return document

    def within(self, path: str) -> str | None:
        match = _AT_SOURCE.fullmatch(path)
        if match is None:
            return "row"
        before = rows_of_key(self.document, "feed")[: int(match[1]) - 1]
        place = sum(len(feed.get("sources") or [{}]) for feed in before) + int(match[2] or 1)
        return f"row[{place}].{match[3]}"


def _feeds(rows: Sequence[Table]) -> Iterator[Table]:
    for name, of_one in groupby(rows, key=lambda row: row.get("name")):
        sources = [{key: value for key, value in row.items() if key != "name"} for row in of_one]
        given = {"name": name} if name is not None else {}
        yield {**given, "sources": [source for source in sources if source]}


class Status(Part):
    """What is ticked is illustrative; what was expressly confirmed and still names something stays so."""

    section = "status"
    title = "What is only an illustration"
    intro = "Everything that is not ticked is confirmed."

    def taken(self) -> Table:
        status = self.document.get("status", {})
        marked = [name for name, mark in status.items() if mark == ILLUSTRATIVE or not self._names_something(name)]
        return {
            "parts": [name for name in marked if name not in self._of_outcomes()],
            "outcomes": [name for name in marked if name in self._of_outcomes()],
        }

    def questions(self, table: Table) -> Sequence[Question]:
        words = {name: in_words(name).capitalize() for name in STATUS_NAMES}
        words |= {
            name: f"{PARAMETERS.get(name, in_words(name).capitalize()).removesuffix('?')}: {meaning}"
            for name, meaning in self._parameters().items()
        }
        parts = [(name, MARKS.get(name, told)) for name, told in words.items()]
        return (
            Asked(("parts",), "Parts of the document", ListOf(Code()), options=tuple(sorted(parts, key=itemgetter(1)))),
            Asked(("outcomes",), "Outcomes", ListOf(Code()), options=tuple(codes(self.document, "outcome"))),
        )

    def put(self, table: Table) -> Document:
        document = {key: value for key, value in self.document.items() if key != "status"}
        ticked = [*table.get("parts", []), *table.get("outcomes", [])]
        before = self.document.get("status", {})
        status = {
            name: ILLUSTRATIVE if name in ticked else before[name]
            for name in before
            if name in ticked or (before[name] != ILLUSTRATIVE and self._names_something(name))
        }
        status |= dict.fromkeys((name for name in ticked if name not in status), ILLUSTRATIVE)
        return {**document, "status": status} if status else document

    def within(self, path: str) -> str | None:
        return "outcomes" if path.removeprefix("status.") in self._of_outcomes() else "parts"

    def _of_outcomes(self) -> set[str]:
        return {code for code, _ in codes(self.document, "outcome")}

    def _parameters(self) -> dict[str, str]:
        """The parameters of the measures that this scheme uses, and what each means."""
        used = [MEASURES[outcome["measure"]] for outcome in rows_of_key(self.document, "outcome") if _known(outcome)]
        return {parameter.name: parameter.meaning for measure in used for parameter in measure.all}

    def _names_something(self, name: str) -> bool:
        return name in STATUS_NAMES | set(self._parameters()) | self._of_outcomes()


def _known(outcome: Table) -> bool:
    return isinstance(outcome.get("measure"), str) and outcome["measure"] in MEASURES


class Prices(Part):
    """The grid of individual prices. What is paid by cohort has its bands and tiers on the outcome's own page."""

    section = "prices"
    title = "Prices"
    intro = "In pounds. Give a price for each group, or in the last column one price for every group."
    template = "outcomes/draft_prices.html"

    def questions(self, table: Table) -> Sequence[Question]:
        return [asked for _, row in self.rows() for asked in row]

    def rows(self) -> Iterator[tuple[Table, list[Asked]]]:
        """Each outcome with an individual price, and its questions: one for each group, one for each group that is gone
        and left a price, and one for all."""
        groups, gone = self._groups()
        for place, outcome in enumerate(rows_of_key(self.document, "outcome"), 1):
            if priced_individually(outcome):
                name = name_of(outcome, f"Outcome {place}")
                of_groups = [
                    Asked(
                        ("outcome", place, "prices", group),
                        f"{name}, {group}",
                        Money(),
                        name=f"outcome-{place}-prices-{number}",
                    )
                    for number, group in enumerate([*groups, *gone], 1)
                ]
                yield outcome, [*of_groups, Asked(("outcome", place, "price"), f"{name}, every group", Money())]

    def shown(self, form: BaseForm) -> dict[str, Any]:
        """`grid`: for each outcome its name, its code, and the fields of its row. `gone`: the groups that left prices,
        each with the value that takes them out."""
        grid = [
            (name_of(outcome, asked[-1].label), outcome.get("code", ""), [form[one.field] for one in asked])
            for outcome, asked in self.rows()
        ]
        groups, gone = self._groups()
        left = [(group, f"group-{number}") for number, group in enumerate(gone, len(groups) + 1)]
        return {"grid": grid, "groups": groups, "gone": left}

    def read(self, given: Given, without: str = "") -> Table:
        """`without` is the group whose prices are taken out, as `shown` numbers it."""
        number = without.removeprefix("group-")
        kept = {name: sent for name, sent in given.items() if not number or not name.endswith(f"-prices-{number}")}
        return answered(self.document, self.questions(self.document), kept)

    def _groups(self) -> tuple[list[str], list[str]]:
        return groups_of(self.document, filter(priced_individually, rows_of_key(self.document, "outcome")))


def priced_individually(outcome: Table) -> bool:
    return outcome.get("pricing", "individual") != "cohort" and outcome.get("measure") != "reoffending_cohort"
