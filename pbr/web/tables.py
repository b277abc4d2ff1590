"""Lists: filtered, sorted, paged and exported, all from one declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse

from .exports import Cell, csv_answer, xlsx_answer
from .forms import Filters

PAGE_SIZE = 50
MOST_EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` names the model fields by which the column sorts; `cell` gives the value that an export shows.

    A column that is not `on_page` is only in files. Where the first of the fields is a code that the column shows in
    words, `words` has them, and they decide the order.
    """

    title: str
    cell: Callable[[Any], Cell]
    sort: tuple[str, ...] = ()
    key: str = ""
    numeric: bool = False
    words: Mapping[str, str] | None = None
    on_page: bool = True

    def order(self) -> list[Case | F]:
        """What to order by, so that the rows stand in the order of what the column shows."""
        if self.words is None:
            return [F(name) for name in self.sort]
        code, *others = self.sort
        places = enumerate(sorted(self.words, key=self.words.__getitem__))
        in_words = Case(*(When(**{code: one}, then=Value(place)) for place, one in places), output_field=IntegerField())
        return [in_words, *(F(name) for name in others)]


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    sort_url_value: str
    direction: str  # ascending | descending | none | "" where it cannot be sorted
    numeric: bool


@dataclass(slots=True)
class Listing:
    """One list, for one request. `rows` is already narrowed to what the person may see.

    Only declared columns sort; an unknown `sort` or `page` is taken for the first, and `filters` takes only what its
    form declares. A page of 50 rows makes two queries: the count and the rows.
    """

    request: HttpRequest
    rows: QuerySet[Any]
    columns: Sequence[Column]
    default_sort: str
    name: str
    page_size: int = PAGE_SIZE
    filters: Filters | None = None
    page: Page[Any] = field(init=False)
    headings: list[Heading] = field(init=False)

    def __post_init__(self) -> None:
        if self.filters is not None:
            self.rows = self.filters.narrow(self.rows)
        chosen, backwards = self._chosen_sort()
        if chosen:
            order = chosen.order()
            self.rows = self.rows.order_by(*(one.desc() if backwards else one.asc() for one in order), "pk")
        paginator = Paginator(self.rows, self.page_size)
        self.page = paginator.get_page(self.request.GET.get("page"))
        numbers = paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        self.page.shown_numbers = list(numbers)  # type: ignore[attr-defined]
        self.headings = [self._heading(column, chosen, backwards) for column in self.columns if column.on_page]

    def _chosen_sort(self) -> tuple[Column | None, bool]:
        """The column that the request asks to sort by, else the default one, and whether backwards."""
        for asked in (self.request.GET.get("sort", ""), self.default_sort):
            key = asked.removeprefix("-")
            for column in self.columns:
                if key and column.sort and column.key == key:
                    return column, asked.startswith("-")
        return None, False

    @staticmethod
    def _heading(column: Column, chosen: Column | None, backwards: bool) -> Heading:
        if not column.sort:
            return Heading(column.title, "", "", column.numeric)
        if column is chosen:
            turned = column.key if backwards else f"-{column.key}"
            return Heading(column.title, turned, "descending" if backwards else "ascending", column.numeric)
        return Heading(column.title, column.key, "none", column.numeric)

    @property
    def cells(self) -> Iterator[list[tuple[Cell, bool]]]:
        """The page's rows as pairs of a value and whether it is a number, for tables of plain values."""
        for row in self.page:
            yield [(column.cell(row), column.numeric) for column in self.columns if column.on_page]

    def export(self) -> HttpResponse | None:
        """The filtered list as a file, where the request asks for one (`?export=csv` or `xlsx`)."""
        answer = {"csv": csv_answer, "xlsx": xlsx_answer}.get(self.request.GET.get("export", ""))
        if answer is None:
            return None
        header = [column.title for column in self.columns]
        rows = self.rows[:MOST_EXPORTED]
        return answer(self.name, header, ([column.cell(row) for column in self.columns] for row in rows))
