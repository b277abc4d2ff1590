"""A small Anytown with half a year behind it: claims in every state, runs, held results, people of every role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from payments.demonstration.people import DOMAIN, PASSWORD
from tests.stories.anytown import standing_everywhere_on

TODAY = "2012-10-31"
PEOPLE = {
    "commissioner": f"commissioner@{DOMAIN}",
    "second_approver": f"approver@{DOMAIN}",
    "data_officer": f"data@{DOMAIN}",
    "assessor": f"assessor@{DOMAIN}",
    "auditor": f"auditor@{DOMAIN}",
    "administrator": f"admin@{DOMAIN}",
    "provider_manager": "manager@northway.example",
    "provider_finance": "finance@northway.example",
}


@contextmanager
def demonstration_served(months: int = 6) -> Iterator[str]:
    """The address of the served demonstration, on the database of the moment."""
    call_command("make_demo", clients=40, months=months, verbosity=0)
    with standing_everywhere_on(TODAY):
        server = LiveServer("127.0.0.1:0")
        yield server.url
        server.stop()


def sign_in(page: Page, role: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(PEOPLE[role])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
