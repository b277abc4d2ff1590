"""Referrals as the queue and their pages show them, narrowed to the LASARS in which the person works."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, Final

from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import Http404

from caseloads.queries import reference_by
from lasars.models import Assessment, Referral
from lasars.queries.blind import group_told
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Lasars, Membership

WAITING, BOOKED, SEEN = "waiting", "booked", "seen"
IN_PROGRESS, ASSESSED, REFERRED, CLOSED = "in_progress", "assessed", "referred", "closed"
# Where a referral stands, in the order of its way; the first five wait for the LASARS.
STATES: Final = {
    WAITING: "To be booked",
    BOOKED: "Booked",
    SEEN: "To be assessed",
    IN_PROGRESS: "Assessment in progress",
    ASSESSED: "To be referred on",
    REFERRED: "With a provider",
    CLOSED: "Closed",
}
OPEN: Final = (WAITING, BOOKED, SEEN, IN_PROGRESS, ASSESSED)


def own_lasars(access: Access) -> frozenset[int] | None:
    """The LASARS in which somebody works; None for people of the whole partnership, as an auditor."""
    held = Membership.objects.filter(person=access.person, partnership=access.partnership, ended_at__isnull=True)
    if held.filter(lasars__isnull=True, provider__isnull=True).exists():
        return None
    return frozenset(held.filter(lasars__isnull=False).values_list("lasars", flat=True))


def lasars_of(access: Access) -> list[tuple[int, str]]:
    """Id and name of each LASARS for which the person may take a referral in."""
    found = Lasars.objects.filter(
        partnership=access.partnership, memberships__person=access.person, memberships__ended_at__isnull=True
    )
    return list(found.distinct().order_by("name").values_list("pk", "name"))


def all_lasars(access: Access) -> list[tuple[int, str]]:
    """Id and name of each LASARS of the partnership."""
    return list(Lasars.objects.filter(partnership=access.partnership).order_by("name").values_list("pk", "name"))


def visible_referrals(access: Access) -> QuerySet[Referral]:
    """An assessor's are those of the own LASARS; an auditor's all of the partnership."""
    found = Referral.objects.filter(partnership=access.partnership)
    own = own_lasars(access)
    return found if own is None else found.filter(lasars_id__in=own)


def referrals_called(access: Access, words: str) -> QuerySet[Any]:
    """Visible referrals whose reference, or whose client's, has these words in it, with `client_reference`."""
    named: QuerySet[Any] = visible_referrals(access).annotate(
        client_reference=Coalesce("client__reference", reference_by(access, "attributor"))
    )
    return named.filter(Q(reference__icontains=words) | Q(client_reference__icontains=words)).order_by("reference")


def get_referral(access: Access, reference: str) -> Referral:
    """Raises Http404 for a referral that the person may not see."""
    found = visible_referrals(access).filter(reference=reference)
    referral = found.select_related("lasars", "preferred", "referred_to", "referred_by", "closed_by", "client").first()
    if referral is None:
        raise Http404("No such referral")
    return referral


def queue(access: Access) -> QuerySet[Any]:
    """Visible referrals with `client_reference`, `state`, the days on which each step was made (`booked`, `seen`,
    `assessed`), the latest `group` ("" where it is hidden), and how long each step took from the referral: `waits`,
    `to_appointment`, `to_assessment`, `to_provider` (whole days; None where it has not come to that)."""
    rows: QuerySet[Any] = _with_steps(access, visible_referrals(access)).annotate(state=_state())
    waited: QuerySet[Any] = rows.annotate(
        client_reference=Coalesce("client__reference", reference_by(access, "attributor")),
        waits=_days(Case(When(state__in=OPEN, then=Value(clock.today())))),
        to_appointment=_days(Coalesce("seen", "booked")),
        to_assessment=_days("assessed"),
        to_provider=_days("referred_on"),
    )
    return waited


def _with_steps(access: Access, referrals: QuerySet[Referral]) -> QuerySet[Any]:
    made = Assessment.objects.filter(referral=OuterRef("pk"))
    latest = made.filter(completed_at__isnull=False).order_by("-assessed", "-pk")
    stepped: QuerySet[Any] = referrals.annotate(
        booked=Max("appointments__on", filter=Q(appointments__kept__isnull=True)),
        seen=Min("appointments__on", filter=Q(appointments__kept=True)),
        missed=Count("appointments", filter=Q(appointments__kept=False)),
        assessed=Subquery(latest.values("assessed").reverse()[:1]),
        group=Subquery(latest.annotate(told=group_told(access)).values("told")[:1]),
        begun_by=Subquery(made.filter(completed_at__isnull=True).values("assessor__name")[:1]),
    )
    return stepped


def _state() -> Case:
    return Case(
        When(~Q(closed=""), then=Value(CLOSED)),
        When(begun_by__isnull=False, then=Value(IN_PROGRESS)),
        When(referred_on__isnull=False, then=Value(REFERRED)),
        # Somebody already in treatment has a provider.
        When(assessed__isnull=False, source=Referral.Source.STOCK, then=Value(REFERRED)),
        When(assessed__isnull=False, then=Value(ASSESSED)),
        When(seen__isnull=False, then=Value(SEEN)),
        When(booked__isnull=False, then=Value(BOOKED)),
        default=Value(WAITING),
        output_field=CharField(),
    )


def _days(until: Any) -> ExpressionWrapper[Any]:
    """From the day on which the referral was received; a time, for sorting: its `days` are shown."""
    last = F(until) if isinstance(until, str) else until
    return ExpressionWrapper(last - F("received"), output_field=DurationField())


def days(waited: dt.timedelta | None) -> int | None:
    return None if waited is None else waited.days


def standing(access: Access, referral: Referral) -> Any:
    """The same annotations for one referral."""
    return queue(access).get(pk=referral.pk)


def waiting(access: Access) -> dict[str, int]:
    """How many open referrals there are in each state."""
    # Counted here: the steps are aggregates already, and the database would group by each referral.
    return dict(Counter(queue(access).filter(state__in=OPEN).values_list("state", flat=True)))
