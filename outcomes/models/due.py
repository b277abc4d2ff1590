"""What pending and held determinations still need, beside the determinations themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DueRow(models.Model):
    """One determination's `outcomes.rules.deadlines.Due`, as of the day on which the client was last determined.

    A working copy, written anew with the client's determinations: the truth is what the rules say.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    client = models.ForeignKey("caseloads.Client", models.PROTECT)
    journey = models.DateField()
    outcome = models.CharField(max_length=60)
    part = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=10)
    opens = models.DateField(null=True)
    by = models.DateField(null=True)
    final = models.BooleanField()
    rests_on = models.DateField(null=True)
    episodes = models.JSONField(default=list)  # [AGNCY, CLIENTID, EPISODID]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "journey", "outcome", "part"], name="due_once"),
        ]
