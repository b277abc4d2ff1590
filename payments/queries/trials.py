"""Trials of drafts as their pages show them, and whether a draft can be tried at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from outcomes.queries import schemes_in_force
from outcomes.queries.pages import get_version
from outcomes.queries.schemes import versions
from payments.models import Trial
from payments.rules.comparison import Comparison, from_json
from pbr.access.access import Access
from pbr.jobs.models import Job
from pbr.scheme.errors import SchemeRefused
from pbr.scheme.reading import read_scheme

TRIAL = "payments.trial"


@dataclass(frozen=True, slots=True)
class Standing:
    """What changed since a trial: the text of its draft, or the versions in force that it compared with."""

    draft_changed: bool
    scheme_changed: bool
    is_draft: bool


def trials_of(access: Access, version_id: int) -> QuerySet[Trial]:
    """All trials of one version, the latest first. Raises Http404 for a version that the person may not see."""
    version = get_version(versions(access), version_id)
    rows = Trial.objects.filter(partnership=access.partnership, version_id=version.pk).select_related("asked_by")
    return rows.order_by("-asked_at", "-pk")


def get_trial(access: Access, version_id: int, trial_id: int) -> Trial:
    trial = trials_of(access, version_id).filter(pk=trial_id).first()
    if trial is None:
        raise Http404("No such trial")
    return trial


def found_by(trial: Trial) -> Comparison | None:
    """What a trial found; None before it is done, or where it stopped."""
    return None if trial.result is None else from_json(trial.result)


def job_of(trial: Trial) -> Job | None:
    jobs = Job.objects.filter(kind=TRIAL, partnership_id=trial.partnership_id, subject=str(trial.pk))
    return jobs.order_by("-asked_at").first()


def before_in_the_queue(job: Job) -> int:
    """How many pieces of work, of anybody's, were asked for earlier and are not done."""
    open_states = (Job.State.QUEUED, Job.State.RUNNING)
    return Job.objects.filter(state__in=open_states, asked_at__lt=job.asked_at).count()


def standing_of(access: Access, trial: Trial) -> Standing:
    version = get_version(versions(access), trial.version_id)
    is_draft = version.in_force_at is None
    changed = is_draft and schemes_in_force(access.partnership.pk).digest != trial.against
    return Standing(version.sha256 != trial.sha256, changed, is_draft)


def hindrances(access: Access, version_id: int) -> list[str]:
    """Why a version cannot be tried, a sentence for each reason; empty where it can."""
    version = get_version(versions(access), version_id)
    if version.in_force_at is not None:
        return ["This version is in force. Only a draft can be tried."]
    try:
        read_scheme(version.document)
    except SchemeRefused as refused:
        things = f"{len(refused.errors)} thing{'s' if len(refused.errors) > 1 else ''}"
        return [f"It is not finished: {things} must be put right in it first."]
    if not schemes_in_force(access.partnership.pk).schemes:
        return ["No scheme is in force, so there is nothing to compare the draft with."]
    return []
