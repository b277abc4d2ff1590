"""Who the people of changed records are: clients made where there are new ones, and touched where a fact changed."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import connection

from caseloads.models import Client, ClientIdentity, Record
from caseloads.queries.known import known
from caseloads.rules.assemble import assemble
from pbr import clock

# Letters and figures that nobody confuses when reading them out.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
AT_ONCE = 5_000


def know_people(partnership_id: int, attributors: Iterable[str]) -> int:
    """Makes a client of everyone new among these attributors and touches all of them; the number touched."""
    waiting = iter(sorted(attributors))
    touched = 0
    while some := list(islice(waiting, AT_ONCE)):
        _make_missing(partnership_id, some)
        touched += _touch(partnership_id, some)
    return touched


def _make_missing(partnership_id: int, attributors: Sequence[str]) -> None:
    identities = ClientIdentity.objects.filter(partnership_id=partnership_id, attributor__in=attributors)
    have = set(identities.values_list("key", flat=True))
    wanted = _keys(partnership_id, attributors)
    missing = sorted(wanted.keys() - have)
    clients = Client.objects.bulk_create(
        Client(partnership_id=partnership_id, reference=reference, touched=0)
        for reference in _new_references(partnership_id, len(missing))
    )
    ClientIdentity.objects.bulk_create(
        ClientIdentity(client=client, partnership_id=partnership_id, key=key, attributor=wanted[key])
        for client, key in zip(clients, missing, strict=True)
    )


def _keys(partnership_id: int, attributors: Sequence[str]) -> dict[str, str]:
    """The key of every client among these attributors, with the attributor.

    Only two records of one agency can be twins: for everybody else the attributor is the key.
    """
    records = Record.objects.filter(partnership_id=partnership_id, attributor__in=attributors)
    at_agencies = Counter(records.values_list("attributor", "agency"))
    keys = {attributor: attributor for attributor, _ in at_agencies}
    perhaps_twins = {attributor for (attributor, _), count in at_agencies.items() if count > 1}
    for attributor in perhaps_twins:
        del keys[attributor]
    if perhaps_twins:
        people = assemble(known(partnership_id, perhaps_twins), clock.today()).clients
        keys |= {facts.client: facts.attributor for facts in people}
    return keys


def _new_references(partnership_id: int, count: int) -> list[str]:
    """Random references that no client of the partnership has: nothing about a person can be read from one."""
    drawn: set[str] = set()
    while len(drawn) < count:
        fresh = {_reference() for _ in range(count - len(drawn))}
        taken = Client.objects.filter(partnership_id=partnership_id, reference__in=fresh)
        drawn |= fresh - set(taken.values_list("reference", flat=True))
    return sorted(drawn)


def _reference() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{letters[:2]}-{letters[2:]}"


def _touch(partnership_id: int, attributors: Sequence[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE caseloads_client c SET touched = nextval('caseloads_touch') FROM caseloads_clientidentity i"
            " WHERE i.client_id = c.id AND i.partnership_id = %s AND i.attributor = ANY(%s)",
            [partnership_id, list(attributors)],
        )
        return int(cursor.rowcount)
