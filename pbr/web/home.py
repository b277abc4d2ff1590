"""The home page: "what needs me today?", made of the parts that rooms register."""

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
    """`context` gives what the template shows, or None where there is nothing to say to this person."""

    permission: Permission
    order: int
    template: str
    context: Callable[[Access], dict[str, Any] | None]


_PARTS: list[Part] = []


def register(*parts: Part) -> None:
    """Called in a room's AppConfig.ready()."""
    _PARTS.extend(parts)


def rendered_parts(request: HttpRequest, access: Access) -> list[SafeString]:
    """The parts that this person may see and that have something to say, in order."""
    shown = []
    for part in sorted(_PARTS, key=lambda part: part.order):
        if access.may(part.permission):
            context = part.context(access)
            if context is not None:
                shown.append(render_to_string(part.template, {**context, "access": access}, request))
    return shown
