"""What only a person can settle about who is who (extracts.md §4): perhaps twins, and local rows that belong to nobody.

Nobody is named here but by reference, and rows by file and line.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from caseloads.models import ClientIdentity, LocalRow, Record
from caseloads.queries.caseload import existing_records, visible_clients
from pbr.access.access import Access


@dataclass(frozen=True, slots=True)
class PerhapsTwins:
    """Clients of one agency who share initials, date of birth and sex and were in treatment at the same time."""

    agency: str
    references: tuple[str, ...]


def perhaps_twins(access: Access) -> list[PerhapsTwins]:
    """Those among the clients whom the person may see, in order of agency."""
    rows = Record.objects.filter(pk__in=existing_records(access), client__in=_twins(access).values("client"))
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for agency, attributor, reference in rows.values_list("agency", "attributor", "client__reference"):
        together[agency, attributor].append(reference)
    return sorted(
        (PerhapsTwins(agency, tuple(sorted(references))) for (agency, _), references in together.items()),
        key=lambda twins: (twins.agency, twins.references),
    )


def rows_of_nobody(access: Access) -> QuerySet[LocalRow]:
    """Local rows whose person is not known, or is one of twins: they wait, and count for nobody (points 10 and 11).

    They are of no agency until it is known whose they are, so only those who see the whole partnership see them.
    """
    if access.providers is not None:
        return LocalRow.objects.none()
    of_twins = _twins(access).filter(attributor=OuterRef("attributor"))
    known = ClientIdentity.objects.filter(
        partnership=access.partnership, key=OuterRef("attributor"), client__in=visible_clients(access)
    )
    records = Record.objects.filter(
        pk__in=existing_records(access), agency=OuterRef("agency"), clientid=OuterRef("clientid")
    )
    by_attributor = Q(agency="") | Q(clientid="")
    return LocalRow.objects.filter(
        ~by_attributor & ~Exists(records) | by_attributor & (Exists(of_twins) | ~Exists(known)),
        partnership=access.partnership,
    ).select_related("extract")


def _twins(access: Access) -> QuerySet[ClientIdentity]:
    """A twin's key is more than the attributor."""
    return ClientIdentity.objects.filter(partnership=access.partnership, client__in=visible_clients(access)).exclude(
        key=F("attributor")
    )
