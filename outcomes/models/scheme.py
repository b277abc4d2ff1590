"""Scheme versions: what was agreed, as the document itself."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class SchemeVersion(models.Model):
    """One version of a partnership's scheme. A draft until a second person puts it in force; from then on the database
    refuses every change, and no other version in force may share a day with it (migration 0002).

    A draft may be changed, and its document may be wrong while it is: `name`, `starts` and `ends` are then those that it
    last said readably. None of those who changed it may put it in force, and nobody is taken off that list (migration
    0004)."""

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    name = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField()
    document = models.TextField(help_text="The TOML document.")
    sha256 = models.CharField(max_length=64, db_collation="C")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    changed_by = ArrayField(models.BigIntegerField(), default=list, help_text="Everybody who changed the draft.")
    changed_at = models.DateTimeField(null=True)
    in_force_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(in_force_at__isnull=True, in_force_by__isnull=True)
                | Q(in_force_at__isnull=False, in_force_by__isnull=False),
                name="scheme_in_force_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(in_force_by__isnull=True) | ~Q(in_force_by=F("drafted_by")),
                name="scheme_in_force_by_a_second_person",
            ),
            models.CheckConstraint(condition=Q(starts__lte=F("ends")), name="scheme_starts_before_it_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.starts:%-d %B %Y}"

    @property
    def state(self) -> str:
        return "in_force" if self.in_force_at else "draft"
