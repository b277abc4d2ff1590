"""The complexity instrument as the rules read it, and how its document is read: all that is wrong is found at once.

Nobody has published the pilots' tool: its questions and points are data, and a document says whether they are agreed
(`confirmed`) or a demonstration (`illustrative`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from caseloads.rules.mentions import TOP_ITEMS
from pbr.scheme.errors import SchemeRefused
from pbr.scheme.kinds import Choice, Code, Day, ListOf, Text, Whole
from pbr.scheme.reading import parse_toml
from pbr.scheme.tables import Faults, Table

# Of the NDTMS fields of an episode, those that answer a question of an assessment.
NDTMS_FIELDS: Final = ("INJSTAT", "ACCMNEED", "EMPSTAT", "PRNTSTAT", "DUALDIAG", "PREVTR")
MOST_POINTS: Final = 1_000
MOST_BANDS: Final = 10


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose. `same_as`: codes of the existing answer that mean the same."""

    value: str
    label: str
    points: int
    same_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """From this number on, so many points."""

    at_least: int
    points: int


@dataclass(frozen=True, slots=True)
class Question:
    """Has either `options`, or `steps` over whole numbers from `least` to `most`, counted in `unit`.

    `declined`: the points where the person prefers not to say. `existing`: the TOP item or NDTMS field that may already
    have the answer, or "".
    """

    code: str
    text: str
    hint: str
    existing: str
    declined: int
    options: tuple[Option, ...] = ()
    steps: tuple[Step, ...] = ()
    least: int = 0
    most: int = 0
    unit: str = ""

    @property
    def all_points(self) -> tuple[int, ...]:
        return (self.declined, *(option.points for option in self.options), *(step.points for step in self.steps))


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions asked on one page."""

    code: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """From this total on."""

    name: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version. `mapping` gives, by how many groups a scheme has, the place (from 1) of each band's group among them;
    `stock` the same for people already in treatment, where a scheme has groups of their own for them."""

    title: str
    version: str
    valid_from: dt.date
    demonstration: bool
    groups: tuple[QuestionGroup, ...]
    bands: tuple[Band, ...]
    mapping: Mapping[int, tuple[int, ...]]
    stock: Mapping[int, tuple[int, ...]]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for group in self.groups for question in group.questions)

    @property
    def most(self) -> int:
        """The greatest total that answers can give."""
        return sum(max(question.all_points) for question in self.questions)


def read_instrument(text: str | bytes, name: str = "instrument.toml") -> Instrument:
    """An instrument from its TOML document; `name` is what messages call the document.

    Raises SchemeRefused with every error at once.
    """
    faults = Faults()
    root = Table(parse_toml(text, name), "", faults)
    bands = tuple(_read_band(table) for table in root.tables("band", least=2))
    instrument = Instrument(
        title=root.get("title", Text()),
        version=root.get("version", Code()),
        valid_from=root.get("valid_from", Day()),
        demonstration=root.get("status", Choice("illustrative", "confirmed")) == "illustrative",
        groups=tuple(_read_group(table) for table in root.tables("group", least=1)),
        bands=bands,
        mapping=_read_mapping(root.table("mapping"), len(bands)),
        stock=_read_mapping(root.table("stock_mapping"), len(bands)),
    )
    if not instrument.mapping and faults.clean("mapping"):
        faults.add(
            "mapping", "is missing", 'say for each number of groups where bands lead, as in "3" = [1, 1, 2, 3, 3]'
        )
    _codes_are_given_once(instrument, faults)
    _bands_can_be_reached(instrument, faults)
    root.close()
    if faults.errors:
        raise SchemeRefused(name, faults.errors)
    return instrument


def _read_group(table: Table) -> QuestionGroup:
    group = QuestionGroup(
        code=table.get("code", Code()),
        title=table.get("title", Text()),
        questions=tuple(_read_question(one) for one in table.tables("question", least=1)),
    )
    table.close()
    return group


def _read_question(table: Table) -> Question:
    least, most = table.get("least", Whole(), 0), table.get("most", Whole(), 0)
    question = Question(
        code=table.get("code", Code()),
        text=table.get("text", Text()),
        hint=table.get("hint", Text(), ""),
        existing=table.get("existing", Choice(*TOP_ITEMS, *NDTMS_FIELDS), ""),
        declined=table.get("declined", Whole(0, MOST_POINTS), 0),
        options=tuple(_read_option(one) for one in table.tables("options")),
        steps=tuple(_read_step(one) for one in table.tables("steps")),
        least=least,
        most=most,
        unit=table.get("unit", Text(), ""),
    )
    table.close()
    if bool(question.options) == bool(question.steps):
        table.wrong(
            "options", "and steps are both given or both missing", "give options to choose, or steps of a number"
        )
    elif question.options:
        _options_differ(question, table)
    else:
        _steps_climb(question, table)
    return question


