"""What is kept beside a client's determinations for lists: what they still need, and TOPs to mend.

Working copies, written in the transaction of the determinations, and only where they differ from what is written.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from django.db import models

from outcomes.actions.copying import copy_in
from outcomes.models import DueRow, TopExceptionRow
from outcomes.rules.deadlines import Due
from outcomes.rules.top_exceptions import TopException

_DUE: Final = (
    "client_id", "journey", "outcome", "part", "action", "opens", "by", "final", "rests_on", "episodes",
)  # fmt: skip
_EXCEPTION: Final = (
    "client_id", "journey", "kind", "agency", "clientid", "episodid", "topid", "day", "items",
)  # fmt: skip
Said = tuple[Any, ...]


class Beside(NamedTuple):
    """Of one client."""

    dues: list[Due]
    exceptions: list[TopException]


def write_beside(partnership_id: int, clients: Collection[int], told: Sequence[Beside]) -> None:
    """Makes this what is kept for the clients; one of whom nothing is told is left with nothing."""
    dues = [
        (int(due.client), *due[1:4], due.action.value, *due[5:9], json.dumps(due.episodes))
        for one in told
        for due in one.dues
    ]
    _write(DueRow, _DUE, partnership_id, clients, dues)
    exceptions = [
        (int(found.client), found.journey, found.kind.value, *found[3:8], json.dumps(found.items))
        for one in told
        for found in one.exceptions
    ]
    _write(TopExceptionRow, _EXCEPTION, partnership_id, clients, exceptions)


def _write(
    model: type[models.Model],
    columns: tuple[str, ...],
    partnership_id: int,
    clients: Collection[int],
    said: Sequence[Said],
) -> None:
    """The last of the columns is JSON, and `said` has it as text."""
    rows = model._default_manager.filter(client_id__in=clients).values_list("pk", *columns)
    before = {(*row[1:-1], json.dumps(row[-1])): row[0] for row in rows}
    fresh = [(partnership_id, *one) for one in dict.fromkeys(said) if before.pop(one, None) is None]
    model._default_manager.filter(pk__in=before.values()).delete()
    copy_in(model, ("partnership_id", *columns), fresh)
