"""Starting a draft from an agreement that exists, and changing it, one part at a time, until it is put in force."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Final

from django.db import transaction

from outcomes.actions.schemes import DraftRefused, drafted_already
from outcomes.models import SchemeVersion
from outcomes.queries.drafts import changed_by, document_of
from pbr import clock
from pbr.access.access import Access
from pbr.audit.record import record
from pbr.scheme.editing import Document, next_version
from pbr.scheme.errors import SchemeError
from pbr.scheme.kinds import LONGEST_TEXT
from pbr.scheme.reading import LONGEST_DOCUMENT
from pbr.scheme.writing import write_scheme
from pbr.web.refusals import Refusal

InWords = Callable[[Document, Document], list[str]]
MOST_TOLD: Final = 20  # changes that an event lists one by one


class DraftMoved(Refusal):
    """Somebody changed the draft after the page was opened, or it is a draft no longer."""


def start_draft(
    *, access: Access, document: Document, name: str, starts: dt.date, ends: dt.date, origin: str
) -> SchemeVersion:
    """A draft of the same agreement for another time. `origin` says in words what it is started from.

    Sent twice it is one draft: the same person's, of the same text, as long as nobody has changed it. Raises DraftRefused
    for dates out of order.
    """
    if ends < starts:
        raise DraftRefused((SchemeError("ends", "lies before its start", "let it end on or after the day it starts"),))
    document = next_version(document, name=name, partnership=access.partnership.code, starts=starts, ends=ends)
    text = write_scheme(document)
    with transaction.atomic():
        if again := drafted_already(access, _sha256(text)):
            return again
        version = SchemeVersion.objects.create(
            partnership=access.partnership, name=name, starts=starts, ends=ends, document=text, sha256=_sha256(text),
            drafted_by=access.person, drafted_at=clock.now(),
        )  # fmt: skip
        record(
            "scheme.started", partnership=access.partnership, actor=access.person, subject=f"scheme:{version.pk}",
            name=str(version), origin=origin, sha256=version.sha256,
        )  # fmt: skip
    return version


def change_draft(
    *, access: Access, version_id: int, opened: str, document: Document, part: str, in_words: InWords
) -> bool:
    """Keeps a draft's document as it was edited, right or wrong; whether anything changed.

    `opened` is the SHA-256 of the document that the editor saw; `part` says in words what was edited, and
    `in_words` what differs between two documents. Raises DraftMoved
    where the draft is not any more what the editor saw, and DraftRefused for a document beyond all measure.
    """
    text = write_scheme(document)
    if len(text) > LONGEST_DOCUMENT:
        raise DraftRefused((SchemeError("document", "would be longer than a million characters", "write less"),))
    with transaction.atomic():
        version = _locked(access, version_id, opened)
        before = document_of(version)
        if before == document:
            return False
        version.document, version.sha256 = text, _sha256(text)
        version.changed_by = sorted({*version.changed_by, access.person.pk})
        version.changed_at = clock.now()
        _take_up_what_it_says(version, document)
        version.save(update_fields=["document", "sha256", "changed_by", "changed_at", "name", "starts", "ends"])
        record(
            "scheme.edited", partnership=access.partnership, actor=access.person, subject=f"scheme:{version.pk}",
            name=str(version), part=part, changes=_told(part, in_words(before, document)), sha256=version.sha256,
        )  # fmt: skip
    return True


def _locked(access: Access, version_id: int, opened: str) -> SchemeVersion:
    version = SchemeVersion.objects.select_for_update().filter(pk=version_id, partnership=access.partnership).first()
    if version is None:
        raise DraftMoved("The draft was discarded while you had it open. Nothing of yours was saved.")
    if version.in_force_at is not None:
        raise DraftMoved(f"{version} was put in force while you had it open, and never changes now.")
    if version.sha256 != opened:
        who = " or ".join(person.name for person in changed_by(version)) or "Somebody"
        raise DraftMoved(f"{who} changed this draft after you opened the page. Nothing of yours was saved.")
    return version


def _take_up_what_it_says(version: SchemeVersion, document: Document) -> None:
    """The name and the dates by which lists show the draft, as far as the document says them readably."""
    name, starts, ends = document.get("name"), document.get("starts"), document.get("ends")
    if isinstance(name, str) and 0 < len(name.strip()) <= LONGEST_TEXT and name.isprintable():
        version.name = name.strip()
    if isinstance(starts, dt.date) and isinstance(ends, dt.date) and starts <= ends:
        version.starts, version.ends = starts, ends


def _told(part: str, changes: list[str]) -> str:
    changes = [change.removeprefix(f"{part}: ") for change in changes]
    more = f"; and {len(changes) - MOST_TOLD} more" if len(changes) > MOST_TOLD else ""
    return "; ".join(changes[:MOST_TOLD]) + more


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
