"""Giving known rows the ranks that they have, before an extract that arrives late is compared with them.

An extract that repeats what is known writes nothing (caseloads.actions.merging), so a row may carry a lower rank than
the latest file that says the same. That is seen only by an extract that ranks between the two: before one comes in, the
later extracts of its agency are read again, each once. Facts do not change by it, and no client is touched.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from caseloads.actions.merging import Merge
from caseloads.models import Extract

Stage = Callable[[Extract], object]


def rank_later_extracts(extract: Extract, stage: Stage) -> None:
    """Ranks what the applied extracts say that outrank this one. `stage` fills the staging tables from an extract."""
    later = Extract.objects.filter(
        Q(to__gt=extract.to) | Q(to=extract.to, file_id__gt=extract.file_id),
        partnership_id=extract.partnership_id,
        agency=extract.agency,
        feed__in=("ndtms", "top"),
        applied_at__isnull=False,
        ranked=False,
    )
    for one in later.order_by("to", "file_id"):
        stage(one)
        Merge(one, ranking=True).write_ranks()
        one.ranked = True
        one.save(update_fields=["ranked"])
