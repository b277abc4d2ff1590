"""What later rooms add to the pages of a client, a determination, a scheme and an extract: amounts, where they are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from pbr.access.access import Access
from pbr.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Part:
    """`context` gets the access and the id of a client, a determination, a scheme version or an extract that the person
    may see; it gives what the template shows, or None where there is nothing to say."""

    permission: Permission
    template: str
    context: Callable[[Access, int], dict[str, Any] | None]


_OF_CLIENTS: list[Part] = []
_OF_DETERMINATIONS: list[Part] = []
_OF_SCHEMES: list[Part] = []
_OF_EXTRACTS: list[Part] = []


def register(*parts: Part) -> None:
    """Parts of a client's page. Called in a room's AppConfig.ready()."""
    _OF_CLIENTS.extend(parts)


def register_of_determination(*parts: Part) -> None:
    """Parts of a determination's page. Called in a room's AppConfig.ready()."""
    _OF_DETERMINATIONS.extend(parts)


def register_of_scheme(*parts: Part) -> None:
    """Parts of a scheme version's page. Called in a room's AppConfig.ready()."""
    _OF_SCHEMES.extend(parts)


def register_of_extract(*parts: Part) -> None:
    """Parts of an extract's page. Called in a room's AppConfig.ready()."""
    _OF_EXTRACTS.extend(parts)


def parts_of_client(request: HttpRequest, access: Access, client_id: int) -> list[SafeString]:
    return _rendered(_OF_CLIENTS, request, access, client_id)


def parts_of_determination(request: HttpRequest, access: Access, determination_id: int) -> list[SafeString]:
    return _rendered(_OF_DETERMINATIONS, request, access, determination_id)


def parts_of_scheme(request: HttpRequest, access: Access, version_id: int) -> list[SafeString]:
    return _rendered(_OF_SCHEMES, request, access, version_id)


def parts_of_extract(request: HttpRequest, access: Access, extract_id: int) -> list[SafeString]:
    return _rendered(_OF_EXTRACTS, request, access, extract_id)


def _rendered(parts: list[Part], request: HttpRequest, access: Access, about: int) -> list[SafeString]:
    shown = []
    for part in parts:
        context = part.context(access, about) if access.may(part.permission) else None
        if context is not None:
            shown.append(render_to_string(part.template, {**context, "access": access}, request))
    return shown
