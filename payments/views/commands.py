"""How a form carries its idempotency key: drawn when the page is shown, sent back with it."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest


def new_key() -> str:
    """Templates call it once a form, so that each form of a page is a command of its own."""
    return secrets.token_urlsafe(24)


def key_of(request: HttpRequest) -> str:
    return request.POST.get("key", "").strip()


def ticked(request: HttpRequest) -> list[int]:
    """The ids of the ticked lines; what is no number is no line."""
    return [int(text) for text in request.POST.getlist("line") if text.isascii() and text.isdigit() and len(text) < 19]


KEYS: dict[str, Any] = {"new_key": new_key}
