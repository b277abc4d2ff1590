"""A local file is read again through a mapping, which is kept under a name and offered next time (extracts.md §2)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from caseloads.actions.confirm import discard_extract
from caseloads.actions.receive import receive_extract
from caseloads.intake.names import read_name
from caseloads.models import Extract, SavedMapping
from caseloads.queries.stored import open_stored
from pbr import clock
from pbr.access.access import Access
from pbr.audit.record import record
from pbr.web.refusals import Refusal


def save_mapping(*, access: Access, feed: str, name: str, mapping: dict[str, Any]) -> SavedMapping:
    """Keeps the mapping; one of the same feed and name is replaced by it."""
    with transaction.atomic():
        saved, _ = SavedMapping.objects.update_or_create(
            partnership=access.partnership,
            feed=feed,
            name=name,
            defaults={"mapping": mapping, "saved_by": access.person, "saved_at": clock.now()},
        )
        record(
            "mapping.saved",
            partnership=access.partnership,
            actor=access.person,
            subject=f"mapping:{saved.pk}",
            feed=feed,
        )
    return saved


def receive_mapped(*, access: Access, extract: Extract, mapping: dict[str, Any], name: str = "") -> Extract:
    """The same bytes as a new extract that is read through the mapping; the former is discarded where it still waits.

    Raises Refusal where the file is no local one or was confirmed already.
    """
    if extract.agency:
        raise Refusal("Only local files have a mapping; an NDTMS extract has the published columns.")
    if extract.state not in {"refused", "checked", "discarded"}:
        raise Refusal(f"{extract.file_name} is {extract.state}; it is too late to map its columns.")
    with transaction.atomic():
        if extract.state == "checked":
            discard_extract(access=access, extract_id=extract.pk)
        if name:
            save_mapping(access=access, feed=extract.feed, name=name, mapping=mapping)
        overridden = read_name(extract.file_name).to != extract.to
        return receive_extract(
            access=access,
            file_name=extract.file_name,
            stream=open_stored(extract.file_id),
            mode=extract.mode,
            to=extract.to if overridden else None,
            mapping=mapping,
        )
