"""What was assessed of the same person before: a later group counts only with a second person's approval (rules.md §2)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from caseloads.queries import assessments, clients_by_attributor, facts_of
from lasars.models import Assessment, Referral
from lasars.queries.facts import counting, with_assessments
from pbr.access.access import Access


def client_named(partnership_id: int, attributor: str) -> int | None:
    """The client whom an attributor names by itself; None where there is none, and of twins, whom it does not tell apart."""
    return clients_by_attributor(partnership_id, {attributor}).get(attributor)


def client_of(referral: Referral) -> int | None:
    """The client that the person referred is, where one is known."""
    if referral.client_id is not None:
        return referral.client_id
    return client_named(referral.partnership_id, referral.attributor)


def assessed_from_another_referral(referral: Referral) -> Assessment | None:
    """The last assessment that counts of the same person, made here after another referral. Twins are not the same."""
    known = client_named(referral.partnership_id, referral.attributor)
    client = referral.client_id or known
    # A referral that names no client means the one with these particulars; of twins it means neither.
    same = Q(referral__client=client) if client is not None else Q(pk__in=[])
    if client == known:
        same |= Q(referral__client__isnull=True)
    found = counting(referral.partnership_id).filter(same, referral__attributor=referral.attributor)
    others = found.exclude(referral_id=referral.pk).select_related("referral")
    return others.order_by("-assessed", "-pk").first()


def needs_a_second_person(assessment: Assessment) -> bool:
    """Whether it supersedes another, or its client was assessed before: made here, or told by the feed."""
    return bool(needing_a_second_person(assessment.partnership_id, [assessment]))


def needing_a_second_person(partnership_id: int, made: Collection[Assessment]) -> set[int]:
    """The ids of those among `made` that do; the number of queries does not depend on how many there are."""
    again = {one.pk for one in made if one.supersedes_id is not None}
    clients = _clients_of(partnership_id, [one for one in made if one.pk not in again and one.assessed is not None])
    if not clients:
        return again
    known = with_assessments(facts_of(partnership_id, set(clients.values())), partnership_id)
    told = {int(one.client): [(fact.assessed, fact.assessid) for fact in one.assessments] for one in known}
    return again | {
        one.pk
        for one in made
        if any(before < (one.assessed, one.assessid) for before in told.get(clients.get(one.pk, 0), ()))
    }


def perhaps_assessed_before(access: Access) -> Q:
    """Assessments of whose person the feed, or another made here, tells something: few, so that the facts of the others
    need not be read to know that nobody has to approve them."""
    completed = Assessment.objects.filter(partnership=access.partnership, completed_at__isnull=False)
    of_person = completed.values("referral__attributor").order_by().annotate(many=Count("pk"))
    several = of_person.filter(many__gt=1).values("referral__attributor")
    told: QuerySet[Any] = assessments(access)
    return (
        Q(supersedes__isnull=False)
        | Q(referral__attributor__in=told.values("whose"))
        | Q(referral__attributor__in=several)
    )


def _clients_of(partnership_id: int, made: Collection[Assessment]) -> dict[int, int]:
    """The client of each assessment, by the assessment's id, where one is known."""
    unnamed = {one.referral.attributor for one in made if one.referral.client_id is None}
    named = clients_by_attributor(partnership_id, unnamed) if unnamed else {}
    found = {one.pk: one.referral.client_id or named.get(one.referral.attributor) for one in made}
    return {pk: client for pk, client in found.items() if client is not None}
