"""What was found: journeys, determinations with their evidence, and what people decided about held ones."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class JourneyRow(models.Model):
    """A client's journey as now known (outcomes.rules.determination.JourneyFound)."""

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    client = models.ForeignKey("caseloads.Client", models.PROTECT)
    start = models.DateField()
    end = models.DateField(null=True)
    settled = models.BooleanField()
    version = models.ForeignKey("SchemeVersion", models.PROTECT, null=True)
    group = models.CharField(max_length=40, null=True)  # noqa: DJ001 – no group is not a group without a name
    holder = models.CharField(max_length=60, null=True)  # noqa: DJ001
    first_contract = models.CharField(max_length=60, null=True)  # noqa: DJ001
    first_agency = models.CharField(max_length=5)
    first_clientid = models.CharField(max_length=100)
    offences = models.JSONField(default=list)  # [date, proven, trigger, extract, line]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "start"], name="journey_once")]


class DeterminationRow(models.Model):
    """What was found for one journey, outcome and part. Never edited: what is found otherwise later is a new row, and
    this one is marked as superseded. So a posting points for ever at what it was posted for.

    `client` is null for what is found about a whole cohort.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    client = models.ForeignKey("caseloads.Client", models.PROTECT, null=True)
    journey = models.DateField()
    outcome = models.CharField(max_length=60)
    part = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=12)
    date = models.DateField(null=True)
    group = models.CharField(max_length=40, null=True)  # noqa: DJ001
    contracts = ArrayField(models.CharField(max_length=60))
    reason = models.CharField(max_length=60)
    why = models.TextField()
    version = models.ForeignKey("SchemeVersion", models.PROTECT)
    awaits = models.CharField(max_length=20, blank=True)
    awaits_date = models.DateField(null=True)
    found_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "client", "journey", "outcome", "part", "contracts"],
                condition=Q(superseded_at__isnull=True, client__isnull=True),
                nulls_distinct=False,
                name="cohort_determination_current_once",
            ),
            models.UniqueConstraint(
                fields=["client", "journey", "outcome", "part"],
                condition=Q(superseded_at__isnull=True, client__isnull=False),
                name="determination_current_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["partnership", "status"],
                condition=Q(superseded_at__isnull=True),
                name="determination_current",
            ),
        ]


class EvidenceRow(models.Model):
    """A line of an extract, or a decision or an assessment made in the browser, on which a determination rests; in the
    order in which it is told."""

    determination = models.ForeignKey(DeterminationRow, models.PROTECT, related_name="evidence")
    place = models.IntegerField()
    extract = models.ForeignKey("caseloads.Extract", models.PROTECT, null=True)
    line = models.BigIntegerField(null=True)
    decision = models.ForeignKey("DecisionMade", models.PROTECT, null=True)
    assessment = models.ForeignKey("lasars.Assessment", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["determination", "place"], name="evidence_place_once"),
            models.CheckConstraint(
                condition=Q(extract__isnull=False, line__isnull=False, decision__isnull=True, assessment__isnull=True)
                | Q(extract__isnull=True, line__isnull=True, decision__isnull=False, assessment__isnull=True)
                | Q(extract__isnull=True, line__isnull=True, decision__isnull=True, assessment__isnull=False),
                name="evidence_is_one_thing",
            ),
        ]


class DecisionMade(models.Model):
    """What a named person decided about a held determination, in the browser (extracts.md §2, `decisions`).

    It holds while the determination is held for that same reason; it is never edited, a later one displaces it.
    """

    class Decision(models.TextChoices):
        RELEASE = "release", "Release"
        REFUSE = "refuse", "Refuse"

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    client = models.ForeignKey("caseloads.Client", models.PROTECT)
    journey = models.DateField()
    outcome = models.CharField(max_length=60)
    part = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=60)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    words = models.TextField(help_text="Why, in the person's own words.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("client", "journey", "outcome", name="decision_of")]


class ClientStanding(models.Model):
    """Up to which touch of its facts (`seen`) and of its assessments (`assessed`, lasars.queries), under which schemes and
    which completeness a client's determinations are worked out."""

    client = models.OneToOneField("caseloads.Client", models.PROTECT, primary_key=True)
    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    seen = models.BigIntegerField()
    assessed = models.BigIntegerField(default=0)
    wakes = models.DateField(null=True)
    horizon = models.CharField(max_length=64, help_text="Digest of the day and of what each feed was complete to.")
    schemes = models.CharField(max_length=64, help_text="Digest of the scheme versions in force.")

    class Meta:
        indexes: ClassVar = [models.Index("partnership", "wakes", name="standing_wakes")]
