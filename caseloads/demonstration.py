"""A month's files into the demonstration, as people upload them: received, checked, confirmed, applied."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from caseloads.actions.confirm import confirm_extract
from caseloads.actions.receive import receive_extract
from caseloads.models import Extract
from pbr.access.access import Access
from pbr.jobs.draining import drain


def send(files: Iterable[tuple[Access, Path]], commissioner: Access) -> int:
    """Each file by its sender, through the same actions as the upload page; the number of rows read. Where the TO date
    jumps, it is the commissioner who confirms."""
    received = []
    for access, path in files:
        with path.open("rb") as stream:
            received.append((access, receive_extract(access=access, file_name=path.name, stream=stream)))
    drain("caseloads.")
    for access, extract in received:
        extract.refresh_from_db()  # the check may have found that it waits for a commissioner
        confirm_extract(access=commissioner if extract.wants_commissioner else access, extract_id=extract.pk)
    drain("caseloads.")
    rows = Extract.objects.filter(pk__in=[extract.pk for _, extract in received]).values_list("rows", flat=True)
    return sum(rows)
