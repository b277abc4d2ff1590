"""What is earned and in no claim: the lines of the next one."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet

from payments.models import ClaimLine, Contract, Query, Transfer


def unclaimed(contract: Contract, up_to: dt.date) -> QuerySet[Transfer]:
    """Postings dated by `up_to` that are in no live claim. One that was rejected waits until the provider has answered."""
    live = ClaimLine.objects.filter(posting=OuterRef("pk"), released_at__isnull=True)
    rejected = Query.objects.filter(line__posting=OuterRef("pk"), rejects=True, answered_at__isnull=True)
    postings = Transfer.objects.filter(contract=contract, sequence__isnull=False, earned_on__lte=up_to)
    return (
        postings.exclude(Exists(live))
        .exclude(Exists(rejected))
        .select_related("entitlement", "contract")
        .order_by("earned_on", "pk")
    )


@dataclass(frozen=True)
class Preview:
    """What a claim made now would hold. Its digest is carried in the form: what is submitted is what was shown."""

    contract: Contract
    up_to: dt.date
    postings: tuple[Transfer, ...]

    @cached_property
    def total(self) -> int:
        return sum(posting.signed for posting in self.postings)

    @cached_property
    def digest(self) -> str:
        said = ",".join(f"{posting.pk}:{posting.signed}" for posting in self.postings)
        return hashlib.sha256(said.encode()).hexdigest()


def preview(contract: Contract, up_to: dt.date) -> Preview:
    return Preview(contract, up_to, tuple(unclaimed(contract, up_to)))
