"""TOPs to mend, as of the day on which the client was last determined."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class TopExceptionRow(models.Model):
    """One `outcomes.rules.top_exceptions.TopException`. A working copy: the truth is what the rules say."""

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    client = models.ForeignKey("caseloads.Client", models.PROTECT)
    journey = models.DateField()
    kind = models.CharField(max_length=20)
    agency = models.CharField(max_length=5)
    clientid = models.CharField(max_length=100)
    episodid = models.CharField(max_length=100)
    topid = models.CharField(max_length=100, blank=True)
    day = models.DateField(null=True)
    items = models.JSONField(default=list)  # names of TOP items

    class Meta:
        indexes: ClassVar = [
            models.Index("partnership", "agency", "kind", name="top_exception_listed"),
            models.Index("client", name="top_exception_client"),
        ]
