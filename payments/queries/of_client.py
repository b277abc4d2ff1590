"""What a determination has earned: for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from outcomes.queries import schemes_in_force, titles_of, visible_determinations
from outcomes.queries.pages import outcome_of
from outcomes.rules.determination import Status
from payments.models import Entitlement, Transfer
from payments.queries import visible
from payments.queries.at_stake import between
from payments.queries.gate import gate_of
from pbr.access.access import Access


@dataclass(frozen=True, slots=True)
class Worth:
    """One key of the ledger, the title of its outcome, and its newest posting (None: nothing was ever posted)."""

    row: Entitlement
    title: str
    posting: int | None

    @property
    def kept_back(self) -> int:
        """In pence: what waits at a gate, or for a person's decision."""
        return self.row.gated + self.row.held


def money_of_determination(access: Access, determination_id: int) -> dict[str, Any] | None:
    """Of the determination's own key, whichever contracts share it."""
    found = visible_determinations(access).filter(pk=determination_id).first()
    if found is None:
        return None
    told = _told(access, Q(client=found.client, journey=found.journey, outcome=found.outcome, part=found.part))
    waits = _without_group(access, found) if found.superseded_at is None else ()
    if not told and not waits:
        return None
    gate = gate_of(access, found, schemes_in_force(access.partnership.pk))
    return {
        **(told or {}),
        "waits": waits,
        "gate": gate,
        "status": found.status,
        "is_former": found.superseded_at is not None,
    }


def _without_group(access: Access, found: Any) -> Sequence[tuple[str, int, int]]:
    """What is held or achieved, but has no price before an assessment: each contract's name, the least and the most."""
    outcome = outcome_of(found) if found.group is None and found.status in (Status.HELD, Status.ACHIEVED) else None
    if outcome is None or outcome.flat:
        return ()
    in_force, own = (
        schemes_in_force(access.partnership.pk),
        set(visible.contracts(access).values_list("code", flat=True)),
    )
    return [(in_force.provider(code), *range_) for code, range_ in between(found, in_force).items() if code in own]


def _told(access: Access, wanted: Q) -> dict[str, Any] | None:
    """The keys that are or were worth something, as the template shows them; None where there are none."""
    newest = Transfer.objects.filter(entitlement=OuterRef("pk"), sequence__isnull=False).order_by("-sequence")
    rows = (
        Entitlement.objects.filter(wanted, contract__in=visible.contracts(access))
        .annotate(posting=Subquery(newest.values("pk")[:1]))
        .exclude(posting=None, amount=0, gated=0, held=0)
        .select_related("contract__provider")
        .order_by("-journey", "date", "pk")
    )
    keys = list(rows)
    if not keys:
        return None
    titles = titles_of(access.partnership.pk, {key.outcome for key in keys})
    worth = [Worth(key, titles[key.outcome], key.posting) for key in keys]
    return {"worth": worth, "payable": sum(key.payable for key in keys)}
