"""Lockout after failed sign-ins, by account and by address; an administrator sees who is locked and unlocks.

Five failures lock an account. An address may be a whole council behind one router, so it takes ten times as many; it
still stops somebody who tries one common password on every account in turn (reliability.md F13).
"""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import Now
from django.http import HttpRequest

from pbr.access.access import Access, access_of
from pbr.access.models import Partnership, Person
from pbr.audit.record import record

ADDRESS_TOLERANCE = 10


def address(request: HttpRequest) -> str:
    """Where a request came from: behind the proxy that ends TLS, what the proxy itself appended; otherwise the peer."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


class Lockout(AxesDatabaseHandler):  # type: ignore[misc]
    """The database's list of failures, weighed as described above. Configured by AXES_HANDLER."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures that count against the limit."""
        account, from_address = self._failures(request, credentials)
        return max(account, from_address // ADDRESS_TOLERANCE)

    def _failures(self, request: HttpRequest, credentials: dict[str, Any] | None) -> tuple[int, int]:
        """Of the account and from the address. AXES_LOCKOUT_PARAMETERS gives them in this order."""
        account, from_address = (
            attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return account, from_address

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """After a success only the account's failures are forgotten: one known password must not clear an address."""
        account, _from_address = self.filter_user_attempts(request, credentials)
        count, _ = account.delete()
        return int(count)

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **options: Any) -> None:
        """Counts a failure and writes an event when it locks the account.

        While locked nothing more is counted: otherwise a guesser could keep an account locked for ever.
        """
        if self.is_locked(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            return
        super().user_login_failed(sender, credentials, request, **options)
        account, _from_address = self._failures(request, credentials)
        if account >= settings.AXES_FAILURE_LIMIT:
            _record_lockout(credentials.get("username") or "")


def locked_people(partnership: Partnership) -> list[Person]:
    """Those of the partnership who cannot sign in just now because of failures. Two queries."""
    # Axes counts real time, also where the demonstration stands still on a day.
    failing = (
        AccessAttempt.objects.filter(attempt_time__gte=Now() - settings.AXES_COOLOFF_TIME)
        .values("username")
        .annotate(failures=Sum("failures_since_start"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .values_list("username", flat=True)
    )
    here = Person.objects.filter(memberships__partnership=partnership, memberships__ended_at__isnull=True)
    return list(here.filter(email__in=list(failing)).distinct().order_by("name"))


def unlock(*, access: Access, person: Person) -> None:
    """Forgets the account's failures at once. Nothing locked: nothing happens."""
    count, _ = AccessAttempt.objects.filter(username=person.email).delete()
    if count:
        subject = f"person:{person.pk}"
        record(
            "account.unlocked",
            partnership=access.partnership,
            actor=access.person,
            subject=subject,
            person=person.name,
        )


def _record_lockout(email: str) -> None:
    person = Person.objects.filter(email=email.lower()).first()
    access = access_of(person) if person else None
    if person and access:
        record(
            "account.locked",
            partnership=access.partnership,
            actor=None,
            subject=f"person:{person.pk}",
            person=person.name,
        )
