"""Every list, by every column that it offers to sort by: the rows stand in the order of what the column shows."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from payments.demonstration.people import DOMAIN
from pbr.access.models import Person
from pbr.web.tables import Column, Listing
from tests.stories.anytown import standing_everywhere_on

TODAY = "2012-10-31"
WHO = (f"commissioner@{DOMAIN}", f"admin@{DOMAIN}", f"auditor@{DOMAIN}", "manager@northway.example")
FEWEST_LISTS = 12
WITH_ARGUMENTS = ("/claims/1/",)


@pytest.fixture(scope="module")
def history(committed_db_of_module: str) -> Iterator[None]:
    """Half a year of the demonstration."""
    call_command("make_demo", clients=40, months=6, verbosity=0)
    with standing_everywhere_on(TODAY):
        yield


def plain_addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address without arguments, but the administration's."""
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from plain_addresses(pattern.url_patterns, here)
        elif "<" not in here:
            yield here


def lists_of(browser: Browser) -> Iterator[tuple[str, Listing]]:
    for address in (*plain_addresses(get_resolver().url_patterns), *WITH_ARGUMENTS):
        answer = browser.get(address)
        context = getattr(answer, "context", None)
        if answer.status_code == 200 and context and isinstance(context.get("listing"), Listing):
            yield address, context["listing"]


def shown(browser: Browser, address: str, column: Column, sort: str) -> list[str]:
    answer = browser.get(f"{address}?sort={sort}&export=csv")
    assert answer.status_code == 200, f"{address} has no file"
    text = b"".join(answer) if answer.streaming else answer.content
    return [row[column.title] for row in csv.DictReader(io.StringIO(text.decode("utf-8-sig")))]


def in_order(cells: list[str]) -> bool:
    """As numbers, months or texts (days are written year first); blanks stand together at one end."""
    told = [cell for cell in cells if cell]
    blank = [not cell for cell in cells]
    return blank in (sorted(blank), sorted(blank, reverse=True)) and told == sorted(told, key=_measure(told))


def _measure(cells: list[str]) -> Callable[[str], Any]:
    for measure in (Decimal, lambda cell: dt.datetime.strptime(cell, "%B %Y")):
        with contextlib.suppress(InvalidOperation, ValueError):
            [measure(cell) for cell in cells]
            return measure
    return str


def test_every_list_stands_in_the_order_of_the_column_that_it_is_sorted_by(history: None) -> None:
    wrong, many = [], set()
    for email in WHO:
        browser = Browser()
        browser.force_login(Person.objects.get(email=email), "django.contrib.auth.backends.ModelBackend")
        for address, listing in lists_of(browser):
            many.add(address)
            for column in (one for one in listing.columns if one.sort):
                forwards, backwards = (shown(browser, address, column, sort) for sort in (column.key, f"-{column.key}"))
                if not in_order(forwards) or not in_order(backwards[::-1]):
                    wrong.append(f"{address} by {column.title}: {', '.join(list(dict.fromkeys(forwards))[:9])}")
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    assert len(many) >= FEWEST_LISTS
