"""What every page shows besides its own content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from pbr import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """The person's access, the navigation it opens, and the demonstration's day where there is one."""
    from .navigation import entries

    access = getattr(request, "access", None)
    return {
        "access": access,
        "navigation": entries(access, request.path),
        "demonstration": settings.PBR_DEMONSTRATION,
        "today": clock.today(),
    }
