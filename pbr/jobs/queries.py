"""What the pages show of the job table."""

from __future__ import annotations

from django.db.models import QuerySet

from pbr.access.access import Access

from .models import Job


def stopped_jobs(access: Access) -> QuerySet[Job]:
    """The partnership's jobs that were given up after repeated failures, newest first."""
    return Job.objects.filter(partnership=access.partnership, state=Job.State.DEAD).order_by("-finished_at", "pk")
