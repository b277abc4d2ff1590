"""The form of one part of a draft: a field for each question, the document's answers in them, errors beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from outcomes.forms.questions import Asked, Heading, Question, Rows, Table, answer_to, rows_of
from pbr.scheme.compare import in_words
from pbr.scheme.errors import SchemeError
from pbr.scheme.kinds import FIRST_YEAR, LAST_YEAR, Agency, Choice, Code, Day, Flag, Kind, ListOf, Money, Number
from pbr.scheme.typed import one_a_line, shown_for_typing
from pbr.web.forms import GovukForm, style

_LAST_STEP: Final = re.compile(r"(\.[^.\[\]]*|\[\d+\])$")
_YES_OR_NO: Final = (("yes", "Yes"), ("no", "No"))


class RowShown(NamedTuple):
    place: int
    fields: list[BoundField]


@dataclass
class Block:
    """A stretch of the page: questions under a heading, or the rows of a list."""

    title: str = ""
    hint: str = ""
    fields: list[BoundField] = field(default_factory=list)
    rows: list[RowShown] = field(default_factory=list)
    key: str = ""
    one: str = ""


class PartForm(GovukForm):
    """`table` answers the questions. `more` names the list that gets an empty row; a list without rows always has one.

    `errors` are those of this part, with the paths that lead from its table. Each stands beside the field that it is
    about, or else beside the first field of what it is about.
    """

    def __init__(
        self, questions: Sequence[Question], table: Table, *, errors: Iterable[SchemeError] = (), more: str = ""
    ) -> None:
        self._fields_at: dict[str, str] = {}
        self._layout: list[Block] = []
        self._names: list[list[Any]] = []
        self._asked_in: dict[str, Asked] = {}
        self._lists: dict[str, Rows] = {}
        super().__init__(data={})
        for question in questions:
            self._ask(question, table, more)
        style(self)
        self._finish()
        self.is_valid()
        for error in errors:
            self._show(error)

    def blocks(self) -> Iterator[Block]:
        for block, names in zip(self._layout, self._names, strict=True):
            if block.key:
                block.rows = [RowShown(place, [self[name] for name in row]) for place, row in enumerate(names, 1)]
            else:
                block.fields = [self[name] for name in names]
            yield block

    def _ask(self, question: Question, table: Table, more: str) -> None:
        match question:
            case Heading():
                self._begin(Block(question.title, question.hint))
            case Rows():
                self._begin(Block(question.title, question.hint, key=question.key, one=question.one))
                self._lists[question.key] = question
                self._names[-1] += self._rows(question, table, more)
            case Asked():
                if not self._layout or self._layout[-1].key:
                    self._begin(Block())
                self._add(question.field, question.path, question, answer_to(table, question))
                self._names[-1].append(question.field)

    def _begin(self, block: Block) -> None:
        self._layout.append(block)
        self._names.append([])

    def _rows(self, rows: Rows, table: Table, more: str) -> Iterator[list[str]]:
        entries = rows_of(table, rows)
        if more == rows.key or not entries:
            entries = [*entries, {}]
        for place, entry in enumerate(entries, 1):
            for asked in rows.asked:
                self._add(rows.field(place, asked), rows.path(place, asked), asked, answer_to(entry, asked))
            yield [rows.field(place, asked) for asked in rows.asked]

    def _add(self, name: str, path: str, asked: Asked, value: Any) -> None:
        sent: Any = shown_for_typing(value, asked.kind)
        if asked.ticked:
            sent = [str(item) for item in value] if isinstance(value, list) else [sent] if sent else []
        self.fields[name] = forms.Field(
            label=asked.label, help_text=_hint(asked), required=False, widget=_widget(asked, sent)
        )
        self.data[name] = sent  # type: ignore[index]
        self._fields_at.setdefault(path, name)
        self._asked_in[name] = asked

    def _finish(self) -> None:
        """Texts are as wide as they need to be."""
        for name, shown in self.fields.items():
            if isinstance(shown.widget, forms.TextInput):
                shown.widget.attrs["class"] += "" if self._asked_in[name].wide else " govuk-input--width-10"

    def _show(self, error: SchemeError) -> None:
        name = self.field_about(error.path)
        about = self._lists.get(error.path) or self._asked_in.get(name or "")
        self.add_error(name, forms.ValidationError(in_a_sentence(error, about)))

    def field_about(self, path: str) -> str | None:
        """The field at a path, or the first inside it, or that of what the path lies in; None where there is none."""
        while path:
            if found := self._fields_at.get(path):
                return found
            inside = (name for at, name in self._fields_at.items() if at.startswith((f"{path}.", f"{path}[")))
            if found := next(inside, None):
                return found
            shorter = _LAST_STEP.sub("", path)
            path = "" if shorter == path else shorter
        return None


def in_a_sentence(error: SchemeError, about: Asked | Rows | None) -> str:
    """What is wrong and what would be right, for people who fill in a form and need no quotes around money."""
    match about:
        case None:
            where = f"{in_words(error.path)}: " if error.path else ""
            return f"{where}{error.wrong}; {error.right}"
        case Rows():
            wrong = "none is given" if error.wrong == "is missing" else error.wrong
            return f"{about.title}: {wrong}; {error.right}"
    kinds = [about.kind, about.kind.item] if isinstance(about.kind, ListOf) else [about.kind]
    right = error.right
    if right in {f"give {kind.wanted}" for kind in kinds}:
        right = "choose one" if about.chosen else "tick at least one" if about.ticked else ""
        right = right or next(f"give {wanted(kind)}" for kind in kinds if error.right == f"give {kind.wanted}")
    between = " " if error.wrong.startswith("is ") else ": "
    return f"{about.label}{between}{error.wrong}; {right}"


def wanted(kind: Kind[Any]) -> str:
    """What a field takes, as people type it."""
    match kind:
        case Money():
            return "pounds, or pounds and pence, not negative, such as 1000.01"
        case Number():
            return kind.wanted.replace(" as quoted text", "").replace('"', "")
        case Day():
            return f"a date of the years {FIRST_YEAR} to {LAST_YEAR}, such as 1 April 2014"
        case Code():
            return 'a code of letters, digits, "-" and "_", at most 60 long'
        case Agency():
            return "an NDTMS agency code such as N0852"
        case Flag():
            return "yes or no"
        case ListOf():
            return f"a list{', not empty' if kind.least else ''}, each entry {wanted(kind.item)}"
    return kind.wanted.replace(" between quotes", "")


def _hint(asked: Asked) -> str:
    told = [asked.hint] if asked.hint else []
    if asked.if_empty and not asked.chosen:
        told.append(f"If left empty: {asked.if_empty}.")
    return " ".join(told)


def _widget(asked: Asked, sent: Any) -> forms.Widget:
    if asked.ticked:
        return forms.CheckboxSelectMultiple(choices=_with_missing(_options(asked), sent))
    if asked.chosen:
        nothing = f"As usual: {asked.if_empty}" if asked.if_empty else "Choose one"
        return forms.Select(choices=[("", nothing), *_with_missing(_options(asked), [sent] if sent else [])])
    if one_a_line(asked.kind):
        return forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
    return forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"})


def _options(asked: Asked) -> list[tuple[str, str]]:
    if asked.options:
        return list(asked.options)
    kind = asked.kind.item if isinstance(asked.kind, ListOf) else asked.kind
    if isinstance(kind, Flag):
        return list(_YES_OR_NO)
    return [(value, in_words(value).capitalize()) for value in kind.allowed] if isinstance(kind, Choice) else []


def _with_missing(options: list[tuple[str, str]], sent: Sequence[str]) -> list[tuple[str, str]]:
    """What the document names and the scheme no longer has can still be seen, and unticked."""
    known = {value for value, _ in options}
    return options + [(value, f"{value} (not in this scheme)") for value in sent if value not in known]
