"""Every page that a person of each role reaches by links from home: accessible, quiet, and no wider than the window."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import ConsoleMessage, Page

from tests.stories.conftest import WIDTHS
from tests.stories.demonstration import PEOPLE, demonstration_served, sign_in

OF_EACH_KIND = 2
FILES = re.compile(r"[?&](export|format)=|\.(pdf|csv)$")
# Pages of work and money whose tables fit a phone, each row a card: no column of them is out of sight.
ON_A_PHONE = {
    "work",
    "top_exceptions",
    "client",
    "forecast",
    "referred_to_us",
    "referrals",
    "assessments",
    "assessment",
    "samples",
    "sample",
    "instruments",
}
OUT_OF_SIGHT = """parts => parts.filter(part => !part.closest("details") && part.scrollWidth > part.clientWidth)
    .map(part => part.getAttribute("aria-label"))"""
# Files to download, not pages; and the administration of reference tables, which is Django's own.
NO_PAGES = {
    "attachment",
    "finance_file",
    "scheme_document",
    "decisions_for_replay",
    "remittance_pdf",
    "remittance_csv",
    "challenge_evidence",
    "instrument_document",
}


@pytest.fixture(scope="module")
def address(committed_db_of_module: str) -> Iterator[str]:
    with demonstration_served() as url:
        yield url


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_of(role: str, address: str, new_context: Callable[..., Any]) -> None:
    page: Page = new_context(base_url=address, viewport={"width": WIDTHS["desk"], "height": 900}).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.extend(_complaint(page, message)))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    sign_in(page, role)
    seen = 0
    for path, widths in crawled(page):
        seen += 1
        complaints += [f"{path}: {what}" for what in looked_at(page, widths)]
    assert complaints == []
    assert seen >= 5


def _complaint(page: Page, message: ConsoleMessage) -> list[str]:
    return [f"{page.url}: {message.text}"] if message.type == "error" else []


def crawled(page: Page) -> Iterator[tuple[str, list[int]]]:
    """Opens each page in turn, breadth first, no more than two of each kind; a refusal on the way is a fault.

    With each, the widths at which to look: the second of a kind only at the phone's, where things break.
    """
    waiting, kinds = ["/"], Counter[str]()
    known = set(waiting)
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind is None or kinds[kind] >= OF_EACH_KIND:
            continue
        kinds[kind] += 1
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        found = dict.fromkeys(within(link) for link in links)
        waiting += [link for link in found if link not in known]
        known |= set(found)
        yield path, list(WIDTHS.values()) if kinds[kind] == 1 else [WIDTHS["phone"]]


def within(link: str) -> str:
    """The address within the site, without the place in the page."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def kind_of(path: str) -> str | None:
    """The name of the address's pattern; None of what is no page of ours."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return "nowhere"
    if "admin" in match.namespaces or match.url_name in NO_PAGES or FILES.search(path):
        return None
    return str(match.url_name)


def looked_at(page: Page, widths: list[int]) -> Iterator[str]:
    """What is wrong with the page that is open, at each width."""
    page.wait_for_load_state()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            yield f"{wide} pixels wider than a window of {width}"
        if kind_of(within(page.url)) in ON_A_PHONE:
            for label in page.eval_on_selector_all(".pbr-scroll:has(> table)", OUT_OF_SIGHT):
                yield f"{label}: a column out of sight at {width}"
        for violation in Axe().run(page).response["violations"]:
            yield f"at {width}: {violation['id']}, {violation['nodes'][0]['html']}"
