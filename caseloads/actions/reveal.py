"""Who a client is: shown to those whose work needs it, and each sight recorded (extracts.md §4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from caseloads.models import Client, ClientIdentity, IdentitySight
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.audit.record import record
from pbr.web.refusals import NotAllowed


@dataclass(frozen=True, slots=True)
class Identity:
    """Initials as two letters, date of birth, and sex as M or F."""

    initials: str
    born: dt.date
    sex: str


def reveal_identity(access: Access, client: Client, page: str) -> Identity:
    """Who the client is. The sight and its event are written in one transaction: unrecorded, nobody sees anything.

    `client` is one that the person may see (caseloads.queries.get_client). Raises NotAllowed.
    """
    if not access.may(Permission.SEE_IDENTITY):
        raise NotAllowed("Your roles do not include seeing who a client is.")
    with transaction.atomic():
        attributor = ClientIdentity.objects.values_list("attributor", flat=True).get(client=client)
        IdentitySight.objects.create(client=client, person=access.person, at=clock.now(), page=page[:200])
        record(
            "identity.seen",
            partnership=access.partnership,
            actor=access.person,
            subject=f"client:{client.pk}",
            page=page,
        )
    born = dt.date(int(attributor[6:10]), int(attributor[4:6]), int(attributor[2:4]))
    return Identity(attributor[:2], born, attributor[10])
