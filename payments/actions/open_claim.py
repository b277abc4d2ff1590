"""Opening a claim: everything of a contract that is earned and unclaimed up to a day (money.md §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from caseloads.queries import facts_of
from lasars.queries import assessors_of
from payments.actions.commands import Given, once
from payments.actions.locking import lock_contracts, lock_numbers
from payments.models import Claim, ClaimLine, Contract, LineAssessor
from payments.queries.unclaimed import Preview, preview
from payments.queries.wording import named_contracts
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Person
from pbr.access.permissions import Permission
from pbr.audit.record import record
from pbr.values.dates import format_day
from pbr.values.money import format_pence
from pbr.web.refusals import Refusal


class NothingToClaim(Refusal):
    def __init__(self, contract: Contract, up_to: dt.date) -> None:
        ((_, name),) = named_contracts([contract])
        super().__init__(f"{name} has nothing unclaimed up to {format_day(up_to)}, so no claim was made.")


class PreviewChanged(Refusal):
    def __init__(self, shown: int, now: Preview) -> None:
        gone = format_pence(now.total - shown)
        super().__init__(
            f"What can be claimed changed after the page was opened: it came to {format_pence(shown)} and now comes to "
            f"{format_pence(now.total)}, a difference of {gone}. No claim was made. Look at the claim again."
        )


class NotOfTheFuture(Refusal):
    def __init__(self) -> None:
        super().__init__("A claim is made up to today at the latest.")


def open_claim(
    *, access: Access, contract: Contract, up_to: dt.date, shown_total: int, shown_digest: str, key: str
) -> dict[str, Any]:
    """Makes a claim of exactly what the preview showed. Answers with the claim's id and number.

    Refuses with PreviewChanged where something was posted or claimed since, and NothingToClaim where nothing is left:
    then there is no claim, and no number is used.
    """
    body = {"contract": contract.pk, "up_to": up_to.isoformat(), "total": shown_total, "digest": shown_digest}

    def effect() -> dict[str, Any]:
        lock_contracts([contract.pk])
        if up_to > clock.today():
            raise NotOfTheFuture
        now = preview(contract, up_to)
        if not now.postings:
            raise NothingToClaim(contract, up_to)
        if now.digest != shown_digest:
            raise PreviewChanged(shown_total, now)
        claim = _claim(access, now)
        record(
            "claim.opened", partnership=access.partnership, actor=access.person, subject=f"claim:{claim.pk}",
            number=claim.number, lines=len(now.postings), pence=now.total,
        )  # fmt: skip
        return {"claim": claim.pk, "number": claim.number}

    return once(Given(access, key, "open_claim", body), Permission.PREPARE_CLAIMS, effect)


def _claim(access: Access, shown: Preview) -> Claim:
    lock_numbers(access.partnership.pk)
    last = Claim.objects.filter(partnership=access.partnership).aggregate(last=Max("number"))["last"] or 0
    claim = Claim.objects.create(
        partnership=access.partnership,
        contract=shown.contract,
        number=last + 1,
        up_to=shown.up_to,
        prepared_by=access.person,
        prepared_at=clock.now(),
    )
    lines = ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, posting=posting, entitlement=posting.entitlement, pence=posting.signed)
        for posting in shown.postings
    )
    clients = {
        line.pk: posting.entitlement.client_id
        for line, posting in zip(lines, shown.postings, strict=True)
        if posting.entitlement and posting.entitlement.client_id
    }
    _note_assessors(access, clients)
    return claim


def _note_assessors(access: Access, clients: dict[int, int]) -> None:
    """Who assessed the client of a line may not approve it, where the assessor's name or e-mail address is a person's."""
    assessors = _assessors(access, set(clients.values()))
    LineAssessor.objects.bulk_create(
        LineAssessor(line_id=line, person_id=person)
        for line, client in clients.items()
        for person in assessors.get(client, ())
    )


def _assessors(access: Access, clients: Iterable[int]) -> dict[int, set[int]]:
    people: dict[str, int] = {}
    for pk, name, email in Person.objects.filter(memberships__partnership=access.partnership).values_list(
        "pk", "name", "email"
    ):
        people |= {name.casefold(): pk, email.casefold(): pk}
    known = facts_of(access.partnership.pk, list(clients))
    here = assessors_of(access.partnership.pk, [(int(facts.client), facts.attributor) for facts in known])
    found: dict[int, set[int]] = {}
    for facts in known:
        named = {one.assessor.strip().casefold() for one in facts.assessments}
        client = int(facts.client)
        found[client] = {people[name] for name in named if name in people} | here.get(client, set())
    return found
