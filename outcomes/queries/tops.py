"""TOPs to mend, as their list shows them, with the money that hangs on them and the last day of it.

Money is known only in the next room, which tells this one at start-up: a room never looks forward.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.db.models import Case, DateField, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from caseloads.queries.pages import visible_agencies
from outcomes.models import TopExceptionRow
from outcomes.rules.top_exceptions import Kind
from pbr.access.access import Access

# A start TOP that came late counts all the same, and no review hangs on the TOP at an exit.
_EARN_NOTHING: Final = (Kind.START_LATE, Kind.EXIT_MISSING)


class MoneyOnTops(NamedTuple):
    """What hangs on TOPs, for the contracts that somebody may see; each row has `client`, `journey` and `pence`.

    `reviews`: what a review still earns, and `by` when. `unjudged`: what nobody judges until a TOP or an answer is sent.
    """

    reviews: QuerySet[Any]
    unjudged: QuerySet[Any]


_tellers: list[Callable[[Access], MoneyOnTops]] = []


def money_told_by(teller: Callable[[Access], MoneyOnTops]) -> None:
    """Called once, in the AppConfig.ready() of the room that prices what is found."""
    _tellers[:] = [teller]


def tops_to_mend(access: Access) -> QuerySet[TopExceptionRow]:
    """A provider's people see those of their own agencies: whoever sent a TOP mends it."""
    rows = TopExceptionRow.objects.filter(partnership=access.partnership)
    if access.providers is not None:
        rows = rows.filter(agency__in=[agency.code for agency in visible_agencies(access)])
    return rows.select_related("client")


def tops_with_money(access: Access) -> QuerySet[TopExceptionRow]:
    """The same with `pence`, what the TOPs of the journey can still earn before caps (0: nothing, or not priced yet),
    `by`, the first day after which a part of it is lost, and `haste`, which is the greater the sooner that is."""
    reviews, unjudged = _tellers[0](access)
    earns = ~Q(kind__in=_EARN_NOTHING)
    pence = _sum_of_journey(reviews) + _sum_of_journey(unjudged)
    by = _of_journey(reviews).annotate(first=Min("by")).values("first")
    rows = tops_to_mend(access).annotate(
        pence=Case(When(earns, then=pence), default=Value(0)),
        by=Case(When(earns, then=Subquery(by)), output_field=DateField()),
    )
    return rows.annotate(haste=Coalesce(Value(dt.date.max, DateField()) - F("by"), dt.timedelta(0)))


def _of_journey(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(client=OuterRef("client"), journey=OuterRef("journey")).order_by().values("client")


def _sum_of_journey(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(_of_journey(rows).annotate(sum=Sum("pence")).values("sum")), Value(0))


def tops_agencies(access: Access) -> list[str]:
    return list(tops_to_mend(access).order_by("agency").values_list("agency", flat=True).distinct())
