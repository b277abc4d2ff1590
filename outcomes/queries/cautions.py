"""What is no mistake in a draft, but will surprise: told before a second person puts it in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from caseloads.queries import completeness, visible_clients
from outcomes.models import JourneyRow
from outcomes.queries.schemes import misfits, schemes_in_force
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Agency, Provider
from pbr.scheme.document import Contract, Scheme
from pbr.values.dates import ONE_DAY, format_day
from pbr.values.money import format_pence


def cautions(access: Access, scheme: Scheme) -> list[str]:
    """Sentences, the gravest first."""
    return [
        *_starts_in_the_past(access, scheme),
        *_agencies_unknown(access, scheme),
        *_agencies_silent(access, scheme),
        *_gap_before(access, scheme),
        *_gates_without_effect(scheme),
        *(told for contract in scheme.contracts for told in _floor_above_cap(contract)),
    ]


def hindrances(access: Access, scheme: Scheme) -> list[str]:
    """What keeps a draft that can be read from being put in force, a sentence for each."""
    unfit = misfits(access.partnership.pk, scheme)
    told = [f"{error.wrong[0].upper()}{error.wrong[1:]}: {error.right}." for error in unfit]
    return [*told, *providers_unknown(access, scheme)]


def providers_unknown(access: Access, scheme: Scheme) -> list[str]:
    """A contract finds its provider by its name, and nobody else is paid."""
    names = Provider.objects.filter(partnership=access.partnership).values_list("name", flat=True)
    known = {name.casefold() for name in names}
    return [
        f"No provider here is called “{contract.provider}”: nobody would see the contract {contract.code}, its claims and "
        "what was paid on it. Correct the name, or let the administrator add the provider first."
        for contract in scheme.contracts
        if contract.provider.casefold() not in known
    ]


def _starts_in_the_past(access: Access, scheme: Scheme) -> Iterator[str]:
    """Journeys that have begun are governed the moment it is in force, and nothing withdraws what is posted for them."""
    today, in_force = clock.today(), schemes_in_force(access.partnership.pk)
    if scheme.starts >= today or misfits(access.partnership.pk, scheme):
        return
    began = f"It starts in the past, on {format_day(scheme.starts)}. "
    posted = "results found for them are posted and may be claimed, and it cannot be withdrawn."
    if not in_force.schemes:
        if visible_clients(access).exists():
            yield f"{began}Journeys that have started since then are governed by it at once: {posted}"
        return
    added = _governed_by_nobody(access, scheme)
    if not added:
        yield f"{began}No journey that is known now has started in its time; one that is reported later is governed by it."
        return
    journeys, are = ("journey", "is") if added == 1 else ("journeys", "are")
    told = f"{began}{added:,} {journeys} that no version governs now {are} governed by it at once: {posted}"
    yield f"{told} A trial of the draft tells how many pounds that adds." if scheme.ends < today else told


def _governed_by_nobody(access: Access, scheme: Scheme) -> int:
    """How many journeys without a version would have this one, those that it takes over as stock among them."""
    governed = Q(start__range=(scheme.starts, scheme.ends))
    if scheme.stock == "include":
        governed |= Q(start__lt=scheme.starts) & (Q(end=None) | Q(end__gte=scheme.starts))
    return JourneyRow.objects.filter(governed, partnership=access.partnership, version=None).count()


def _agencies_unknown(access: Access, scheme: Scheme) -> Iterator[str]:
    codes = set(Agency.objects.filter(partnership=access.partnership).values_list("code", flat=True))
    for agency in scheme.agencies:
        if agency not in codes:
            yield f"No agency here has the code {agency}. Correct it, or let the administrator add the agency first."


def _agencies_silent(access: Access, scheme: Scheme) -> Iterator[str]:
    """Nothing is concluded from absence before every agency of the partnership has sent (extracts.md §3)."""
    in_force = schemes_in_force(access.partnership.pk)
    sent = completeness(access.partnership.pk, scheme.agencies).agencies
    for agency in scheme.agencies:
        if sent.get(agency) is None and agency not in in_force.agencies:
            yield (
                f"Agency {agency} has sent no extract yet. From the moment this is in force until it does, nothing can be "
                "concluded from absence: results that rest on nobody having come back, of earlier versions too, become "
                "pending again, and what they earned is taken back."
            )


def _gap_before(access: Access, scheme: Scheme) -> Iterator[str]:
    ends = [one.ends for one in schemes_in_force(access.partnership.pk).schemes if one.starts < scheme.starts]
    if ends and max(ends) + ONE_DAY < scheme.starts:
        first, last = max(ends) + ONE_DAY, scheme.starts - dt.timedelta(days=1)
        yield f"No version governs journeys that start from {format_day(first)} to {format_day(last)}: they earn nothing."


def _gates_without_effect(scheme: Scheme) -> Iterator[str]:
    """A gate asks whether what it requires is achieved, never whether it is paid: so only one that requires nothing but
    the outcome behind it is without effect, and gates in a circle open once all of them are achieved."""
    titles = {outcome.code: outcome.title for outcome in scheme.outcomes}
    for gate in scheme.gates:
        if set(gate.outcomes) == set(gate.requires) and len(gate.outcomes) == 1:
            title = titles[gate.outcomes[0]]
            yield (
                f"A gate lets “{title}” through once “{title}” itself is earned: it asks for nothing, and the outcome is "
                "paid as without it. Say what else must be earned first, or take the gate away."
            )


def _floor_above_cap(contract: Contract) -> Iterator[str]:
    caps = [cap.amount for cap in contract.caps if not cap.outcomes]
    if contract.floor is not None and caps and contract.floor > min(caps) + (contract.block_annual or 0):
        yield (
            f"The floor of {contract.provider}, {format_pence(contract.floor)}, lies above its cap on everything, "
            f"{format_pence(min(caps))}: whatever is achieved, the floor is paid."
        )
