"""The parts in which a draft is edited, one page each, and which of them an error belongs to."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from django.forms import BaseForm

from outcomes.forms.questions import Given, Question, Table, answered
from pbr.scheme.compare import in_words
from pbr.scheme.editing import Document

FIRST_STEP: Final = re.compile(r"([^.\[]*)(?:\[(\d+)\])?\.?")


class Part:
    """One page of a draft. Its questions are answered in `table`: the document, or one entry of one of its lists."""

    section: ClassVar[str]
    title: ClassVar[str]
    intro: ClassVar[str] = ""
    template: ClassVar[str] = "outcomes/draft_part.html"

    def __init__(self, document: Document, place: int = 0) -> None:
        self.document, self.place = document, place
        self.table = self.taken()

    @property
    def heading(self) -> str:
        return self.title

    def taken(self) -> Table:
        return self.document

    def questions(self, table: Table) -> Sequence[Question]:
        raise NotImplementedError

    def read(self, given: Given, without: str = "") -> Table:
        """The table as typed; see `answered`."""
        return answered(self.table, self.questions(self.table), given, without)

    def put(self, table: Table) -> Document:
        """The document with this table in its place."""
        return table

    def within(self, path: str) -> str | None:
        """The path from this part's table on; None where it leads elsewhere."""
        return path

    def asks_more(self, table: Table) -> bool:
        """Whether what was typed makes the page ask for other things than before."""
        return False

    def left_out(self, table: Table) -> str:
        """What the draft has and this table has no place for, with its values; "" where nothing goes."""
        return ""

    def shown(self, form: BaseForm) -> dict[str, Any]:
        """What the part's own template shows besides the form."""
        return {}


class Entry(Part):
    """An entry of a list of the document: the one at `place` (from 1), or a new one after the last."""

    key: ClassVar[str]
    new: ClassVar[str]

    @property
    def listed(self) -> str:
        """What the list is called."""
        return f"{self.title}s"

    @property
    def is_new(self) -> bool:
        return self.place > len(rows_of_key(self.document, self.key))

    @property
    def heading(self) -> str:
        return self.new if self.is_new else name_of(self.table, f"{self.title} {self.place}")

    def taken(self) -> Table:
        entries = rows_of_key(self.document, self.key)
        return entries[self.place - 1] if self.place <= len(entries) else {}

    def put(self, table: Table) -> Document:
        document = copy.deepcopy(self.document)
        entries = document.setdefault(self.key, [])
        if self.is_new:
            entries.append(table)
        else:
            entries[self.place - 1] = table
        return document

    def renames(self, table: Table) -> tuple[str, str] | None:
        """The old code and the new, where what names this entry is to follow. Not while another entry has either code: what
        names that one would be taken along, and the two could never be told apart again."""
        old, new = self.table.get("code"), table.get("code")
        entries = enumerate(rows_of_key(self.document, self.key), 1)
        others = {entry.get("code") for at, entry in entries if at != self.place and isinstance(entry, dict)}
        return (old, new) if old and new and old != new and not others & {old, new} else None

    def within(self, path: str) -> str | None:
        step = FIRST_STEP.match(path)
        if step is None or step[1] != self.key or step[2] != str(self.place):
            return None
        return path[step.end() :] or "code"


def rows_of_key(document: Document, key: str) -> list[Table]:
    entries = document.get(key)
    return entries if isinstance(entries, list) else []


def name_of(entry: Table, otherwise: str) -> str:
    """What an entry is called on pages: its title, its provider, or its code in words."""
    named = entry.get("title") or entry.get("provider")
    return str(named or in_words(str(entry.get("code") or otherwise)).capitalize())


def codes(document: Document, key: str) -> list[tuple[str, str]]:
    """The entries of a list as choices: code and name. Entries without a code cannot be chosen yet."""
    entries = (entry for entry in rows_of_key(document, key) if isinstance(entry, dict))
    return [(str(entry["code"]), name_of(entry, "")) for entry in entries if entry.get("code")]


def groups_of(document: Document, priced: Iterable[Table]) -> tuple[list[str], list[str]]:
    """The groups of the scheme, and those that it no longer has although one of these tables still has a price for
    them: it is kept, in case the group comes back."""
    given = document.get("groups")
    groups = list(dict.fromkeys(str(group) for group in given)) if isinstance(given, list) else []
    prices = (table.get("prices") for table in priced if isinstance(table, dict))
    named = dict.fromkeys(str(group) for one in prices if isinstance(one, dict) for group in one)
    return groups, [group for group in named if group not in groups]
