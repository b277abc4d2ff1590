"""The room's background work."""

from __future__ import annotations

from outcomes.actions.overturn import release_on_challenge
from outcomes.actions.recalculate import recalculate as determine_again
from pbr.jobs.handlers import handler
from pbr.jobs.running import JobRun


@handler("outcomes.recalculate")
def recalculate(run: JobRun) -> None:
    determine_again(partnership=run.job.partnership, progress=run.progress, finish=run.finish)


@handler("outcomes.release_on_challenge")
def release(run: JobRun) -> None:
    """`subject` is the determination and the challenge's number, as in "812/3"; who upheld it asked for this."""
    determination_id, challenge = map(int, run.job.subject.split("/"))
    by = run.job.asked_by
    assert by is not None, "a challenge is upheld by a person"
    partnership = run.job.partnership
    release_on_challenge(partnership=partnership, by=by, determination_id=determination_id, challenge=challenge)


@handler("outcomes.recalculate_everyone", nightly=True)
def recalculate_everyone(run: JobRun) -> None:
    """The nightly check that nothing was overlooked: where all is well it writes nothing."""
    determine_again(partnership=run.job.partnership, progress=run.progress, finish=run.finish, everyone=True)
