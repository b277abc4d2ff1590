"""The sweeper: what a dead worker or a lost message left behind is rung for again."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from pbr import clock
from pbr.access.models import Partnership

from .asking import ask, ring
from .handlers import NIGHTLY
from .models import Job
from .running import stale


def sweep() -> int:
    """Rings for every job that is stale, or has waited since the last ring; gives their number."""
    rung_before = Now() - timedelta(seconds=0.8 * settings.PBR_SWEEP_SECONDS)
    waiting = Q(state=Job.State.QUEUED) & (Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=rung_before))
    with transaction.atomic():
        jobs = Job.objects.filter(waiting | stale()).select_for_update(skip_locked=True, of=("self",))
        found = list(jobs.values_list("pk", "state"))
        # A stale job keeps its old heartbeat: that is what lets the next worker claim it.
        Job.objects.filter(pk__in=[pk for pk, state in found if state == Job.State.QUEUED]).update(heartbeat_at=Now())
    for pk, _ in found:
        ring(pk)
    return len(found)


def ask_nightly() -> None:
    """Asks for each nightly work of each partnership, once a night whoever asks and however often."""
    night = f"nightly {clock.today().isoformat()}"
    for partnership in Partnership.objects.order_by("pk"):
        for kind in NIGHTLY:
            if not Job.objects.filter(kind=kind, partnership=partnership, subject=night).exists():
                try:
                    ask(kind, partnership=partnership, subject=night)
                except IntegrityError:
                    continue  # another scheduler was quicker
