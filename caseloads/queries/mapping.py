"""What the mapping step of a local file starts from: the file's own header, and mappings saved before."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.db.models import QuerySet

from caseloads.intake.decode import scan
from caseloads.intake.findings import FileRefused, shown
from caseloads.models import Extract, SavedMapping
from caseloads.queries.stored import open_stored
from pbr.access.access import Access


def columns_of(extract: Extract) -> list[str]:
    """The names in the stored file's first filled line, as they stand; none where it cannot be read as text."""
    stream = open_stored(extract.file_id)
    try:
        encoding = scan(stream, extract.file_name).encoding
    except FileRefused:
        return []
    stream.seek(0)
    try:
        for row in csv.reader(io.TextIOWrapper(stream, encoding=encoding, newline="")):
            if any(cell.strip() for cell in row):
                return [shown(cell.strip()) for cell in row if cell.strip()]
    except csv.Error:
        return []
    return []


def saved_mappings(access: Access, feed: str = "") -> QuerySet[SavedMapping]:
    """Mappings that the partnership's people saved, of one feed or of all."""
    saved = SavedMapping.objects.filter(partnership=access.partnership).order_by("feed", "name")
    return saved.filter(feed=feed) if feed else saved


def mapping_for(access: Access, saved_id: str, file_name: str) -> dict[str, Any] | None:
    """The saved mapping where the file is of its feed; None for every other file, which is read as published."""
    if not saved_id:
        return None
    saved = saved_mappings(access).filter(pk=int(saved_id)).first()
    return saved.mapping if saved is not None and file_name.startswith(f"{saved.feed}-") else None
