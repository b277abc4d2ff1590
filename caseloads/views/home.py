"""What this room has to say on the home page, and what it finds by search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from caseloads.actions.confirm import may_discard
from caseloads.queries.caseload import visible_clients
from caseloads.queries.pages import feeds_overview, last_extract_with_findings, visible_extracts, waiting_extracts
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.home import Part
from pbr.web.search import Hit

AT_MOST = 10


def waiting(access: Access) -> dict[str, Any] | None:
    """For those who can do something about it."""
    if not may_discard(access):
        return None
    extracts = list(waiting_extracts(access)[:AT_MOST])
    return {"extracts": extracts} if extracts else None


def late_feeds(access: Access) -> dict[str, Any] | None:
    """What is late, by agency and feed, and what is due next: None where no feed is expected at all."""
    standings = feeds_overview(access)
    late = [standing for standing in standings if standing.is_late]
    due = {standing.due for standing in standings if standing.due and not standing.is_late}
    first = min(due, default=None)
    next_due = [standing for standing in standings if first and standing.due == first]
    return {"late": late, "due": first, "next_due": next_due} if standings else None


def to_mend(access: Access) -> dict[str, Any] | None:
    """For those who can mend it: a provider's people, in their own system."""
    extract = last_extract_with_findings(access) if access.providers is not None else None
    return {"extract": extract} if extract else None


PARTS = (
    Part(Permission.SEE_EXTRACTS, 20, "caseloads/_waiting.html", waiting),
    Part(Permission.CONFIRM_EXTRACTS, 60, "caseloads/_late.html", late_feeds),
    Part(Permission.SEND_EXTRACTS, 40, "caseloads/_to_mend.html", to_mend),
)


def find_clients(access: Access, words: str) -> Iterable[Hit]:
    for client in visible_clients(access).filter(reference__icontains=words).order_by("reference")[:AT_MOST]:
        yield Hit(client.reference, "client", f"{reverse('clients')}{client.reference}/")


def find_extracts(access: Access, words: str) -> Iterable[Hit]:
    for extract in visible_extracts(access).filter(file_name__icontains=words).order_by("-received_at")[:AT_MOST]:
        yield Hit(extract.file_name, "extract", reverse("extract", args=[extract.pk]))
