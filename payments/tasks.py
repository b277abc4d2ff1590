"""The room's background work."""

from __future__ import annotations

from payments.actions.forecast import FORECAST, LOOK_BACK, look_back, make_forecast
from payments.actions.remit import remit as make_advices
from payments.actions.settle import settle as post_what_lacks
from payments.actions.tariff import run_study
from payments.actions.trial import run_trial
from pbr.jobs.handlers import handler
from pbr.jobs.running import JobRun


@handler("payments.settle", nightly=True)
def settle(run: JobRun) -> None:
    """Nightly too: a block's month and a carried amount fall due without any extract."""
    post_what_lacks(partnership=run.job.partnership, finish=run.finish)


@handler("payments.remit")
def remit(run: JobRun) -> None:
    make_advices(run_id=int(run.job.subject), progress=run.progress)


@handler("payments.trial")
def try_draft(run: JobRun) -> None:
    run_trial(trial_id=int(run.job.subject), progress=run.progress, finish=run.finish)


@handler("payments.tariff")
def study_tariff(run: JobRun) -> None:
    run_study(study_id=int(run.job.subject), progress=run.progress, finish=run.finish)


@handler(FORECAST, nightly=True)
def forecast(run: JobRun) -> None:
    """By night only when another month is complete."""
    make_forecast(partnership=run.job.partnership, asked_by=run.job.asked_by, progress=run.progress, finish=run.finish)


@handler(LOOK_BACK)
def look_back_on_forecasts(run: JobRun) -> None:
    look_back(partnership=run.job.partnership, progress=run.progress, finish=run.finish)
