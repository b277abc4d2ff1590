"""Writing what determinations still need: only where it differs from what is written."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, Final

from outcomes.actions.copying import copy_in
from outcomes.models import DueRow
from outcomes.rules.deadlines import Due

_SAID: Final = (
    "client_id", "journey", "outcome", "part", "action", "opens", "by", "final", "rests_on", "episodes",
)  # fmt: skip


def write_dues(partnership_id: int, clients: Collection[int], dues: Iterable[Due]) -> None:
    """Makes these the dues of the clients; one who needs nothing any more is left with none."""
    before = {(*row[1:-1], json.dumps(row[-1])): row[0] for row in _read(clients)}
    fresh = []
    for due in dues:
        said = (int(due.client), *due[1:4], due.action.value, *due[5:9], json.dumps(due.episodes))
        if before.pop(said, None) is None:
            fresh.append((partnership_id, *said))
    DueRow.objects.filter(pk__in=before.values()).delete()
    copy_in(DueRow, ("partnership_id", *_SAID), fresh)


def _read(clients: Collection[int]) -> Iterable[tuple[Any, ...]]:
    return DueRow.objects.filter(client_id__in=clients).values_list("pk", *_SAID)
