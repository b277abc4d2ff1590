"""Studies of a tariff as their pages show them, and what a new one may rest on."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from outcomes.queries.schemes import UnfinishedDraft, parsed, versions
from payments.models import TariffStudy
from pbr.access.access import Access
from pbr.jobs.models import Job
from pbr.scheme.document import Scheme

TARIFF = "payments.tariff"


def studies(access: Access) -> QuerySet[TariffStudy]:
    """All studies of the partnership; none for a provider's people."""
    if access.providers is not None:
        return TariffStudy.objects.none()
    return TariffStudy.objects.filter(partnership=access.partnership).select_related("asked_by")


def get_study(access: Access, study_id: int) -> TariffStudy:
    found = studies(access).filter(pk=study_id).first()
    if found is None:
        raise Http404("No such study")
    return found


def job_of(study: TariffStudy) -> Job | None:
    jobs = Job.objects.filter(kind=TARIFF, partnership_id=study.partnership_id, subject=str(study.pk))
    return jobs.order_by("-asked_at").first()


def bases(access: Access) -> dict[int, tuple[str, Scheme, bool]]:
    """The versions that a study may rest on, by id: what each is called, its scheme, and whether it is in force. A draft
    with mistakes is left out. Those in force come first, the latest before the others."""
    found = {}
    for version in sorted(versions(access), key=lambda version: version.in_force_at is None):
        try:
            scheme = parsed(version.pk, version.sha256)
        except UnfinishedDraft:
            continue
        state = "in force" if version.in_force_at else "draft"
        found[version.pk] = (f"{version} ({state})", scheme, version.in_force_at is not None)
    return found
