"""No address opens without a declared permission, and none opens to somebody who does not hold it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from pbr.access.permissions import Permission
from pbr.access.roles import ROLES
from pbr.web.locked import LockedAPIView, LockedView
from tests.people import Town

# What stands open, and why: whoever comes has not signed in yet, or is no person at all.
OPEN = {
    *("sign_in", "sign_out", "forgotten_password", "letter_sent", "choose_password"),
    "change_password",  # asks for a signed-in person itself; no role is needed for one's own password
    *("healthz", "readyz"),
}
ARGUMENTS = {
    "slug": "outcomes",
    "int": "1",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "str": "x",
    "date": "2013-03-31",
}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":  # has its own lock, tested in test_people.py
                yield from patterns(pattern, path)
        else:
            yield path, pattern


def locked() -> list[tuple[str, URLPattern]]:
    return [(path, pattern) for path, pattern in patterns() if pattern.name not in OPEN]


def test_every_address_is_a_locked_door() -> None:
    for path, pattern in locked():
        view = getattr(pattern.callback, "view_class", None)
        assert view is not None, f"{path} is no class of view"
        assert issubclass(view, LockedView | LockedAPIView), f"{path} is not locked"


def test_a_view_without_a_permission_does_not_come_to_exist() -> None:
    with pytest.raises(TypeError, match="declares no permission"):
        type("Forgotten", (LockedView,), {})
    with pytest.raises(TypeError, match="declares no permission"):
        type("Forgotten", (LockedAPIView,), {"permission": "see_home"})


def address(path: str) -> str:
    """An address that the pattern fits, with some value in each place."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda place: ARGUMENTS[place[1] or "str"], path)


@pytest.mark.django_db
def test_nobody_who_has_not_signed_in_gets_a_page(client: Client) -> None:
    for path, _pattern in locked():
        answer = client.get(address(path))
        assert answer.status_code in (302, 401, 405), path
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in"), path


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_opens_only_what_its_permissions_say(role: str) -> None:
    town = Town.make()
    browser = town.browser(role, town.north if ROLES[role].held_in == "provider" else None)
    for path, pattern in locked():
        view = pattern.callback.view_class
        if not issubclass(view, LockedView) or "<" in path:
            continue
        needed: Permission = view.permissions_of_methods.get("GET", view.permission)
        if needed not in ROLES[role].permissions:
            assert browser.get(address(path)).status_code == 403, path