def _read_option(table: Table) -> Option:
    option = Option(
        value=table.get("value", Code()),
        label=table.get("label", Text()),
        points=table.get("points", Whole(0, MOST_POINTS)),
        same_as=table.get("same_as", ListOf(Text()), ()),
    )
    table.close()
    return option


def _read_step(table: Table) -> Step:
    step = Step(table.get("at_least", Whole()), table.get("points", Whole(0, MOST_POINTS)))
    table.close()
    return step


def _read_band(table: Table) -> Band:
    band = Band(table.get("name", Text()), table.get("at_least", Whole(0, 1_000_000)))
    table.close()
    return band


def _read_mapping(table: Table, bands: int) -> Mapping[int, tuple[int, ...]]:
    """Bands in ascending order must never lead to a lower group: more points cannot make somebody less complex."""
    mapping = {}
    for key in table.names():
        places = table.get(key, _Places())
        if not key.isdecimal() or not 1 <= int(key) <= MOST_BANDS:
            table.wrong(key, "is not a number of groups", f'write it as "1" to "{MOST_BANDS}"')
        elif len(places) != bands:
            table.wrong(key, f"names {len(places)} groups for {bands} bands", "name one for each band")
        elif any(not 1 <= place <= int(key) for place in places):
            table.wrong(key, "names a group that is not there", f"give places from 1 to {key}")
        elif list(places) != sorted(places):
            table.wrong(key, "leads from a higher band to a lower group", "let the places never fall")
        else:
            mapping[int(key)] = places
    return mapping


class _Places(ListOf[int]):
    """Places of groups, one for each band: here the same place may come more than once."""

    def __init__(self) -> None:
        super().__init__(Whole(1, MOST_BANDS), least=1)
        self.wanted = "the place of each band's group, such as [1, 1, 2, 3, 3]"

    def read(self, value: object) -> tuple[int, ...]:
        if not isinstance(value, list) or not value:
            raise self.refuse(value)
        return tuple(self.item.read(entry) for entry in value)


def _options_differ(question: Question, table: Table) -> None:
    _once(table, "options", [option.value for option in question.options], "value")
    _once(table, "options", [code for option in question.options for code in option.same_as], "existing answer")
    for key in ("least", "most", "unit"):
        if key in table:
            table.wrong(key, "says something about a number, and this question has options", "leave it out")


def _steps_climb(question: Question, table: Table) -> None:
    starts = [step.at_least for step in question.steps]
    if question.least >= question.most:
        table.wrong("most", "is not above least", 'give the greatest number that can be answered, such as "most = 28"')
    elif starts[0] != question.least:
        table.wrong("steps", f"start at {starts[0]}, and answers at {question.least}", "let the first be at least")
    if starts != sorted(set(starts)) or starts[-1] > max(question.most, question.least):
        table.wrong("steps", "do not climb from least to most", "order them by at_least, none twice")


def _once(table: Table, key: str, values: Sequence[str], what: str) -> None:
    for value in dict.fromkeys(value for value in values if values.count(value) > 1):
        table.wrong(key, f'have the {what} "{value}" twice', "give it once")


def _codes_are_given_once(instrument: Instrument, faults: Faults) -> None:
    for path, codes in (
        ("group", [group.code for group in instrument.groups]),
        ("group.question", [question.code for question in instrument.questions]),
        ("band", [band.name for band in instrument.bands]),
    ):
        for code in dict.fromkeys(code for code in codes if code and codes.count(code) > 1):
            faults.add(path, f'"{code}" is there twice', "give each a name of its own")


def _bands_can_be_reached(instrument: Instrument, faults: Faults) -> None:
    starts = [band.at_least for band in instrument.bands]
    if not starts or not faults.clean("band", "group"):
        return
    if starts[0] != 0:
        faults.add("band[1].at_least", f"is {starts[0]}", "let the lowest band start at 0, so that everybody has one")
    if starts != sorted(set(starts)):
        faults.add("band", "do not climb", "order them by at_least, none twice")
    if starts[-1] > instrument.most:
        faults.add(
            f"band[{len(starts)}].at_least",
            f"is {starts[-1]}, and all answers together give at most {instrument.most} points",
            "let it be within reach",
        )
