"""Loading extracts as the upload page does: received, checked, confirmed, applied; the jobs run in this process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from caseloads.actions.confirm import confirm_extract
from caseloads.actions.receive import AlreadyHere, receive_extract
from caseloads.models import Extract
from outcomes.actions.schemes import draft_scheme, put_in_force
from pbr import clock
from pbr.access.access import Access, access_of
from pbr.access.models import Agency, Lasars, Membership, Partnership, Person, Provider
from pbr.jobs.draining import drain
from pbr.scheme.document import Scheme


def partnership_of(*schemes: Scheme) -> Access:
    """A partnership with the providers and agencies of a scheme's versions, and a commissioner there."""
    code = schemes[0].partnership
    partnership = Partnership.objects.create(code=code, name="Anytown")
    lasars = Lasars.objects.create(partnership=partnership, name="Anytown LASARS")
    for contract in (contract for scheme in schemes for contract in scheme.contracts):
        provider, _ = Provider.objects.get_or_create(partnership=partnership, name=contract.provider)
        for agency in contract.agencies:
            Agency.objects.get_or_create(partnership=partnership, code=agency, defaults={"provider": provider})
    for agency in (agency for scheme in schemes for agency in scheme.lasars.agencies):
        Agency.objects.get_or_create(partnership=partnership, code=agency, defaults={"lasars": lasars})
    return commissioner(partnership, "Jo Clarke")


def commissioner(partnership: Partnership, name: str) -> Access:
    """One more person with the role of a commissioner."""
    address = f"{name.replace(' ', '.')}@{partnership.code}.example".lower()
    person = Person.objects.create_user(address, name=name)
    Membership.objects.create(person=person, partnership=partnership, role_code="commissioner", granted_at=clock.now())
    access = access_of(person)
    assert access is not None
    return access


def put_schemes_in_force(access: Access, documents: Iterable[tuple[str, bytes]]) -> None:
    """Drafted by one person and put in force by another."""
    second = commissioner(access.partnership, "Ada Second")
    for name, document in documents:
        draft = draft_scheme(access=access, document=document.decode(), file_name=name)
        put_in_force(access=second, version_id=draft.pk)


def load(access: Access, path: Path, *, mode: str = "upsert", to: dt.date | None = None) -> Extract | None:
    """One file through the whole upload; None where the same extract is already here."""
    with path.open("rb") as stream:
        try:
            extract = receive_extract(access=access, file_name=path.name, stream=stream, mode=mode, to=to)
        except AlreadyHere:
            return None
    drain("caseloads.")
    extract.refresh_from_db()
    if extract.state == "checked":
        confirm_extract(access=access, extract_id=extract.pk, vanishing=extract.vanishing)
        drain("caseloads.")
        extract.refresh_from_db()
    return extract


def load_folder(access: Access, paths: Iterable[Path], replacing: frozenset[str] = frozenset()) -> list[Extract]:
    loaded = [load(access, path, mode="replace" if path.name in replacing else "upsert") for path in paths]
    return [extract for extract in loaded if extract is not None]
