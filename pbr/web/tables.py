"""Lists: filtered, sorted, paged and exported, all from one declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from .exports import Cell, csv_answer, xlsx_answer

PAGE_SIZE = 50
MOST_EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` names the model fields by which the column sorts; `cell` gives the value that an export shows."""

    title: str
    cell: Callable[[Any], Cell]
    sort: tuple[str, ...] = ()
    key: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    sort_url_value: str
    direction: str  # ascending | descending | none | "" where it cannot be sorted
    numeric: bool


@dataclass(slots=True)
class Listing:
    """One list, for one request. `rows` is already narrowed to what the person may see and has filtered by.

    Only declared columns sort; an unknown `sort` or `page` is taken for the first. A page of 50 rows makes two
    queries: the count and the rows.
    """

    request: HttpRequest
    rows: QuerySet[Any]
    columns: Sequence[Column]
    default_sort: str
    name: str
    page_size: int = PAGE_SIZE
    page: Page[Any] = field(init=False)
    headings: list[Heading] = field(init=False)

    def __post_init__(self) -> None:
        asked = self.request.GET.get("sort") or self.default_sort
        key, backwards = asked.removeprefix("-"), asked.startswith("-")
        chosen = next((column for column in self.columns if column.sort and column.key == key), None)
        if chosen:
            self.rows = self.rows.order_by(*(f"-{name}" if backwards else name for name in chosen.sort), "pk")
        paginator = Paginator(self.rows, self.page_size)
        self.page = paginator.get_page(self.request.GET.get("page"))
        self.page.shown_numbers = paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)  # type: ignore[attr-defined]
        self.headings = [self._heading(column, chosen, backwards) for column in self.columns]

    @staticmethod
    def _heading(column: Column, chosen: Column | None, backwards: bool) -> Heading:
        if not column.sort:
            return Heading(column.title, "", "", column.numeric)
        if column is chosen:
            turned = column.key if backwards else f"-{column.key}"
            return Heading(column.title, turned, "descending" if backwards else "ascending", column.numeric)
        return Heading(column.title, column.key, "none", column.numeric)

    def export(self) -> HttpResponse | None:
        """The filtered list as a file, where the request asks for one (`?export=csv` or `xlsx`)."""
        answer = {"csv": csv_answer, "xlsx": xlsx_answer}.get(self.request.GET.get("export", ""))
        if answer is None:
            return None
        rows: list[Model] = list(self.rows[:MOST_EXPORTED])
        header = [column.title for column in self.columns]
        return answer(self.name, header, ([column.cell(row) for column in self.columns] for row in rows))
