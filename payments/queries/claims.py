"""Claims and their lines, as pages and actions ask for them."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Abs, Coalesce

from payments.models import Approval, Claim, ClaimLine, Kind, PaymentLine, Query, Transfer
from payments.queries import visible
from pbr.access.access import Access

STATES = ("submitted", "queried", "answered", "approved", "paid", "rejected", "withdrawn")

# The lines that make up a claim's sum. One taken back, or rejected as a whole, keeps the sum that it had.
COUNTED = (
    Q(released_at=None) | Q(claim__approved_at=None, released_as="withdrawn") | Q(claim__rejected_at__isnull=False)
)


def live_lines(claim: Claim) -> QuerySet[ClaimLine]:
    return ClaimLine.objects.filter(claim=claim, released_at__isnull=True).order_by("pk")


def approvals_of(claim: Claim) -> QuerySet[Approval]:
    """Approvals of the claim as its lines now are, earliest first. One given before a line left no longer counts."""
    return Approval.objects.filter(claim=claim, sha256=digest_of(claim)).order_by("at", "pk")


def digest_of(claim: Claim) -> str:
    """What an approval covers: the lines and amounts of the claim, as one SHA-256 (migration 0002)."""
    return str(_asked("SELECT payments_claim_digest(%s)", claim.pk))


def approvers_needed(claim: Claim) -> int:
    """Two where the contract's claims of the month, and those not yet paid, come to more than the partnership's limit."""
    return int(_asked("SELECT payments_approvers_needed(%s)", claim.pk))


def _asked(sql: str, claim_id: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, [claim_id])
        [row] = cursor.fetchall()
        return row[0]


def listed(access: Access) -> QuerySet[Any]:
    """Claims with `state`, `pence` and `line_count`, for lists. A claim taken back keeps the sum that it had."""
    lines = ClaimLine.objects.filter(claim=OuterRef("pk")).order_by()
    counted = lines.filter(COUNTED)
    pence = counted.values("claim").annotate(sum=Sum("pence")).values("sum")
    count = counted.values("claim").annotate(count=Count("pk")).values("count")
    return visible.claims(access).annotate(
        pence=Coalesce(Subquery(pence, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField()),
        line_count=Coalesce(Subquery(count, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField()),
        state=_state(),
    )


def _state() -> Case:
    queries = Query.objects.filter(line__claim=OuterRef("pk"), line__released_at__isnull=True)
    paid = PaymentLine.objects.filter(line__claim=OuterRef("pk"), payment__run__released_at__isnull=False)
    return Case(
        When(withdrawn_at__isnull=False, then=Value("withdrawn")),
        When(rejected_at__isnull=False, then=Value("rejected")),
        When(Exists(paid), then=Value("paid")),
        When(approved_at__isnull=False, then=Value("approved")),
        When(Exists(queries.filter(answered_at__isnull=True)), then=Value("queried")),
        When(Exists(queries), then=Value("answered")),
        default=Value("submitted"),
        output_field=CharField(),
    )


def claim_lines(claim: Claim) -> QuerySet[ClaimLine]:
    """The lines of a claim with what a page shows of each, in one query.

    `changed` is what was posted for the line's key since; `questions` and `open_questions` count its queries;
    `rejected_before` says that its posting was rejected in another claim. `flagged` is the lower the sooner somebody is to
    look at it: with an open query; of the contract as a whole, as a floor; adjusted or rejected before. `size` is the
    lower the more money it is.
    """
    later = (
        Transfer.objects.filter(entitlement=OuterRef("entitlement"), sequence__gt=OuterRef("posting__sequence"))
        .order_by()
        .values("entitlement")
        .annotate(sum=Sum(Case(When(from_account="earned", then=F("pence")), default=-F("pence"))))
        .values("sum")
    )
    before = ClaimLine.objects.filter(posting=OuterRef("posting"), released_as="rejected").exclude(pk=OuterRef("pk"))
    return (
        ClaimLine.objects.filter(claim=claim)
        .select_related("posting", "entitlement__client", "released_by")
        .annotate(
            changed=Coalesce(Subquery(later, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField()),
            questions=Count("queries"),
            open_questions=Count("queries", filter=Q(queries__answered_at=None)),
            rejected_before=Exists(before),
            flagged=Case(
                When(queries__answered_at=None, queries__pk__isnull=False, then=Value(0)),
                When(entitlement__client=None, then=Value(1)),
                When(Q(posting__kind=Kind.ADJUSTED) | Q(Exists(before)), then=Value(2)),
                default=Value(3),
            ),
            size=-Abs("pence"),
        )
    )


def queries_of(claim: Claim) -> QuerySet[Query]:
    """Every question about the claim's lines, the newest first."""
    return (
        Query.objects.filter(line__claim=claim)
        .select_related("asked_by", "answered_by", "attachment", "line__entitlement__client", "line__posting")
        .defer("attachment__data")
        .order_by("-asked_at", "-pk")
    )


def unanswered(access: Access) -> QuerySet[Query]:
    """What waits for a provider's answer: queries, and reasons of rejections."""
    return (
        visible.queries(access)
        .filter(answered_at__isnull=True, line__claim__withdrawn_at__isnull=True)
        .select_related("line__claim__contract", "line__entitlement__client", "line__posting", "asked_by")
        .order_by("asked_at", "pk")
    )
