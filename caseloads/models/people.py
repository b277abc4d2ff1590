"""Clients under pseudonymous references, and, kept apart, who they are."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Client(models.Model):
    """One person in treatment, known on every screen by a random reference.

    `touched` is a number from one sequence, set whenever a fact of the client changes: the next room asks for the
    clients touched since the number that it last saw.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    reference = models.CharField(max_length=9, db_collation="C")
    touched = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["partnership", "reference"], name="client_reference")]
        indexes: ClassVar = [models.Index("partnership", "touched", name="client_touched")]

    def __str__(self) -> str:
        return self.reference


class ClientIdentity(models.Model):
    """Who a client is. Shown only to those whose work needs it, and each sight is recorded.

    `key` is the attributor, or for twins the attributor with agency and client number (extracts.md §4).
    """

    client = models.OneToOneField(Client, models.PROTECT, primary_key=True, related_name="identity")
    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    key = models.CharField(max_length=120, db_collation="C")
    attributor = models.CharField(max_length=11, db_collation="C")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["partnership", "key"], name="identity_once")]
        indexes: ClassVar = [models.Index("partnership", "attributor", name="identity_attributor")]

    def __str__(self) -> str:
        return f"identity {self.pk}"  # never the person


class IdentitySight(models.Model):
    """Somebody looked at who a client is."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="sights")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField()
    page = models.CharField(max_length=200)
