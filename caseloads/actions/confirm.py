"""A person has seen what an extract says and confirms or discards it."""

from __future__ import annotations

from django.db import transaction

from caseloads.actions.jumps import far_after_the_last
from caseloads.models import Extract
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.audit.record import record
from pbr.jobs.asking import ask
from pbr.jobs.models import Job
from pbr.web.refusals import NotAllowed, Refusal

APPLY = "caseloads.apply_extract"


def may_confirm(access: Access, extract: Extract) -> bool:
    """Those who send extracts confirm their own; what releases money by its TO date, only a commissioner."""
    if access.may(Permission.CONFIRM_EXTRACTS):
        return True
    return access.may(Permission.SEND_EXTRACTS) and not extract.wants_commissioner


def may_discard(access: Access) -> bool:
    return access.may(Permission.CONFIRM_EXTRACTS) or access.may(Permission.SEND_EXTRACTS)


def confirm_extract(*, access: Access, extract_id: int, vanishing: int = 0) -> Job:
    """Asks for the extract to be applied. Confirming twice asks once.

    `vanishing` is the number of episodes of which the person was told that they would vanish.
    """
    with transaction.atomic():
        extract = _locked(extract_id)
        if extract.state == "checked" and not extract.wants_commissioner:
            # Another may have been confirmed since it came.
            extract.wants_commissioner = far_after_the_last(
                extract.partnership_id, extract.feed, extract.agency, extract.to
            )
        if not may_confirm(access, extract):
            raise NotAllowed(f"{extract.wants_commissioner} A commissioner must confirm it.".strip())
        if extract.state not in {"checked", "applying"}:
            raise Refusal(f"{extract.file_name} is {extract.state}; only a checked extract can be confirmed.")
        if extract.state == "checked":
            if vanishing != extract.vanishing:
                raise Refusal(
                    f"Applying {extract.file_name} makes {extract.vanishing} episodes vanish. Say that this is meant: tick "
                    "the box (or send their number as ?vanishing=)."
                )
            extract.confirmed_at, extract.confirmed_by = clock.now(), access.person
            extract.save(update_fields=["confirmed_at", "confirmed_by", "wants_commissioner"])
            _record("extract.confirmed", access, extract)
        return ask(APPLY, partnership=access.partnership, subject=str(extract.pk), by=access.person)


def _locked(extract_id: int) -> Extract:
    """With all of its feed and agency that wait: of two confirmed at once, the second sees the first's date."""
    extract = Extract.objects.get(pk=extract_id)
    waiting = Extract.objects.filter(partnership_id=extract.partnership_id, feed=extract.feed, agency=extract.agency)
    list(waiting.filter(applied_at=None).order_by("pk").select_for_update().values_list("pk", flat=True))
    extract.refresh_from_db()
    return extract


def discard_extract(*, access: Access, extract_id: int) -> None:
    """Puts a checked extract aside: nothing of it is applied, its bytes and findings stay."""
    with transaction.atomic():
        extract = Extract.objects.select_for_update().get(pk=extract_id)
        if not may_discard(access):
            raise NotAllowed("Your roles do not include discarding extracts.")
        if extract.state != "checked":
            raise Refusal(f"{extract.file_name} is {extract.state}; only a checked extract can be discarded.")
        extract.discarded_at, extract.discarded_by = clock.now(), access.person
        extract.save(update_fields=["discarded_at", "discarded_by"])
        _record("extract.discarded", access, extract)


def _record(event: str, access: Access, extract: Extract) -> None:
    record(
        event,
        partnership=access.partnership,
        actor=access.person,
        subject=f"extract:{extract.pk}",
        file=extract.file_name,
    )
