"""The complexity instrument: questions, points, bands and their mapping to a scheme's groups, as the document itself."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Instrument(models.Model):
    """One version of a partnership's instrument (lasars.rules.instrument reads `document`). Never edited: an assessment
    points for ever at the questions that were asked and the points that they gave (migration 0002)."""

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=40)
    valid_from = models.DateField()
    demonstration = models.BooleanField(help_text="Its questions and points are illustrations, and every page says so.")
    document = models.TextField(help_text="The TOML document.")
    sha256 = models.CharField(max_length=64, db_collation="C")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "version"], name="instrument_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"
