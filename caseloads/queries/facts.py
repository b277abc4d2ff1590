"""The facts of clients, for the rules: as `evaluate` would read them from the same files."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Max

from caseloads.models import Client, ClientIdentity, Extract
from caseloads.queries.known import known
from caseloads.rules.assemble import assemble
from caseloads.rules.facts import ClientFacts, Completeness
from pbr import clock


def facts_of(partnership_id: int, client_ids: Collection[int], as_of: dt.date | None = None) -> list[ClientFacts]:
    """The facts of these clients; one of whom nothing is known any more is left out.

    `ClientFacts.client` is the client's id as text, and `Evidence.extract` the extract's. The number of queries does
    not depend on the number of clients. `as_of` is today unless given.
    """
    identities = ClientIdentity.objects.filter(partnership_id=partnership_id, client_id__in=client_ids)
    asked = dict(identities.values_list("key", "client_id"))
    attributors = set(identities.values_list("attributor", flat=True))
    assembled = assemble(known(partnership_id, attributors), as_of or clock.today())
    return [
        dataclasses.replace(facts, client=str(asked[facts.client]))
        for facts in assembled.clients
        if facts.client in asked
    ]


def completeness(partnership_id: int, agencies: Iterable[str]) -> Completeness:
    """To which date each feed is complete, by what was applied (extracts.md §3). `agencies` are the partnership's."""
    applied = Extract.objects.filter(partnership_id=partnership_id, applied_at__isnull=False)
    ndtms = applied.filter(feed="ndtms").values_list("agency").annotate(to=Max("to"))
    by_agency: dict[str, dt.date | None] = dict.fromkeys(agencies)
    by_agency.update({agency: to for agency, to in ndtms if agency in by_agency})
    local = applied.filter(agency="").values_list("feed").annotate(to=Max("to"))
    return Completeness(by_agency, dict(local))


def touches(partnership_id: int, client_ids: Collection[int] | None = None) -> dict[int, int]:
    """Each client (of these, where given) with the number of the last touch: it grows when a fact changes."""
    clients = Client.objects.filter(partnership_id=partnership_id)
    if client_ids is not None:
        clients = clients.filter(pk__in=client_ids)
    return dict(clients.values_list("pk", "touched"))


def attributors(partnership_id: int) -> dict[int, str]:
    """The attributor of each client: part of the one order in which caps are filled, and never shown."""
    identities = ClientIdentity.objects.filter(partnership_id=partnership_id)
    return dict(identities.values_list("client_id", "attributor").iterator(chunk_size=5000))


def latest_complete(partnership_id: int) -> dt.date | None:
    """The latest date to which anything is complete."""
    applied = Extract.objects.filter(partnership_id=partnership_id, applied_at__isnull=False).exclude(feed="top")
    latest: dt.date | None = applied.aggregate(to=Max("to"))["to"]
    return latest


def references(client_ids: Collection[int]) -> dict[int, str]:
    """The pseudonymous references of clients."""
    return dict(Client.objects.filter(pk__in=client_ids).values_list("pk", "reference"))


def applied_since(partnership_id: int, moment: dt.datetime | None) -> list[int]:
    """Extracts applied after a moment (None: all), the earliest first: what may have moved the facts since then."""
    applied = Extract.objects.filter(partnership_id=partnership_id, applied_at__isnull=False)
    if moment is not None:
        applied = applied.filter(applied_at__gt=moment)
    return list(applied.order_by("applied_at", "pk").values_list("pk", flat=True))
