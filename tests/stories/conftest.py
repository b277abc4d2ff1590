"""Stories in a real browser: a served application on a database of the module's own, people who sign in through the
form, and a page that must stay without errors, without breaches of the content security policy and accessible."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from pbr.access.models import Provider
from tests.people import Town

# Playwright's own loop runs in this thread; the ORM calls of the tests are none of its business.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PASSWORD = "seven quiet herons wading"
WIDTHS = {"desk": 1280, "phone": 320}
REFUSED_PAGES = ("403", "404", "409", "429")


@dataclass
class Site:
    """The served application: its address, and the partnership that it serves."""

    url: str
    town: Town

    def person(self, role: str, provider: Provider | None = None) -> str:
        """The e-mail address of somebody with this role, who has a password."""
        person = self.town.person(role, provider)
        if not person.has_usable_password():
            person.set_password(PASSWORD)
            person.save()
        return person.email


@pytest.fixture(scope="module")
def site(committed_db_of_module: str) -> Iterator[Site]:
    """One database and one server for the stories of a module, which may build on one another."""
    server = LiveServer("127.0.0.1:0")
    yield Site(server.url, Town.make())
    server.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    flags = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-sync"
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium") or "/usr/bin/chromium",
        "args": [f"--{flag}" for flag in [*flags.split(), "disable-component-update"]],
    }


@pytest.fixture
def new_page(site: Site, new_context: Callable[..., Any]) -> Iterator[Callable[..., Page]]:
    """Makes pages of nobody yet, `width` pixels wide. At the end none of them may have complained."""
    complaints: list[str] = []

    def make(width: int = WIDTHS["desk"], **options: Any) -> Page:
        context = new_context(base_url=site.url, viewport={"width": width, "height": 900}, **options)
        page: Page = context.new_page()
        page.on("console", lambda message: complaints.extend(_complaint(message)))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield make
    assert complaints == []


def _complaint(message: ConsoleMessage) -> list[str]:
    """Errors, breaches of the policy among them. A page that was refused is reported by the browser, and is no error."""
    refused = message.text.startswith("Failed to load resource") and any(code in message.text for code in REFUSED_PAGES)
    if message.type != "error" or refused:
        return []
    return [f"{message.location.get('url')}: {message.text}"]


@pytest.fixture
def page_as(site: Site, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Makes a page on which somebody with the role has signed in, through the form; for a provider where held in one."""

    def sign_in(role: str, provider: Provider | None = None, width: int = WIDTHS["desk"], **options: Any) -> Page:
        page = new_page(width, **options)
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(site.person(role, provider))
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    return sign_in


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """axe finds nothing, and nothing but marked regions is wider than the window."""

    def check(page: Page) -> None:
        page.wait_for_load_state()  # a click waits for the next page to begin, and not for it to be there
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} pixels wider than the window"

    return check
