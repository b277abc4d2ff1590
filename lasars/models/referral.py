"""People referred to a LASARS: from whom, when they came, what they want, and where they were referred on to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pbr.clock import LONDON


class Referral(models.Model):
    """One person referred to a LASARS, known on lists by a random reference.

    Who it is stays fixed once an assessment is completed: its facts join the client with that attributor (migration
    0002). `client` is set only where the attributor does not say which client it is, as with twins.
    """

    class Source(models.TextChoices):
        SELF = "self", "Self, family or friends"
        GP = "gp", "GP or health service"
        CJIT = "cjit", "Criminal justice (CJIT, probation, prison)"
        SOCIAL = "social", "Social services"
        PROVIDER = "provider", "Treatment provider"
        STOCK = "stock", "Already in treatment when the LASARS began"
        OTHER = "other", "Other"

    class Sex(models.TextChoices):
        FEMALE = "F", "Female"
        MALE = "M", "Male"

    class Closed(models.TextChoices):
        NOT_REACHED = "not_reached", "Could not be reached"
        DECLINED = "declined", "Declined"
        UNSUITABLE = "unsuitable", "No structured treatment needed"
        ELSEWHERE = "elsewhere", "Moved, or helped elsewhere"
        MISTAKE = "mistake", "Entered by mistake"

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    lasars = models.ForeignKey("access.Lasars", models.PROTECT, related_name="referrals")
    reference = models.CharField(max_length=9, db_collation="C")
    finitial = models.CharField(max_length=1, db_collation="C")
    sinitial = models.CharField(max_length=1, db_collation="C")
    dob = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex.choices)
    attributor = models.CharField(max_length=11, db_collation="C")
    client = models.ForeignKey("caseloads.Client", models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    received = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    # What the person wants: a provider, or none in particular, in their own words.
    preferred = models.ForeignKey("access.Provider", models.PROTECT, null=True, blank=True, related_name="+")
    preference = models.TextField(blank=True)
    referred_to = models.ForeignKey("access.Provider", models.PROTECT, null=True, blank=True, related_name="+")
    referred_on = models.DateField(null=True)
    referred_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed = models.CharField(max_length=12, choices=Closed.choices, blank=True)
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "reference"], name="referral_reference"),
            models.CheckConstraint(
                condition=Q(referred_to__isnull=True, referred_on__isnull=True, referred_by__isnull=True)
                | Q(referred_to__isnull=False, referred_on__isnull=False, referred_by__isnull=False),
                name="referred_to_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(closed="", closed_on__isnull=True, closed_by__isnull=True)
                | (~Q(closed="") & Q(closed_on__isnull=False, closed_by__isnull=False)),
                name="referral_closed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(referred_on__isnull=True) | Q(referred_on__gte=F("received")),
                name="referral_received_before_referred",
            ),
        ]
        indexes: ClassVar = [
            models.Index("lasars", "received", name="referral_queue"),
            models.Index("partnership", "attributor", name="referral_attributor"),
        ]

    def __str__(self) -> str:
        return self.reference


class Appointment(models.Model):
    """A day on which the person was to come. `kept` is null until it is known whether they did."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="appointments")
    on = models.DateField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    kept = models.BooleanField(null=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kept__isnull=True, told_by__isnull=True, told_at__isnull=True)
                | Q(kept__isnull=False, told_by__isnull=False, told_at__isnull=False),
                name="appointment_kept_said_by_someone",
            ),
            models.UniqueConstraint("referral", condition=Q(kept__isnull=True), name="appointment_open_once"),
        ]

    @property
    def cancelled(self) -> bool:
        """Called off before its day."""
        return self.kept is False and self.told_at is not None and self.told_at.astimezone(LONDON).date() < self.on


class Noted(models.Model):
    """Something noted of a person. Never edited: what was wrong is withdrawn, with a reason, and stays (migration 0006)."""

    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                name="%(class)s_withdrawn_for_a_reason",
            )
        ]


class Goal(Noted):
    """A recovery goal in the person's own words. `outcome` links it to a local outcome of the scheme, by its code."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="goals")
    text = models.CharField(max_length=300)
    outcome = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.text


class AdvocacyContact(Noted):
    """Somebody the LASARS spoke to on the person's behalf: with whom, when, and about what."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="advocacy")
    on = models.DateField()
    whom = models.CharField("with whom", max_length=100)
    about = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.on:%-d %B %Y}, {self.whom}: {self.about}"
