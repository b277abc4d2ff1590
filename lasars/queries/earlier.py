"""What was assessed of the same person before: a later group counts only with a second person's approval (rules.md §2)."""

from __future__ import annotations

from django.db.models import Q

from caseloads.queries import clients_by_attributor, facts_of
from lasars.models import Assessment, Referral
from lasars.queries.facts import counting, with_assessments


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
    if assessment.supersedes_id is not None:
        return True
    client = client_of(assessment.referral)
    if client is None or assessment.assessed is None:
        return False
    known = with_assessments(facts_of(assessment.partnership_id, [client]), assessment.partnership_id)
    own = (assessment.assessed, assessment.assessid)
    return any((told.assessed, told.assessid) < own for one in known for told in one.assessments)
