"""Clients who may be one under a changed name (extracts.md §4), by reference: who they are is told on their own pages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from caseloads.queries import attributors, visible_clients
from caseloads.rules.people import near_misses, seen
from outcomes.models import JourneyRow
from outcomes.queries.schemes import schemes_in_force
from outcomes.rules.returning import return_window
from pbr.access.access import Access


@dataclass(frozen=True, slots=True)
class PerhapsOnePerson:
    """`later` came on `start`, soon after `earlier` had left on `exit`; both are references of clients."""

    earlier: str
    exit: dt.date
    later: str
    start: dt.date
    difference: str

    @property
    def days(self) -> int:
        return (self.start - self.exit).days


def window(access: Access) -> int:
    """Within how many months of an exit a start is looked at."""
    return return_window(schemes_in_force(access.partnership.pk).schemes)


def perhaps_one_person(access: Access) -> list[PerhapsOnePerson]:
    """Both are among the clients whom the person may see; the latest start first. Four queries."""
    shown = dict(visible_clients(access).values_list("pk", "reference"))
    exits, starts = defaultdict[int, list[dt.date]](list), defaultdict[int, list[dt.date]](list)
    journeys = JourneyRow.objects.filter(partnership=access.partnership).values_list("client", "start", "end")
    for client, start, end in journeys.iterator(chunk_size=5000):
        starts[client].append(start)
        if end is not None:
            exits[client].append(end)
    people = [
        seen(str(client), attributor, exits[client], starts[client])
        for client, attributor in attributors(access.partnership.pk).items()
        if client in shown
    ]
    found = [
        PerhapsOnePerson(shown[int(miss.earlier)], miss.exit, shown[int(miss.later)], miss.start, miss.difference)
        for miss in near_misses(people, window(access))
    ]
    return sorted(found, key=lambda one: (-one.start.toordinal(), one.earlier, one.later, one.exit))
