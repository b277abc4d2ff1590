"""Scoring again is blind: what a drawn assessment gave stays hidden, until it is scored, from whoever may score it."""

from __future__ import annotations

from typing import Final

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from lasars.models import Assessment
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.audit.models import Event

# A client's page, a claim and its prices, the ledger and the audit trail all tell which group somebody has: whoever may
# read one of them cannot score blind.
TELLS_GROUPS: Final = frozenset(
    {
        Permission.SEE_CASELOAD,
        Permission.DECIDE_HELD,
        Permission.SEE_CLAIMS,
        Permission.SEE_LEDGER,
        Permission.SEE_AUDIT,
    }
)


def scores_blind(access: Access) -> bool:
    """Whether the person may score assessments again, and reads nowhere else which groups they gave."""
    return access.may(Permission.RESCORE) and not access.permissions & TELLS_GROUPS


def known_to(access: Access) -> Q:
    """Which assessments somebody had a hand in: made, began or approved them, or assessed the person again, which shows
    the answers of the time before."""
    acted = Event.objects.filter(
        partnership=access.partnership,
        actor=access.person,
        subject=Concat(Value("assessment:"), Cast(OuterRef("pk"), CharField())),
    )
    made = Q(assessor=access.person) | Q(approval__approver=access.person) | Exists(acted)
    return made | Exists(Assessment.objects.filter(made, supersedes=OuterRef("pk")))


def hidden_from(access: Access) -> Q:
    """Which assessments are: those still to be scored, and, for the answers of a reassessment begin as those of the time
    before, their reassessments. What somebody had a hand in is not hidden: somebody else scores it again."""
    if not scores_blind(access):
        return Q(pk__in=[])
    to_score = Assessment.objects.filter(drawn__isnull=False, drawn__rescoring__completed_at__isnull=True)
    blind = to_score.filter(~known_to(access)).values("pk")
    return Q(pk__in=blind) | Q(supersedes__in=blind)


def hidden(access: Access, made: QuerySet[Assessment]) -> set[int]:
    """The ids of those among `made` that are."""
    return set(made.filter(hidden_from(access)).values_list("pk", flat=True))


def is_hidden(access: Access, assessment: Assessment) -> bool:
    return bool(hidden(access, Assessment.objects.filter(pk=assessment.pk)))


def is_known(access: Access, assessment: Assessment) -> bool:
    """Whether the person had a hand in it."""
    return Assessment.objects.filter(known_to(access), pk=assessment.pk).exists()


def group_told(access: Access) -> Case:
    """The group as the person may see it: "" where it is hidden."""
    return Case(When(hidden_from(access), then=Value("")), default=F("group"), output_field=TextField())
