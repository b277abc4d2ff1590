"""Who the people of changed records are: clients made where there are new ones, and touched where a fact changed."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from secrets import SystemRandom

from django.db import connection

from caseloads.models import Client, ClientIdentity, Record
from caseloads.queries.known import known
from caseloads.rules.assemble import assemble
from pbr import clock

# Letters and figures that nobody confuses when reading them out.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
AT_ONCE = 5_000
RecordKey = tuple[str, str]


def know_people(partnership_id: int, attributors: Iterable[str]) -> int:
    """Makes a client of everyone new among these attributors, says whose each record is, and touches all of them; the
    number touched."""
    waiting = iter(sorted(attributors))
    touched = 0
    while some := list(islice(waiting, AT_ONCE)):
        whose = _whose(partnership_id, some)
        _make_missing(partnership_id, some, set(whose.values()))
        _give_records(partnership_id, whose)
        touched += _touch(partnership_id, some)
    return touched


def _whose(partnership_id: int, attributors: Sequence[str]) -> dict[RecordKey, str]:
    """The key of the client whose each record is.

    Only two records of one agency can be twins: for everybody else the attributor is the key.
    """
    records = Record.objects.filter(partnership_id=partnership_id, attributor__in=attributors)
    rows = list(records.values_list("agency", "clientid", "attributor"))
    at_agencies = Counter((attributor, agency) for agency, _, attributor in rows)
    perhaps_twins = {attributor for (attributor, _), count in at_agencies.items() if count > 1}
    whose = {(agency, clientid): who for agency, clientid, who in rows if who not in perhaps_twins}
    if perhaps_twins:
        for facts in assemble(known(partnership_id, perhaps_twins), clock.today()).clients:
            whose |= {episode.key[:2]: facts.client for episode in facts.episodes}
    return whose


def _make_missing(partnership_id: int, attributors: Sequence[str], keys: Collection[str]) -> None:
    """In no order of the people: neither a client's number nor its reference says anything about who comes before whom."""
    identities = ClientIdentity.objects.filter(partnership_id=partnership_id, attributor__in=attributors)
    missing = list(set(keys) - set(identities.values_list("key", flat=True)))
    SystemRandom().shuffle(missing)
    clients = Client.objects.bulk_create(
        Client(partnership_id=partnership_id, reference=reference, touched=0)
        for reference in _new_references(partnership_id, len(missing))
    )
    ClientIdentity.objects.bulk_create(
        ClientIdentity(client=client, partnership_id=partnership_id, key=key, attributor=key.partition("/")[0])
        for client, key in zip(clients, missing, strict=True)
    )


def _give_records(partnership_id: int, whose: Mapping[RecordKey, str]) -> None:
    columns = [[agency for agency, _ in whose], [clientid for _, clientid in whose], list(whose.values())]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE caseloads_record r SET client_id = i.client_id"
            " FROM unnest(%s::text[], %s::text[], %s::text[]) AS w (agency, clientid, key)"
            ' JOIN caseloads_clientidentity i ON i.partnership_id = %s AND i.key = w.key COLLATE "C"'
            " WHERE r.partnership_id = i.partnership_id AND r.agency = w.agency AND r.clientid = w.clientid"
            " AND r.client_id IS DISTINCT FROM i.client_id",
            [*columns, partnership_id],
        )


def _new_references(partnership_id: int, count: int) -> list[str]:
    """Random references that no client of the partnership has: nothing about a person can be read from one."""
    drawn: set[str] = set()
    while len(drawn) < count:
        fresh = {_reference() for _ in range(count - len(drawn))}
        taken = Client.objects.filter(partnership_id=partnership_id, reference__in=fresh)
        drawn |= fresh - set(taken.values_list("reference", flat=True))
    return list(drawn)


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
