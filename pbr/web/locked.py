"""Locked doors: a view or API action without a declared permission does not exist, and none opens without it."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pbr.access.access import Access, access_of
from pbr.access.models import Person
from pbr.access.permissions import Permission

from .refusals import Refusal


def _declared(view: type) -> None:
    if not isinstance(getattr(view, "permission", None), Permission):
        raise TypeError(f"{view.__name__} declares no permission")


class LockedView(View):
    """A page. Declares the one permission it asks for; `permissions_of_methods` names stricter ones of a method.

    Nobody signed in: to the sign-in page. Without the permission: 403. A Refusal raised inside becomes a page that
    says it, with its status.
    """

    permission: ClassVar[Permission]
    permissions_of_methods: ClassVar[dict[str, Permission]] = {}
    access: Access

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _declared(cls)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        access: Access | None = request.access  # type: ignore[attr-defined]
        needed = self.permissions_of_methods.get(request.method or "", self.permission)
        if access is None or not access.may(needed):
            raise PermissionDenied
        self.access = access
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A button's address that was reloaded, or kept as a bookmark, leads back to the page of the button."""
        refusal = super().http_method_not_allowed(request, *args, **kwargs)
        page = render(request, "web/only_sent.html", {"above": page_above(request.path, self.access)}, status=405)
        page.headers["Allow"] = refusal.headers["Allow"]
        return page


def page_above(path: str, access: Access) -> str:
    """The nearest address above this one at which there is a page that the person's roles open; "" where there is none."""
    parts = path.rstrip("/").split("/")
    above = ["/".join(parts[:many]) for many in range(len(parts) - 1, 1, -1)]
    addresses = [address for one in above for address in (f"{one}/", one)]
    return next((address for address in addresses if _opens(address, access)), "")


def _opens(address: str, access: Access) -> bool:
    """Whether there is a page of this address, and the person's roles open it."""
    try:
        view = getattr(resolve(address).func, "view_class", None)
    except Resolver404:
        return False
    if view is None or not issubclass(view, LockedView) or not hasattr(view, "get"):
        return False
    return access.may(view.permissions_of_methods.get("GET", view.permission))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says why not, with the way back to where the person came from on this site."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        came_from = ""
    context = {"message": refusal.message, "came_from": came_from}
    return render(request, "web/refused.html", context, status=refusal.status)


class LockedAPIView(APIView):
    """An API action, locked as a page is; refusals become JSON."""

    permission: ClassVar[Permission]
    access: Access

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _declared(cls)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not request.user:
            raise exceptions.NotAuthenticated
        access = access_of(cast(Person, request.user))
        if access is None or not access.may(self.permission):
            raise exceptions.PermissionDenied("Your roles do not allow this.")
        self.access = access

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Refusal):
            return Response({"detail": exc.message}, status=exc.status)
        return super().handle_exception(exc)
