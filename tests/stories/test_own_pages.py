"""The pages of no room, in a browser: signing in, home, people and roles, the audit trail, errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import PASSWORD, WIDTHS, Site

PageAs = Callable[..., Page]
Check = Callable[[Page], None]

OF_ADMINISTRATOR = ["/", "/people", "/people?role=auditor", "/people/add", "/people/alone", "/audit", "/audit/chain"]
OF_ADMINISTRATOR += ["/search?q=nothing", "/password", "/nowhere", "/people/add?again"]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_pages_of_the_administrator_are_accessible(
    page_as: PageAs, assert_accessible: Check, site: Site, width: int
) -> None:
    page = page_as("administrator", width=width)
    for path in OF_ADMINISTRATOR:
        page.goto(path)
        assert_accessible(page)
    page.goto(f"/people/{site.town.person('second_approver').pk}")
    assert_accessible(page)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_pages_before_signing_in_are_accessible(
    new_page: Callable[..., Page], assert_accessible: Check, width: int
) -> None:
    page = new_page(width)
    for path in [
        "/sign-in",
        "/password/forgotten",
        "/password/letter-sent",
        "/password/choose/MQ/no-token",
        "/nowhere",
    ]:
        page.goto(path)
        assert_accessible(page)


def test_errors_of_a_form_are_said_on_top_and_lead_to_the_field(
    new_page: Callable[..., Page], assert_accessible: Check
) -> None:
    page = new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Enter your e-mail address")
    assert_accessible(page)
    summary.get_by_role("link", name="Enter your password").click()
    expect(page.get_by_label("Password")).to_be_focused()


def test_somebody_is_added_gets_a_role_and_loses_it(page_as: PageAs, assert_accessible: Check, site: Site) -> None:
    page = page_as("administrator")
    page.goto("/people")
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Name").fill("Lee Marsh")
    page.get_by_label("E-mail address").fill("lee.marsh@anytown.example")
    page.get_by_label("Role", exact=True).select_option(f"provider_finance:{site.town.north.pk}")
    page.get_by_role("button", name="Add and send the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lee Marsh")
    assert_accessible(page)
    page.get_by_label("Role", exact=True).select_option("commissioner")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This was not done")
    assert_accessible(page)
    page.get_by_role("link", name="Go back").click()
    page.get_by_role("button", name="End the role of provider finance officer").click()
    expect(page.get_by_text("does not hold this role any more")).to_be_visible()
    page.goto("/audit")
    expect(page.get_by_role("cell", name="ended that Lee Marsh is provider finance officer in North")).to_be_visible()


def test_nobody_could_push_a_payment_through_alone(page_as: PageAs) -> None:
    page = page_as("commissioner")
    page.goto("/people/alone")
    expect(page.get_by_role("heading", name="Nobody")).to_be_visible()


def test_the_audit_trail_is_checked(page_as: PageAs, assert_accessible: Check) -> None:
    page = page_as("auditor")
    page.goto("/audit/chain")
    page.get_by_role("button", name="Check every event").click()
    expect(page.get_by_role("heading", name="Whole")).to_be_visible()
    assert_accessible(page)


def test_a_token_is_shown_once(page_as: PageAs, site: Site, assert_accessible: Check) -> None:
    page = page_as("provider_manager", site.town.north, width=WIDTHS["phone"])
    page.goto("/tokens")
    page.get_by_label("What will use the token?").fill("nightly upload")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text("Copy the new token now")).to_be_visible()
    assert_accessible(page)
    page.goto("/tokens")
    expect(page.get_by_text("Copy the new token now")).to_have_count(0)


def test_everything_works_without_javascript(page_as: PageAs, site: Site) -> None:
    site.person("commissioner")
    page = page_as("administrator", java_script_enabled=False, width=WIDTHS["phone"])
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Oversight").click()
    page.get_by_role("link", name="People and roles").click()
    page.get_by_label("Name or e-mail address").fill("commissioner")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("1 role")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_keyboard_skips_to_the_content(page_as: PageAs) -> None:
    page = page_as("auditor")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")


def test_reference_tables_keep_the_strict_policy_for_scripts(page_as: PageAs) -> None:
    page = page_as("administrator")
    page.goto("/admin/")
    page.get_by_role("link", name="Agencies", exact=True).click()
    expect(page.get_by_role("link", name="N0852")).to_be_visible()
    answer = page.goto("/admin/access/agency/import/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src" not in policy


def test_five_wrong_passwords_lock_and_the_administrator_unlocks(
    new_page: Callable[..., Page], page_as: PageAs, assert_accessible: Check, site: Site
) -> None:
    locked = new_page()
    for _ in range(5):
        locked.goto("/sign-in")
        locked.get_by_label("E-mail address").fill(site.person("second_approver"))
        locked.get_by_label("Password").fill("wrong")
        locked.get_by_role("button", name="Sign in").click()
    expect(locked.get_by_role("heading", level=1)).to_contain_text("locked for 30 minutes")
    assert_accessible(locked)
    page = page_as("administrator")
    page.get_by_role("link", name="second_approver.all").click()
    assert_accessible(page)
    page.get_by_role("button", name="Unlock the account").click()
    locked.goto("/sign-in")
    locked.get_by_label("E-mail address").fill(site.person("second_approver"))
    locked.get_by_label("Password").fill(PASSWORD)
    locked.get_by_role("button", name="Sign in").click()
    expect(locked.get_by_role("heading", level=1)).to_contain_text("What needs you today")
