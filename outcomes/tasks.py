"""The room's background work."""

from __future__ import annotations

from outcomes.actions.recalculate import recalculate as determine_again
from pbr.jobs.handlers import handler
from pbr.jobs.running import JobRun


@handler("outcomes.recalculate")
def recalculate(run: JobRun) -> None:
    determine_again(partnership=run.job.partnership, progress=run.progress, finish=run.finish)


@handler("outcomes.recalculate_everyone", nightly=True)
def recalculate_everyone(run: JobRun) -> None:
    """The nightly check that nothing was overlooked: where all is well it writes nothing."""
    determine_again(partnership=run.job.partnership, progress=run.progress, finish=run.finish, everyone=True)
