"""The home page, search, and the progress of jobs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from pbr.access.permissions import Permission
from pbr.jobs.models import Job
from pbr.web.home import rendered_parts
from pbr.web.locked import LockedView
from pbr.web.search import search


class Home(LockedView):
    permission = Permission.SEE_HOME

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "web/home.html", {"parts": rendered_parts(request, self.access)})


class Search(LockedView):
    permission = Permission.SEE_HOME

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "")
        return render(request, "web/search.html", {"words": words.strip(), "hits": search(self.access, words)})


class JobProgress(LockedView):
    """A fragment that replaces itself until the job is over. Whoever may see the job's page has its id."""

    permission = Permission.SEE_HOME

    def get(self, request: HttpRequest, job_id: UUID) -> HttpResponse:
        job = get_object_or_404(Job, pk=job_id, partnership=self.access.partnership)
        answer = render(request, "jobs/_progress.html", {"job": job, "refresh_when_done": True})
        if not job.is_open:
            # The page around it shows what came of the work.
            answer["HX-Refresh"] = "true"
        return answer
