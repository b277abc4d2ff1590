"""Drafting a scheme version and putting it in force: by two people, and then never changed."""

from __future__ import annotations

import hashlib

from django.db import IntegrityError, transaction

from outcomes.models import SchemeVersion
from outcomes.queries.cautions import cautions, hindrances
from outcomes.queries.schemes import parsed
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Person
from pbr.audit.record import record
from pbr.jobs.asking import ask
from pbr.scheme.errors import SchemeError, SchemeRefused
from pbr.scheme.reading import read_scheme
from pbr.web.refusals import NotAllowed, Refusal

RECALCULATE = "outcomes.recalculate"


class DraftRefused(Refusal):
    """The document is refused whole; every error with its key and what would be right."""

    status = 400

    def __init__(self, errors: tuple[SchemeError, ...]) -> None:
        self.errors = errors
        super().__init__("The scheme was not taken: " + "; ".join(str(error) for error in errors))


class CautionsUnread(Refusal):
    """The draft will surprise with something, and whoever puts it in force did not say to have read what."""


def draft_scheme(*, access: Access, document: str, file_name: str = "scheme.toml") -> SchemeVersion:
    """Keeps a valid document as a draft; sent twice it is one draft. Raises DraftRefused with every error at once."""
    try:
        scheme = read_scheme(document, file_name)
    except SchemeRefused as refused:
        raise DraftRefused(tuple(refused.errors)) from None
    if scheme.partnership != access.partnership.code:
        wrong = f"the document is for {scheme.partnership}"
        raise DraftRefused((SchemeError("partnership", wrong, f'write "{access.partnership.code}"'),))
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    with transaction.atomic():
        if again := drafted_already(access, sha256):
            return again
        version = SchemeVersion.objects.create(
            partnership=access.partnership,
            name=scheme.name,
            starts=scheme.starts,
            ends=scheme.ends,
            document=document,
            sha256=sha256,
            drafted_by=access.person,
            drafted_at=clock.now(),
        )
        _record("scheme.drafted", access, version)
    return version


def drafted_already(access: Access, sha256: str) -> SchemeVersion | None:
    """The person's own draft of exactly this text that nobody has changed: what a form that is sent twice has made. To be
    asked in the transaction that makes a draft."""
    Person.objects.select_for_update().get(pk=access.person.pk)  # the second of two at once waits for the first
    own = SchemeVersion.objects.filter(partnership=access.partnership, drafted_by=access.person, in_force_at=None)
    return own.filter(sha256=sha256, changed_at=None).first()


def put_in_force(
    *, access: Access, version_id: int, seen: str | None = None, read_cautions: bool = True
) -> SchemeVersion:
    """A person who neither drafted nor changed it puts a draft in force, and everyone is determined anew.

    `seen` is the SHA-256 of the document that this person saw, `read_cautions` whether he or she said to have read what
    it will surprise with. Raises Refusal for a draft that is not finished, that was changed since, or with a contract
    whose provider nobody here is.
    """
    with transaction.atomic():
        version = SchemeVersion.objects.select_for_update().get(pk=version_id)
        if version.in_force_at:
            raise Refusal(f"{version} is already in force.")
        if version.drafted_by_id == access.person.pk:
            raise NotAllowed("You drafted this version; somebody else must put it in force.")
        if access.person.pk in version.changed_by:
            raise NotAllowed("You changed this version; somebody who did not must put it in force.")
        if seen is not None and seen != version.sha256:
            raise Refusal(f"{version} was changed after you opened it. Read it again before you put it in force.")
        scheme = parsed(version.pk, version.sha256)
        if told := hindrances(access, scheme):
            raise Refusal(" ".join(told))
        if not read_cautions and cautions(access, scheme):
            raise CautionsUnread(f"{version} is not put in force: say first that you have read the warnings.")
        version.in_force_by, version.in_force_at = access.person, clock.now()
        try:
            with transaction.atomic():
                version.save(update_fields=["in_force_by", "in_force_at"])
        except IntegrityError:
            raise Refusal(f"{version} would overlap another version in force.") from None
        _record("scheme.in_force", access, version)
        ask(RECALCULATE, partnership=access.partnership, by=access.person)
    return version


def discard_draft(*, access: Access, version_id: int) -> None:
    with transaction.atomic():
        version = SchemeVersion.objects.select_for_update().get(pk=version_id, partnership=access.partnership)
        if version.in_force_at:
            raise Refusal(f"{version} is in force and stays.")
        _record("scheme.discarded", access, version)
        version.delete()


def _record(event: str, access: Access, version: SchemeVersion) -> None:
    record(
        event,
        partnership=access.partnership,
        actor=access.person,
        subject=f"scheme:{version.pk}",
        name=str(version),
        sha256=version.sha256,
    )
