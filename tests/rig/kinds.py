"""Kinds of jobs for the rig. Each effect is one row (a provider), made in the transaction that finishes the job."""

from __future__ import annotations

import os
import time
import uuid

from django.db import transaction

from pbr.access.models import Provider
from pbr.jobs.handlers import handler
from pbr.jobs.running import JobRun


@handler("rig.work")
def work(run: JobRun) -> None:
    """Takes as many seconds as the subject says, in one transaction; its progress tells the process that does it."""
    with transaction.atomic():
        Provider.objects.create(partnership=run.job.partnership, name=f"effect {uuid.uuid4()}")
        for tenth in range(int(float(run.job.subject or 0) * 10)):
            run.progress(tenth, 100, str(os.getpid()))
            time.sleep(0.1)
        run.finish()


@handler("rig.abort")
def abort(run: JobRun) -> None:
    """Poison: the process that touches it dies."""
    os.abort()


@handler("rig.fail")
def fail(run: JobRun) -> None:
    with transaction.atomic():
        Provider.objects.create(partnership=run.job.partnership, name=f"effect {uuid.uuid4()}")
        raise ValueError("this never works")
