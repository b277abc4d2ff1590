"""The job table: the truth about work to be done. Celery only rings the bell."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of background work. `subject` is the id of what it works on; never personal data.

    `attempts` is counted before the work starts and is the run's token: a run that was given up and taken over by
    another can no longer finish the job.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        DEAD = "dead", "Stopped after repeated failures"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=60)
    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # The database's time of the last sign of life, or of the last ring while it waits.
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(default=0)
    progress_text = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index("asked_at", condition=Q(state__in=["queued", "running"]), name="job_open"),
            models.Index("kind", "subject", name="job_subject"),
        ]
        constraints: ClassVar = [
            # Two schedulers at once ask for one nightly run.
            models.UniqueConstraint(
                fields=["kind", "partnership", "subject"],
                condition=Q(subject__startswith="nightly "),
                name="job_once_a_night",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)
