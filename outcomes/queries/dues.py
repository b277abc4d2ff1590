"""What determinations still need, for the work lists of whoever knows their worth."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.models import DueRow
from outcomes.rules.deadlines import Action, Due


def dues(partnership_id: int, client_id: int | None = None) -> Iterator[Due]:
    """Of every client of the partnership, or of one; `Due.client` is the client's id as text. One query."""
    rows = DueRow.objects.filter(partnership_id=partnership_id)
    if client_id is not None:
        rows = rows.filter(client_id=client_id)
    fields = ("client_id", "journey", "outcome", "part", "action", "opens", "by", "final", "rests_on", "episodes")
    for client, journey, outcome, part, action, opens, by, final, rests_on, episodes in rows.values_list(
        *fields
    ).iterator(chunk_size=5000):
        where = tuple((agency, clientid, episodid) for agency, clientid, episodid in episodes)
        yield Due(str(client), journey, outcome, part, Action(action), opens, by, final, rests_on, where)
