"""Bulk entry: somebody already in treatment, referred and assessed in one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from lasars.actions.assess import complete, not_assessed_elsewhere, save, start
from lasars.actions.refer import Person, must_not_be_open, refer
from lasars.models import Assessment, Referral
from lasars.queries.earlier import client_named
from pbr.access.access import Access
from pbr.audit.record import record


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


def look_up(*, access: Access, lasars_id: int, person: Person, client_reference: str = "") -> None:
    """That somebody's existing answers are looked at, before a row of theirs is entered, is recorded.

    Raises Refusal where they were entered before: nobody types answers that are then refused.
    """
    must_not_be_open(lasars_id, person)
    if not client_reference:  # whose that is, is looked up when the row is entered
        not_assessed_elsewhere(Referral(partnership=access.partnership, attributor=person.attributor))
    client = client_named(access.partnership.pk, person.attributor)
    if client is not None:
        record("answers.offered", partnership=access.partnership, actor=access.person, subject=f"client:{client}")
