"""What every page shows besides its own content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from pbr import clock
from pbr.access.permissions import Permission

from .navigation import menu


def page(request: HttpRequest) -> dict[str, Any]:
    """The person's access, the navigation it opens, and the demonstration's day where there is one."""
    access = getattr(request, "access", None)
    return {
        "access": access,
        "sends_extracts": access is not None and access.may(Permission.SEND_EXTRACTS),
        "menu": menu(access, request.path),
        "demonstration": settings.PBR_DEMONSTRATION or settings.PBR_TODAY is not None,
        "today": clock.today(),
    }
