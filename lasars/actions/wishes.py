"""What the person wants, and what was done on their behalf: preference, recovery goals, advocacy, and where they go."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from lasars.models import AdvocacyContact, Assessment, Goal, Referral
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Provider
from pbr.audit.record import record
from pbr.web.refusals import Refusal


def note_preference(*, access: Access, referral: Referral, provider_id: int | None, words: str) -> None:
    """The provider that the person would like, or none in particular, and why in their own words."""
    with transaction.atomic():
        locked = Referral.objects.select_for_update().get(pk=referral.pk)
        locked.preferred = _provider(access, provider_id) if provider_id else None
        locked.preference = words.strip()
        locked.save(update_fields=["preferred", "preference"])
        _record("preference.noted", access, locked)


def note_goal(*, access: Access, referral: Referral, text: str, outcome: str = "") -> None:
    """A recovery goal, linked to a local outcome of the scheme where `outcome` is its code."""
    with transaction.atomic():
        Goal.objects.create(
            referral=referral, text=text.strip(), outcome=outcome, noted_by=access.person, noted_at=clock.now()
        )  # fmt: skip
        _record("goal.noted", access, referral)


def note_advocacy(*, access: Access, referral: Referral, on: dt.date, whom: str, about: str) -> None:
    """Somebody spoken to on the person's behalf."""
    if on > clock.today():
        raise Refusal("The day of the contact lies in the future.")
    with transaction.atomic():
        AdvocacyContact.objects.create(
            referral=referral, on=on, whom=whom.strip(), about=about.strip(), noted_by=access.person,
            noted_at=clock.now(),
        )  # fmt: skip
        _record("advocacy.noted", access, referral)


def withdraw_goal(*, access: Access, referral: Referral, goal_id: int, why: str) -> None:
    """A goal that was noted wrongly, or is the person's no more. It stays, with who withdrew it and why."""
    _withdraw(access, referral, Goal.objects.filter(referral=referral, pk=goal_id), "goal.withdrawn", why)


def withdraw_advocacy(*, access: Access, referral: Referral, contact_id: int, why: str) -> None:
    """A contact that was noted wrongly."""
    found = AdvocacyContact.objects.filter(referral=referral, pk=contact_id)
    _withdraw(access, referral, found, "advocacy.withdrawn", why)


def refer_on(*, access: Access, referral: Referral, provider_id: int) -> None:
    """Refers an assessed person to a provider."""
    with transaction.atomic():
        locked = Referral.objects.select_for_update().get(pk=referral.pk)
        if locked.closed:
            raise Refusal("This referral is closed.")
        if locked.referred_on is not None:
            raise Refusal("This person is referred on already.")
        if not Assessment.objects.filter(referral=locked, completed_at__isnull=False).exists():
            raise Refusal("Complete the assessment first: the provider is told the group.")
        locked.referred_to, locked.referred_on = _provider(access, provider_id), clock.today()
        locked.referred_by = access.person
        locked.save(update_fields=["referred_to", "referred_on", "referred_by"])
        _record("referral.referred_on", access, locked, provider=locked.referred_to.name)


def _withdraw(
    access: Access, referral: Referral, found: QuerySet[Goal] | QuerySet[AdvocacyContact], event: str, why: str
) -> None:
    if not why.strip():
        raise Refusal("Say why it is withdrawn.")
    with transaction.atomic():
        withdrawn = found.filter(withdrawn_at__isnull=True).update(
            withdrawn_at=clock.now(), withdrawn_by=access.person, withdrawn_because=why.strip()
        )
        if not withdrawn:
            raise Refusal("It is withdrawn already.")
        _record(event, access, referral)


def _provider(access: Access, provider_id: int) -> Provider:
    return Provider.objects.get(pk=provider_id, partnership=access.partnership)


def _record(event: str, access: Access, referral: Referral, **details: str) -> None:
    record(
        event,
        partnership=access.partnership,
        actor=access.person,
        subject=f"referral:{referral.reference}",
        **details,
    )
