"""The event log: who did what, when. Only ever added to; each event carries the hash of the one before it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Event(models.Model):
    """`sequence` counts a partnership's events without gaps; `sha256` covers the event and `previous`.

    `details` holds no personal data of clients: ids and references only.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=100)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "sequence"], name="event_sequence_once"),
            models.UniqueConstraint(fields=["partnership", "previous"], name="event_chain_never_forks"),
        ]
        indexes: ClassVar = [models.Index("partnership", "subject", name="event_subject")]

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"
