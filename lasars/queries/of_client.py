"""What this room tells on a client's page: the assessments made here, and what the person wants of their treatment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models.functions import Coalesce

from caseloads.queries import reference_by, references
from lasars.models import Assessment, Goal, Referral
from lasars.queries.agreed import local_outcomes
from lasars.queries.facts import audit_of, counting
from pbr import clock
from pbr.access.access import Access


class Wish(NamedTuple):
    """What somebody wants of the provider to which they are referred: goals with the titles of the local outcomes that
    they are linked to ("" for none), and whether they asked for that provider."""

    referral: Referral
    goals: list[tuple[Goal, str]]
    asked_for_it: bool


def assessments_of_client(access: Access, client_id: int) -> dict[str, Any] | None:
    """Each with whether it counts and how its audit ended, the earliest first; None where there is none. The person may
    see the client."""
    reference = references([client_id]).get(client_id)
    found = Assessment.objects.filter(partnership=access.partnership, completed_at__isnull=False)
    of_client = (
        found.annotate(reference=Coalesce("referral__client__reference", reference_by(access, "referral__attributor")))
        .filter(reference=reference)
        .select_related("approval", "drawn__rescoring")
        .order_by("assessed", "pk")
    )
    made = list(of_client)
    if not made:
        return None
    counted = set(counting(access.partnership.pk).filter(pk__in=[one.pk for one in made]).values_list("pk", flat=True))
    return {"made": [(one, one.pk in counted, audit_of(one)) for one in made]}


def wishes_of_client(access: Access, client_id: int) -> dict[str, Any] | None:
    """What the client wants, for the provider to which the LASARS referred them and for nobody else: nobody is to tell
    it twice. The newest first; None where nothing is noted. The person may see the client."""
    if access.providers is None:
        return None
    found = Referral.objects.filter(partnership=access.partnership, closed="", referred_to__in=access.providers)
    named = found.annotate(of_client=Coalesce("client__reference", reference_by(access, "attributor")))
    mine = named.filter(of_client=references([client_id]).get(client_id)).order_by("-referred_on", "-pk")
    wishes = wishes_told(access, list(mine))
    return {"wishes": wishes} if wishes else None


def wishes_told(access: Access, referrals: Sequence[Referral]) -> list[Wish]:
    """Of each that has any; what was withdrawn is not told."""
    noted = Goal.objects.filter(referral__in=referrals, withdrawn_at__isnull=True).order_by("pk")
    titles = dict(local_outcomes(access.partnership.pk, clock.today()))
    goals: dict[int, list[tuple[Goal, str]]] = {one.pk: [] for one in referrals}
    for goal in noted:
        goals[goal.referral_id].append((goal, titles.get(goal.outcome, "")))
    told = [Wish(one, goals[one.pk], one.preferred_id == one.referred_to_id) for one in referrals]
    return [one for one in told if one.goals or one.asked_for_it]
