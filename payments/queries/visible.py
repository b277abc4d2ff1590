"""What of this room a person may see: the partnership's own, and for providers only their own contracts'."""

from __future__ import annotations

from django.db.models import QuerySet

from payments.models import Attachment, Claim, ClaimLine, Contract, Payment, PaymentRun, Query, Transfer
from pbr.access.access import Access


def contracts(access: Access) -> QuerySet[Contract]:
    found = Contract.objects.filter(partnership=access.partnership)
    if access.providers is not None:
        found = found.filter(provider_id__in=access.providers)
    return found.select_related("provider").order_by("pk")


def claims(access: Access) -> QuerySet[Claim]:
    return Claim.objects.filter(contract__in=contracts(access)).select_related(
        "contract", "contract__provider", "prepared_by", "partnership"
    )


def lines(access: Access) -> QuerySet[ClaimLine]:
    return ClaimLine.objects.filter(claim__contract__in=contracts(access))


def queries(access: Access) -> QuerySet[Query]:
    return Query.objects.filter(line__claim__contract__in=contracts(access))


def attachments(access: Access) -> QuerySet[Attachment]:
    return Attachment.objects.filter(query__in=queries(access))


def transfers(access: Access) -> QuerySet[Transfer]:
    return Transfer.objects.filter(contract__in=contracts(access)).select_related("contract", "entitlement")


def payments(access: Access) -> QuerySet[Payment]:
    """Of released runs; the partnership's own people see those that wait, too."""
    found = Payment.objects.filter(contract__in=contracts(access))
    if access.providers is not None:
        found = found.filter(run__released_at__isnull=False)
    return found.select_related("run", "contract", "contract__provider")


def runs(access: Access) -> QuerySet[PaymentRun]:
    found = PaymentRun.objects.filter(partnership=access.partnership)
    if access.providers is not None:
        found = found.filter(payments__in=payments(access)).distinct()
    return found.select_related("prepared_by", "released_by")
