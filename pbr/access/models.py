"""Organisations, people, and the roles they hold."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from .roles import ROLES, Role


class Partnership(models.Model):
    """A local partnership (Drug and Alcohol Action Team): the one who pays."""

    code = models.CharField("DAT code", max_length=4, unique=True)
    name = models.CharField(max_length=100)
    # Above this sum two people approve (money.md §3). Whole pence.
    approval_limit = models.BigIntegerField(default=1_000_000)

    def __str__(self) -> str:
        return self.name


class Provider(models.Model):
    """A provider of treatment. Its name is the `provider` of its contracts in a scheme."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="providers")
    name = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("partnership", Lower("name"), name="provider_named_once")]

    def __str__(self) -> str:
        return self.name


class Lasars(models.Model):
    """A Local Area Single Assessment and Referral Service."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="lasars")
    name = models.CharField(max_length=100)
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, help_text="Where the LASARS sits in a provider."
    )

    class Meta:
        verbose_name_plural = "LASARS"

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """One NDTMS agency code, of a provider or of the LASARS itself."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="agencies")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="agencies")
    lasars = models.ForeignKey(Lasars, models.PROTECT, null=True, blank=True, related_name="agencies")
    code = models.CharField("NDTMS agency code", max_length=5)
    name = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name_plural = "agencies"
        constraints: ClassVar = [
            models.UniqueConstraint("partnership", "code", name="agency_once_a_partnership"),
            models.CheckConstraint(
                condition=Q(provider__isnull=False) ^ Q(lasars__isnull=False), name="agency_of_provider_or_lasars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in, by e-mail address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open the administration of reference tables.")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = PersonManager()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role that a person holds in a partnership, for a provider or a LASARS where the role is held there."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="memberships")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="memberships")
    lasars = models.ForeignKey(Lasars, models.PROTECT, null=True, blank=True, related_name="memberships")
    role_code = models.CharField("role", max_length=30, choices=[(r.code, r.title) for r in ROLES.values()])
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "partnership", "role_code", "provider", "lasars"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="membership_live_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="membership_ended_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(role_code__in=[r.code for r in ROLES.values() if r.held_in == "provider"])
                & Q(provider__isnull=False)
                | Q(role_code__in=[r.code for r in ROLES.values() if r.held_in == "lasars"]) & Q(lasars__isnull=False)
                | Q(role_code__in=[r.code for r in ROLES.values() if r.held_in == "partnership"])
                & Q(provider__isnull=True, lasars__isnull=True),
                name="membership_held_where_its_role_is",
            ),
        ]

    @property
    def role(self) -> Role:
        return ROLES[self.role_code]

    def __str__(self) -> str:
        return f"{self.person}: {self.role.title}"


class ApiToken(models.Model):
    """A machine's key to the API, in a person's name. Only its SHA-256 is kept; the token itself is shown once."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="api_tokens")
    sha256 = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def make(cls, person: Person, *, label: str, made_at: Any) -> str:
        """A new token's text, which cannot be read again afterwards."""
        token = secrets.token_urlsafe(32)
        cls.objects.create(person=person, label=label, made_at=made_at, sha256=_sha256(token))
        return token

    @classmethod
    def owner_of(cls, token: str) -> Person | None:
        """The active person whose living token this is."""
        found = cls.objects.filter(sha256=_sha256(token), ended_at__isnull=True, person__is_active=True)
        row = found.select_related("person").first()
        return row.person if row else None


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
