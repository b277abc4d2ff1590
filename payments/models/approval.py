"""Approvals, and the commands that people gave: each has its effect once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Approval(models.Model):
    """A named person's agreement to exactly the lines and amounts that were shown, whose digest it stores.

    `preparer` is copied from the claim: a foreign key to the claim and its preparer together (migration 0002) makes a
    lie about it impossible, and so the check that two people acted real.
    """

    claim = models.ForeignKey("payments.Claim", models.PROTECT, related_name="approvals")
    preparer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, db_collation="C")
    pence = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(approver=F("preparer")), name="approval_not_by_its_preparer"),
            models.UniqueConstraint(fields=["claim", "approver", "sha256"], name="approval_once_a_person"),
        ]


class Command(models.Model):
    """One command of one person, by the key that came with it: the same key again gets the same answer.

    Written in the transaction of its effect, so there is no moment at which one is known without the other (I-18).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, db_collation="C")
    name = models.CharField(max_length=40)
    body_sha256 = models.CharField(max_length=64, db_collation="C")
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="command_once")]
