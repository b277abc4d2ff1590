"""Work that stopped after repeated failures: seen by those who oversee, started again by the administrator."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.jobs.asking import start_again
from pbr.jobs.models import Job
from pbr.jobs.queries import stopped_jobs
from pbr.web.locked import LockedView


class StoppedJobs(LockedView):
    permission = Permission.SEE_AUDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "jobs": stopped_jobs(self.access),
            "may_start": self.access.may(Permission.MANAGE_PEOPLE),
            "may_see_clients": self.access.may(Permission.SEE_CASELOAD),
        }
        return render(request, "jobs/stopped.html", context)


class StartAgain(LockedView):
    permission = Permission.MANAGE_PEOPLE

    def post(self, request: HttpRequest, job_id: UUID) -> HttpResponse:
        get_object_or_404(Job, pk=job_id, partnership=self.access.partnership)
        start_again(job_id, access=self.access)
        messages.success(request, "The work waits for its turn again.")
        return redirect("stopped_jobs")


def home_part(access: Access) -> dict[str, int] | None:
    """For the home page: how much work stopped, where any did."""
    count = stopped_jobs(access).count()
    return {"count": count} if count else None
