"""No declared permission, no entry: every address of the application is behind one, or on a short list with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from pbr.access.permissions import Permission
from pbr.web.locked import LockedAPIView, LockedView

OPEN = {
    "sign_in": "whoever is to sign in has not signed in",
    "sign_out": "ends a session, and shows nothing",
    "change_password": "one's own password; asks for the present one",
    "forgotten_password": "whoever has forgotten it cannot sign in; answers the same for every address",
    "letter_sent": "the answer to that, the same for everybody",
    "choose_password": "opened by the one-time link of that letter",
    "healthz": "for machines; says only that the process lives",
    "readyz": "for machines; says only whether database and broker answer",
}


def doors(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """(namespace:name or route, view) of each address, but the administration's, which has its own lock."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from doors(pattern, pattern.namespace or space)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern), pattern.callback


def is_locked(view: Callable[..., Any]) -> bool:
    kind = getattr(view, "view_class", None) or getattr(view, "cls", None)
    return (
        isinstance(kind, type)
        and issubclass(kind, LockedView | LockedAPIView)
        and isinstance(kind.permission, Permission)
    )


def test_every_address_declares_a_permission_or_a_reason() -> None:
    assert {name for name, view in doors(get_resolver()) if not is_locked(view)} == set(OPEN)


def test_every_address_has_a_name_of_its_own() -> None:
    names = [name for name, _ in doors(get_resolver())]
    assert sorted(names) == sorted(set(names))
