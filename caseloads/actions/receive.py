"""An extract arrives: its bytes are kept, its name is read, and a job is asked to check it."""

from __future__ import annotations

import datetime as dt
from typing import IO, Any

from django.db import transaction

from caseloads.actions.jumps import far_after_the_last
from caseloads.actions.storing import store
from caseloads.intake.findings import FileRefused
from caseloads.intake.names import ExtractName, check_received, read_name
from caseloads.models import Extract
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Agency, Partnership
from pbr.audit.record import record
from pbr.jobs.asking import ask
from pbr.web.refusals import NotAllowed, Refusal

OVERRIDDEN = "Its TO date is not the one in the file's name."
CHECK = "caseloads.check_extract"


class ExtractRefused(Refusal):
    """The file is not taken; the message says why and what to do."""

    status = 400


class AlreadyHere(Refusal):
    """The same bytes, feed, agency, TO date and mode came before: one extract, nothing changes."""

    def __init__(self, extract: Extract) -> None:
        self.extract = extract
        super().__init__(
            f"{extract.file_name} with exactly this content came on {extract.received_on:%-d %B %Y} and is "
            f"{extract.state}. Nothing was changed."
        )


def receive_extract(
    *,
    access: Access,
    file_name: str,
    stream: IO[bytes],
    mode: str = Extract.Mode.UPSERT,
    to: dt.date | None = None,
    mapping: dict[str, Any] | None = None,
) -> Extract:
    """Keeps the file and asks for its check. `to` overrides the TO date of the file's name.

    Raises AlreadyHere for the same extract again, ExtractRefused for a name or date that cannot be, NotAllowed for an
    agency of another provider.
    """
    name = _named(file_name, to)
    provider_id = _provider_of(access, name)
    if mode == Extract.Mode.REPLACE and name.feed != "ndtms":
        raise ExtractRefused("Only an NDTMS extract can replace what its agency sent before; this one is added.")
    with transaction.atomic():
        file = store(stream)
        # One sender of the same thing waits for the other here, and then finds it.
        Partnership.objects.select_for_update().get(pk=access.partnership.pk)
        same = {"partnership": access.partnership, "feed": name.feed, "agency": name.agency, "to": name.to}
        before = Extract.objects.filter(**same, mode=mode, file=file, refused_at=None, discarded_at=None).first()
        if before:
            raise AlreadyHere(before)
        jump = far_after_the_last(access.partnership.pk, name.feed, name.agency, name.to)
        extract = Extract.objects.create(
            **same,
            provider_id=provider_id,
            begins=name.begins,
            data_set=name.data_set,
            mode=mode,
            file=file,
            file_name=name.file,
            mapping=mapping,
            sent_by=access.person,
            received_at=clock.now(),
            received_on=clock.today(),
            wants_commissioner=jump if to is None else OVERRIDDEN,
        )
        _tell(access, extract)
    return extract


def _tell(access: Access, extract: Extract) -> None:
    """Into the audit trail, and to whoever checks it."""
    subject = f"extract:{extract.pk}"
    told = {"file": extract.file_name, "sha256": extract.file_id}
    record("extract.received", partnership=access.partnership, actor=access.person, subject=subject, **told)
    ask(CHECK, partnership=access.partnership, subject=str(extract.pk), by=access.person)


def differs_from_earlier(extract: Extract) -> str:
    """What tells this extract from an earlier one with the same bytes; "" where there is none."""
    twins = Extract.objects.filter(partnership_id=extract.partnership_id, file_id=extract.file_id)
    other = twins.exclude(pk=extract.pk).filter(refused_at=None, discarded_at=None).order_by("pk").first()
    if other is None:
        return ""
    names = {"feed": "feed", "agency": "agency", "to": "TO date", "mode": "mode"}
    differing = [word for field, word in names.items() if getattr(extract, field) != getattr(other, field)]
    return f"The same bytes as {other.file_name}, with another {' and '.join(differing)}." if differing else ""


def _named(file_name: str, to: dt.date | None) -> ExtractName:
    try:
        name = read_name(file_name)
        if to is not None:
            name = name._replace(to=to)
        check_received(name, clock.today())
    except FileRefused as refused:
        raise ExtractRefused(str(refused)) from None
    return name


def _provider_of(access: Access, name: ExtractName) -> int | None:
    """The provider whose agency the extract is about; None for a local feed of the whole partnership."""
    if not name.agency:
        if access.providers is not None:
            raise NotAllowed("Local files of the whole partnership are sent by the partnership or the LASARS.")
        return None
    agency = Agency.objects.filter(partnership=access.partnership, code=name.agency).first()
    if agency is None:
        raise ExtractRefused(
            f"{name.file}: {name.agency} is no agency of {access.partnership.name}. Check the file's name, or ask the "
            "administrator to add the agency."
        )
    if access.providers is not None and agency.provider_id not in access.providers:
        record(
            "extract.of_another_provider",
            partnership=access.partnership,
            actor=access.person,
            subject=f"agency:{agency.pk}",
            file=name.file,
        )
        raise NotAllowed(f"{name.agency} is not one of your agencies; you may send only your own agencies' extracts.")
    return agency.provider_id
