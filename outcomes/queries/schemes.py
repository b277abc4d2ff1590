"""Which scheme versions there are, and which are in force."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from outcomes.models import SchemeVersion
from pbr.access.access import Access
from pbr.scheme.document import Scheme
from pbr.scheme.errors import SchemeError, SchemeRefused
from pbr.scheme.parties import contract_names
from pbr.scheme.reading import read_scheme
from pbr.values.dates import format_day
from pbr.web.refusals import Refusal


class UnfinishedDraft(Refusal):
    """A draft whose document has mistakes cannot be read as a scheme yet."""

    def __init__(self, errors: tuple[SchemeError, ...]) -> None:
        self.errors = errors
        things = f"{len(errors)} thing{'' if len(errors) == 1 else 's'}"
        super().__init__(f"This draft is not finished: {things} must be put right in it first.")


@dataclass(frozen=True, slots=True)
class InForce:
    """The versions in force of one partnership, in order of their starts."""

    ids: tuple[int, ...]
    schemes: tuple[Scheme, ...]
    digest: str

    @property
    def agencies(self) -> tuple[str, ...]:
        """All agencies of the partnership, of every version."""
        return tuple(dict.fromkeys(agency for scheme in self.schemes for agency in scheme.agencies))

    def id_of(self, starts: dt.date) -> int:
        return self.ids[[scheme.starts for scheme in self.schemes].index(starts)]

    def by_id(self, version_id: int) -> Scheme:
        return self.schemes[self.ids.index(version_id)]

    @property
    def titles(self) -> dict[str, str]:
        """The titles of all outcomes, each as the newest version that has it gives it."""
        return {outcome.code: outcome.title for scheme in self.schemes for outcome in scheme.outcomes}

    def title(self, outcome: str) -> str:
        """The title of an outcome, in the newest version that has it."""
        return self.titles.get(outcome) or outcome.replace("-", " ").capitalize()

    def provider(self, contract: str) -> str:
        """Whose a contract is, in the newest version that has it; of a provider with several, also which one it is."""
        return self.contract_names.get(contract, contract)

    @property
    def contract_names(self) -> dict[str, str]:
        """What each contract of all versions is called, by its code."""
        return contract_names({one.code: one.provider for scheme in self.schemes for one in scheme.contracts})


def schemes_in_force(partnership_id: int) -> InForce:
    rows = list(
        SchemeVersion.objects.filter(partnership_id=partnership_id, in_force_at__isnull=False)
        .order_by("starts")
        .values_list("pk", "sha256")
    )
    schemes = tuple(parsed(pk, sha256) for pk, sha256 in rows)
    digest = hashlib.sha256("".join(sha256 for _, sha256 in rows).encode()).hexdigest()
    return InForce(tuple(pk for pk, _ in rows), schemes, digest)


def misfits(partnership_id: int, scheme: Scheme) -> list[SchemeError]:
    """What keeps a draft from standing beside the versions in force: another name than theirs, or a day of theirs."""
    found = []
    in_force = schemes_in_force(partnership_id)
    for pk, one in zip(in_force.ids, in_force.schemes, strict=True):
        if one.name != scheme.name:
            wrong = f"“{scheme.name}” is not the name of number {pk}, which is in force, “{one.name}”"
            found.append(SchemeError("name", wrong, "every version of a scheme has the same name"))
        if one.starts <= scheme.ends and scheme.starts <= one.ends:
            theirs = f"number {pk}, which is in force, {_span(one)}"
            wrong = f"the dates of this draft, {_span(scheme)}, overlap those of {theirs}"
            found.append(SchemeError("starts", wrong, "choose days that no version in force has"))
    return found


def _span(scheme: Scheme) -> str:
    return f"{format_day(scheme.starts)} to {format_day(scheme.ends)}"


def scheme_on(partnership_id: int, day: dt.date) -> Scheme | None:
    """The version in force whose time a day falls in, else the next to begin, else the last; None where there is none."""
    schemes = schemes_in_force(partnership_id).schemes
    return next((scheme for scheme in schemes if day <= scheme.ends), schemes[-1] if schemes else None)


@lru_cache(maxsize=64)
def parsed(version_id: int, sha256: str) -> Scheme:
    """The document of a version, read once a process: its SHA-256 is part of the key, so a changed draft is read anew.

    Raises UnfinishedDraft for a draft that has mistakes.
    """
    try:
        return read_scheme(SchemeVersion.objects.values_list("document", flat=True).get(pk=version_id, sha256=sha256))
    except SchemeRefused as refused:
        raise UnfinishedDraft(refused.errors) from None


def versions(access: Access) -> QuerySet[SchemeVersion]:
    """The versions that a person may see: providers see what is in force, the partnership its drafts too."""
    found = SchemeVersion.objects.filter(partnership=access.partnership).select_related("drafted_by", "in_force_by")
    if access.providers is not None:
        found = found.filter(in_force_at__isnull=False)
    return found.order_by("-starts", "-pk")


def earlier_in_force(version: SchemeVersion) -> SchemeVersion | None:
    """The version in force that this one follows: the last that starts before it, else, for a draft, the first."""
    others = SchemeVersion.objects.filter(partnership_id=version.partnership_id, in_force_at__isnull=False)
    others = others.exclude(pk=version.pk).order_by("starts")
    before = others.filter(starts__lte=version.starts).last()
    return before or (others.first() if version.in_force_at is None else None)


def drafts(access: Access) -> QuerySet[SchemeVersion]:
    """Drafts that wait for a second person; none for a provider's people."""
    return versions(access).filter(in_force_at__isnull=True)
