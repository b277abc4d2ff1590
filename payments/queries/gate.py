"""The gate before an outcome: what it required of one journey, and what was found of that on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from outcomes.queries import InForce, visible_determinations
from outcomes.rules.determination import Status
from pbr.access.access import Access


@dataclass(frozen=True, slots=True)
class Required:
    """One outcome, or a part of it, that a gate requires, as it was found. Without an `id` nothing was found of it that
    the person may see."""

    title: str
    part: str = ""
    status: str = ""
    date: dt.date | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class GateTold:
    """`requires` is in the gates' order. What was not asked for, since the client has no such need, is among it."""

    requires: Sequence[Required]

    @property
    def opened(self) -> Required | None:
        """What opened it: the last of what it requires to be achieved; None while it is shut, or not all is in sight."""
        asked = [one for one in self.requires if one.status != Status.NOT_ELIGIBLE]
        if any(one.status != Status.ACHIEVED or one.date is None for one in asked):
            return None
        return max(asked, key=lambda one: one.date or dt.date.min, default=None)


def gate_of(access: Access, row: Any, in_force: InForce, at: dt.datetime | None = None) -> GateTold | None:
    """The gate of a determination's outcome as it stood `at` a moment, or stands now; None where there is no gate."""
    if row.version_id not in in_force.ids:
        return None
    gates = [gate for gate in in_force.by_id(row.version_id).gates if row.outcome in gate.outcomes]
    codes = list(dict.fromkeys(code for gate in gates for code in gate.requires))
    if not codes:
        return None
    stood = (
        Q(superseded_at=None) if at is None else Q(found_at__lte=at) & (Q(superseded_at=None) | Q(superseded_at__gt=at))
    )
    found = visible_determinations(access).filter(stood, client=row.client, journey=row.journey, outcome__in=codes)
    by_code: dict[str, list[Required]] = {code: [] for code in codes}
    for one in found.order_by("pk"):
        by_code[one.outcome].append(Required(in_force.title(one.outcome), one.part, one.status, one.date, one.pk))
    return GateTold([one for code in codes for one in by_code[code] or [Required(in_force.title(code))]])
