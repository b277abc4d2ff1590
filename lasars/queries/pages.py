"""Assessments as the LASARS and the auditor see them. Until assessments are made here they are read from the feed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from caseloads.queries import assessments
from pbr import clock
from pbr.access.access import Access

RECENT = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Recent:
    """The assessments of the last 30 days, and how many of all assessments failed their audit."""

    since: dt.date
    made: int
    failed: int


def visible_assessments(access: Access) -> QuerySet[Any]:
    """Rows with `assessed`, `reference`, `group`, `assessor`, `approved_by` and `audit`."""
    return assessments(access)


def choices(access: Access, name: str) -> list[tuple[str, str]]:
    """The values that a column of the list has, for its filter."""
    told = visible_assessments(access).exclude(**{name: ""}).exclude(**{name: None})
    return [(value, value) for value in told.order_by(name).values_list(name, flat=True).distinct()]


def recent(access: Access) -> Recent:
    since = clock.today() - RECENT
    counted = visible_assessments(access).aggregate(
        made=Count("pk", filter=Q(assessed__gt=since, assessed__lte=clock.today())),
        failed=Count("pk", filter=Q(audit="fail")),
    )
    return Recent(since, counted["made"], counted["failed"])
