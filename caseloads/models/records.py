"""What is known from extracts: of each entity, what the row with the greatest rank says (caseloads.rules.knowledge).

Each row names the line that said it, and repeats its extract's TO date and SHA-256: with the line they are the rank by
which another mention of the same entity is believed or not, whichever file arrived first.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


def code(length: int = 20) -> Any:
    """A code from a file, compared byte by byte."""
    return models.CharField(max_length=length, blank=True, db_collation="C")


class Told(models.Model):
    """Told by this line of this extract."""

    partnership = models.ForeignKey("access.Partnership", models.PROTECT, db_index=False)
    extract = models.ForeignKey("caseloads.Extract", models.PROTECT, db_index=False)
    to = models.DateField()
    sha256 = models.CharField(max_length=64, db_collation="C")
    line = models.BigIntegerField()

    class Meta:
        abstract = True


class Record(Told):
    """One agency's record of a person."""

    agency = code(5)
    clientid = code(100)
    finitial = code(1)
    sinitial = code(1)
    dob = models.DateField()
    sex = code(1)
    dat = code(10)
    ethnic = code(10)
    attributor = code(11)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "agency", "clientid"], name="record_once")
        ]
        indexes: ClassVar = [models.Index("partnership", "attributor", name="record_attributor")]


class Episode(Told):
    """One episode of treatment, with consent at the time of its row."""

    agency = code(5)
    clientid = code(100)
    episodid = code(100)
    referred = models.DateField(null=True)
    triaged = models.DateField(null=True)
    discharged = models.DateField(null=True)
    reason = models.IntegerField(null=True)
    drug1 = code()
    drug2 = code()
    drug3 = code()
    route = code()
    injstat = code()
    accmneed = models.IntegerField(null=True)
    hepbvac = code()
    hepbstat = code()
    prevhepb = code()
    prevtr = code()
    rfls = code()
    prntstat = code()
    empstat = code()
    dualdiag = code()
    topcc = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "agency", "clientid", "episodid"], name="episode_once")
        ]


class Intervention(Told):
    """One modality of an episode."""

    agency = code(5)
    clientid = code(100)
    episodid = code(100)
    intervention = code(130)
    modid = code(100)
    modal = models.IntegerField(null=True)
    referred = models.DateField(null=True)
    offered = models.DateField(null=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    exit = code()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "agency", "clientid", "episodid", "intervention"], name="intervention_once"
            )
        ]


class Review(Told):
    """One TOP form. `items` holds the twenty answers in the published order, separated by commas, blank where not
    answered: they are read whole or not at all, and never searched."""

    agency = code(5)
    clientid = code(100)
    episodid = code(100)
    top = code(130)
    topid = code(100)
    date = models.DateField(null=True)
    stage = code(1)
    items = models.CharField(max_length=100, db_collation="C")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "agency", "clientid", "episodid", "top"], name="review_once")
        ]


class Withdrawal(Told):
    """Consent withdrawn: of one episode, or, with a blank `episodid`, of all known so far (points 66)."""

    agency = code(5)
    clientid = code(100)
    episodid = code(100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "agency", "clientid", "episodid"], name="withdrawal_once")
        ]


class LocalRow(Told):
    """One row of a local feed. `key` tells rows of a feed apart, with the person as the row names it (points 9)."""

    feed = code(20)
    key = code(400)
    agency = code(5)
    clientid = code(100)
    attributor = code(11)
    place = models.IntegerField()
    values = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["partnership", "feed", "key"], name="local_row_once")]
        indexes: ClassVar = [
            models.Index("partnership", "attributor", name="local_row_attributor"),
            models.Index("partnership", "agency", "clientid", name="local_row_record"),
        ]
