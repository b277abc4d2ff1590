"""What is known from extracts: of each entity, what the row with the greatest rank says (caseloads.rules.knowledge).

Each row names the line that said it, and repeats its extract's TO date and SHA-256: with the line they are the rank by
which another mention of the same entity is believed or not, whichever file arrived first.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


def code() -> Any:
    """A code from a file, as long as it was sent; compared byte by byte."""
    return models.TextField(blank=True, db_collation="C")


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

    agency = code()
    clientid = code()
    finitial = code()
    sinitial = code()
    dob = models.DateField()
    sex = code()
    dat = code()
    ethnic = code()
    attributor = code()
    # Whose it is, as caseloads.actions.knowing found when the record last changed.
    client = models.ForeignKey("caseloads.Client", models.PROTECT, null=True, related_name="records")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "agency", "clientid"], name="record_once")
        ]
        indexes: ClassVar = [models.Index("partnership", "attributor", name="record_attributor")]


class Episode(Told):
    """One episode of treatment, with consent at the time of its row."""

    agency = code()
    clientid = code()
    episodid = code()
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

    agency = code()
    clientid = code()
    episodid = code()
    intervention = code()
    modid = code()
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

    agency = code()
    clientid = code()
    episodid = code()
    top = code()
    topid = code()
    date = models.DateField(null=True)
    stage = code()
    items = models.CharField(max_length=100, db_collation="C")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "agency", "clientid", "episodid", "top"], name="review_once")
        ]


class Withdrawal(Told):
    """Consent withdrawn: of one episode, or, with a blank `episodid`, of all known so far (points 66)."""

    agency = code()
    clientid = code()
    episodid = code()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "agency", "clientid", "episodid"], name="withdrawal_once")
        ]


class LocalRow(Told):
    """One row of a local feed. `key` tells rows of a feed apart, with the person as the row names it (points 9)."""

    feed = code()
    key = code()
    agency = code()
    clientid = code()
    attributor = code()
    place = models.IntegerField()
    values = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["partnership", "feed", "key"], name="local_row_once")]
        indexes: ClassVar = [
            models.Index("partnership", "attributor", name="local_row_attributor"),
            models.Index("partnership", "agency", "clientid", name="local_row_record"),
        ]
