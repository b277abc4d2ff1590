"""`request.access`: what the signed-in person may do and see, read from the roles held at this moment."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from pbr.access.access import Access, access_of


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: _access(request))  # type: ignore[attr-defined]
        return self._get_response(request)


def _access(request: HttpRequest) -> Access | None:
    return access_of(request.user) if request.user.is_authenticated else None
