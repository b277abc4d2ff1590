"""Claims, payments and the ledger in a browser: accessible, and to be worked with and without scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from payments.actions.remit import remit
from payments.actions.review import query_lines
from payments.models import Payment, Query
from payments.queries.claims import live_lines
from pbr.access.models import Lasars
from tests.people import Town
from tests.rooms.payments.world import World, key
from tests.stories.conftest import WIDTHS, Site

PageAs = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def world(committed_db_of_module: str) -> World:
    """Claim 1 is paid in run 1, claim 2 is queried, claim 3 waits."""
    world = World.of_case()
    world.approve(world.claim(up_to=dt.date(2012, 9, 1)))
    remit(run_id=world.pay().pk, progress=lambda *_: None)
    queried = world.claim()
    query_lines(access=world.jo, claim=queried, line_ids=[live_lines(queried)[0].pk], text="Which review?", key=key())
    world.claim("southbank")
    return world


@pytest.fixture(scope="module")
def site(world: World) -> Iterator[Site]:
    server = LiveServer("127.0.0.1:0")
    north, south = (world.contract(code).provider for code in ("northway", "southbank"))
    assert north is not None
    assert south is not None
    yield Site(server.url, Town(world.partnership, north, south, Lasars.objects.all()[0]))
    server.stop()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_pages_of_money_are_accessible(
    page_as: PageAs, assert_accessible: Check, site: Site, world: World, width: int
) -> None:
    page = page_as("commissioner", width=width)
    line = live_lines(world.contract("southbank").claim_set.get(number=3))[0]
    contract = world.contract().pk
    for path in [
        "/", "/claims/", "/claims/2/", "/claims/3/", "/claims/3/?show=all", f"/claims/3/lines/{line.pk}/",
        f"/claims/new?contract={contract}&up_to=2013-06-30", "/claims/queries/", "/payments/", "/payments/runs/",
        "/payments/runs/1/", f"/payments/{Payment.objects.all()[0].pk}/", "/ledger/", "/statements/",
    ]:  # fmt: skip
        page.goto(path)
        assert_accessible(page)
    page = page_as("provider_finance", site.town.north, width=width)
    page.goto(f"/claims/queries/{Query.objects.get().pk}/")
    assert_accessible(page)


def test_a_claim_is_queried_answered_and_approved(page_as: PageAs, site: Site, world: World) -> None:
    provider = page_as("provider_finance", site.town.north)
    provider.goto("/")
    provider.get_by_role("link", name="Claim 2").first.click()
    provider.get_by_label("Your answer").fill("The one of 30 November.")
    provider.get_by_role("button", name="Send the answer").click()
    expect(provider.get_by_text("Your answer is sent.")).to_be_visible()
    commissioner = page_as("commissioner")
    commissioner.goto("/claims/2/")
    commissioner.get_by_role("button", name="Approve").click()
    expect(commissioner.get_by_text("Claim 2 is approved")).to_be_visible()
