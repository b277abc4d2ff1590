"""The room's background work."""

from __future__ import annotations

from caseloads.actions.apply import apply_extract as apply
from caseloads.actions.check import check_extract as check
from pbr.jobs.handlers import handler
from pbr.jobs.running import JobRun


@handler("caseloads.check_extract")
def check_extract(run: JobRun) -> None:
    check(extract_id=int(run.job.subject), progress=run.progress, finish=run.finish)


@handler("caseloads.apply_extract")
def apply_extract(run: JobRun) -> None:
    apply(extract_id=int(run.job.subject), progress=run.progress, finish=run.finish)
