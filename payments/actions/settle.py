"""After each recalculation: entitlements as now known, and the differences posted to the ledger (money.md §2)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Max

from caseloads.queries import applied_since, completeness
from outcomes.queries import InForce, found, schemes_in_force
from payments.actions.entitlements import Standing, read_standing, write_entitlements
from payments.actions.locking import lock_contracts, lock_settling
from payments.actions.posting import post_differences
from payments.actions.work import write_work
from payments.actions.worth import KeyWorth, worth_by_contract
from payments.models import Contract, Transfer
from payments.rules.entitle import entitle
from payments.rules.entitlement import EntitlementKey
from pbr import clock
from pbr.access.models import Partnership, Provider
from pbr.audit.record import record


def settle(*, partnership: Partnership, finish: Callable[[], None] = lambda: None, as_of: dt.date | None = None) -> int:
    """Posts what the ledger lacks of what is now known; the number of postings. Nothing changed: nothing is posted.

    One transaction under the partnership's lock: two at once post what one would, and one that is killed posts nothing.
    `finish` is called inside the transaction. `as_of` is today unless given.
    """
    with transaction.atomic():
        lock_settling(partnership.pk)
        in_force = schemes_in_force(partnership.pk)
        posted = _settle_contracts(partnership, in_force, as_of or clock.today()) if in_force.schemes else 0
        if posted:
            record("ledger.posted", partnership=partnership, actor=None, subject="ledger", postings=posted)
        finish()
    return posted


def _settle_contracts(partnership: Partnership, in_force: InForce, as_of: dt.date) -> int:
    clients, cohort_rows = found(partnership.pk, in_force)
    complete = completeness(partnership.pk, in_force.agencies)
    entitled = entitle(clients, cohort_rows, in_force.schemes, complete, as_of)
    worth = worth_by_contract(entitled)
    contracts = _contracts(partnership, in_force)
    lock_contracts(contract.pk for contract in contracts)
    caused_by = applied_since(partnership.pk, _last_posted(partnership))
    posted = sum(_settle_contract(contract, worth[contract.code], in_force, caused_by) for contract in contracts)
    write_work(partnership.pk, contracts, clients, in_force)
    return posted


def _last_posted(partnership: Partnership) -> dt.datetime | None:
    """When the ledger last learnt something new; None before the first time."""
    postings = Transfer.objects.filter(partnership=partnership, sequence__isnull=False)
    last: dt.datetime | None = postings.aggregate(at=Max("posted_at"))["at"]
    return last


def _settle_contract(
    contract: Contract, worth: dict[EntitlementKey, KeyWorth], in_force: InForce, caused_by: Sequence[int]
) -> int:
    standing: dict[EntitlementKey, Standing] = read_standing(contract)
    write_entitlements(contract, worth, standing)
    return post_differences(contract, worth, standing, in_force, caused_by)


def _contracts(partnership: Partnership, in_force: InForce) -> list[Contract]:
    """The contracts of all versions in force, in the scheme's order; the newest version names the provider."""
    providers = {provider.name.casefold(): provider for provider in Provider.objects.filter(partnership=partnership)}
    named: dict[str, str] = defaultdict(str)
    for scheme in in_force.schemes:
        for contract in scheme.contracts:
            named[contract.code] = contract.provider
    known = {contract.code: contract for contract in Contract.objects.filter(partnership=partnership)}
    for code, name in named.items():
        provider = providers.get(name.casefold())
        if code not in known:
            known[code] = Contract.objects.create(partnership=partnership, code=code, provider=provider)
        elif known[code].provider_id != (provider and provider.pk):
            known[code].provider = provider
            known[code].save(update_fields=["provider"])
    return list(known.values())
