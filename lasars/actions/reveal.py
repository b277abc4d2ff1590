"""Who was referred: shown to those whose work needs it, and each sight recorded (extracts.md §4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lasars.models import Referral
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


def reveal_referred(*, access: Access, referral: Referral) -> Identity:
    """Raises NotAllowed. `referral` is one that the person may see."""
    if not access.may(Permission.SEE_IDENTITY):
        raise NotAllowed("Your roles do not include seeing who somebody is.")
    record(
        "referral.identity_seen",
        partnership=access.partnership,
        actor=access.person,
        subject=f"referral:{referral.reference}",
    )
    return Identity(referral.finitial + referral.sinitial, referral.dob, referral.sex)
