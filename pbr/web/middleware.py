"""`request.access`: what the signed-in person may do and see, read from the roles held at this moment."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from pbr.access.access import access_of


class AccessMiddleware:
    """Sets `request.access`: an Access, or None for nobody and for somebody without a living role.

    Not lazy: a lazy None would not be None to `is`, and every page of somebody signed in needs it anyway.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        access = access_of(request.user) if request.user.is_authenticated else None
        request.access = access  # type: ignore[attr-defined]
        if "\0" in request.path:
            raise Http404  # PostgreSQL would not even look for such a name
        return self._get_response(request)
