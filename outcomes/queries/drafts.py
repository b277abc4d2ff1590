"""Drafts of a scheme as they are edited: the document, right or wrong, and all that is wrong with it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal

from outcomes.models import SchemeVersion
from outcomes.queries.pages import get_version
from outcomes.queries.schemes import misfits, versions
from pbr.access.access import Access
from pbr.access.models import Person
from pbr.scheme.document import Scheme
from pbr.scheme.editing import Document
from pbr.scheme.errors import SchemeError, SchemeRefused
from pbr.scheme.reading import read_scheme
from pbr.web.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Judged:
    """`scheme` is None where the document itself has errors; a readable one may still not fit the versions in force."""

    scheme: Scheme | None
    errors: tuple[SchemeError, ...]


def get_draft(access: Access, version_id: int) -> SchemeVersion:
    """Raises Http404 for a version that the person may not see, and Refusal for one in force, which never changes."""
    version = get_version(versions(access), version_id)
    if version.in_force_at is not None:
        raise Refusal(f"{version} is in force and never changes. Start a new draft from it.")
    return version


def document_of(version: SchemeVersion) -> Document:
    return document_from_text(version.document)


def document_from_text(text: str) -> Document:
    return tomllib.loads(text, parse_float=Decimal)


def judged(version: SchemeVersion) -> Judged:
    """Everything that keeps a draft from being put in force, the versions in force among it."""
    try:
        scheme = read_scheme(version.document)
    except SchemeRefused as refused:
        return Judged(None, refused.errors)
    return Judged(scheme, tuple(misfits(version.partnership_id, scheme)))


def changed_by(version: SchemeVersion) -> list[Person]:
    """Whoever changed it since it was drafted: none of them puts it in force, nor whoever drafted it."""
    return list(Person.objects.filter(pk__in=version.changed_by).order_by("name"))
