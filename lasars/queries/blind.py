"""Scoring again is blind: what a drawn assessment gave stays hidden, until it is scored, from whoever may score it."""

from __future__ import annotations

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When

from lasars.models import Assessment
from pbr.access.access import Access
from pbr.access.permissions import Permission


def hidden_from(access: Access) -> Q:
    """Which assessments are. The own ones are not: nobody scores those again themselves."""
    if not access.may(Permission.RESCORE):
        return Q(pk__in=[])
    not_scored = Q(drawn__isnull=False, drawn__rescoring__completed_at__isnull=True)
    return not_scored & ~Q(assessor=access.person)


def hidden(access: Access, made: QuerySet[Assessment]) -> set[int]:
    """The ids of those among `made` that are."""
    return set(made.filter(hidden_from(access)).values_list("pk", flat=True))


def is_hidden(access: Access, assessment: Assessment) -> bool:
    return bool(hidden(access, Assessment.objects.filter(pk=assessment.pk)))


def group_told(access: Access) -> Case:
    """The group as the person may see it: "" where it is hidden."""
    return Case(When(hidden_from(access), then=Value("")), default=F("group"), output_field=TextField())
