"""Bulk entry: somebody already in treatment, referred and assessed in one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from lasars.actions.assess import complete, save, start
from lasars.actions.refer import Person, refer
from lasars.models import Assessment, Referral
from pbr.access.access import Access


def enter(
    *,
    access: Access,
    lasars_id: int,
    person: Person,
    received: dt.date,
    said: Mapping[str, str],
    source: Mapping[str, str],
    client_reference: str = "",
) -> Assessment:
    """A completed assessment of somebody who was in treatment before the LASARS began; whole, or nothing of it.

    Raises CannotComplete where an answer is missing or wrong, and Refusal where the person was entered before.
    """
    with transaction.atomic():
        referral = refer(
            access=access,
            lasars_id=lasars_id,
            person=person,
            source=Referral.Source.STOCK,
            received=received,
            client_reference=client_reference,
        )
        begun = start(access=access, referral=referral)
        save(access=access, assessment=begun, said=said, source=source)
        return complete(access=access, assessment=begun)
