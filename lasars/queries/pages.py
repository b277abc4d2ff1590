"""What the lists and pages of this room show besides referrals: every assessment, made here or told by the feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat, LPad

from caseloads.queries import assessments, records_of_twins, reference_by
from lasars.models import AdvocacyContact, Appointment, Assessment, Goal, Referral
from lasars.queries.blind import group_told, hidden_from
from lasars.queries.facts import counting, fact
from lasars.queries.referrals import own_lasars
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Provider

BEING_AUDITED: Final = "being_audited"
RECENT = dt.timedelta(days=30)
SOURCES: Final = tuple(Referral.Source.choices)
CLOSED_BECAUSE: Final = tuple(Referral.Closed.choices)
# What a list of assessments shows of each, wherever it was made; `made` is the id of one made here, else None.
SHOWN: Final = ("id", "assessed", "reference", "group_told", "assessor_told", "approved_by", "audit", "made")
# The columns of the `assessments` feed (extracts.md §2), in the layout in which a replay reads them.
ASSESSMENTS_HEADER: Final = (
    "FINITIAL", "SINITIAL", "DOB", "SEX", "AGNCY", "CLIENTID", "ASSESSID", "ASSESSED", "GROUP", "ASSESSOR",
    "APPROVED_BY", "AUDIT",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recent:
    """The assessments of the last 30 days, and how many of all assessments failed their audit."""

    since: dt.date
    made: int
    failed: int


def told_by_feed(access: Access) -> QuerySet[Any]:
    """Rows of the feed, but those that were made here and came back."""
    number = LPad(Cast("pk", CharField()), 8, Value("0"))
    here = Assessment.objects.filter(partnership=access.partnership, completed_at__isnull=False)
    rows: QuerySet[Any] = assessments(access).annotate(
        assessor_told=F("assessor"),
        group_told=F("group"),
        made=Value(None, output_field=IntegerField()),
        assessid=KT("values__ASSESSID"),
    )
    return rows.exclude(assessid__in=here.annotate(told_as=Concat(Value("LASARS-"), number)).values("told_as"))


def made_here(access: Access) -> QuerySet[Any]:
    """Completed assessments; an assessor's are those of the own LASARS. `group_told` is "" where scoring again is blind."""
    made = Assessment.objects.filter(partnership=access.partnership, completed_at__isnull=False)
    own = own_lasars(access)
    if own is not None:
        made = made.filter(referral__lasars_id__in=own)
    rows: QuerySet[Any] = made.annotate(
        reference=Coalesce("referral__client__reference", reference_by(access, "referral__attributor")),
        assessor_told=F("assessor_name"),
        group_told=group_told(access),
        approved_by=Coalesce("approval__approver_name", Value("")),
        audit=Case(
            When(drawn__rescoring__passed=True, then=Value("pass")),
            When(drawn__rescoring__passed=False, then=Value("fail")),
            When(hidden_from(access), drawn__isnull=False, then=Value(BEING_AUDITED)),
            default=Value(""),
            output_field=TextField(),
        ),
        made=F("pk"),
    )
    return rows


def visible_assessments(access: Access, narrow: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows) -> Any:
    """Every assessment that the person may see, as rows of SHOWN; `narrow` filters both kinds before they are joined."""
    told, made = (narrow(rows(access)).values_list(*SHOWN, named=True) for rows in (told_by_feed, made_here))
    return told.union(made, all=True)


def choices(access: Access, name: str) -> list[tuple[str, str]]:
    """The values that a column of the list has, for its filter."""
    found: set[str] = set()
    for rows in (told_by_feed(access), made_here(access)):
        told = rows.exclude(**{name: ""}).exclude(**{name: None})
        found |= set(told.order_by().values_list(name, flat=True).distinct())
    return [(value, value) for value in sorted(found)]


def recent(access: Access) -> Recent:
    since = clock.today() - RECENT
    lately = Count("pk", filter=Q(assessed__gt=since, assessed__lte=clock.today()))
    counts = [
        rows(access).aggregate(many=lately, failed=Count("pk", filter=Q(audit="fail")))
        for rows in (told_by_feed, made_here)
    ]
    return Recent(since, sum(one["many"] for one in counts), sum(one["failed"] for one in counts))


def assessments_for_replay(access: Access) -> Iterator[tuple[str | dt.date, ...]]:
    """What counts of the assessments made here, as rows of the `assessments` feed, earliest first.

    People are named by their attributor, twins by AGNCY and CLIENTID, as the feed itself names them.
    """
    made = counting(access.partnership.pk).select_related("referral", "approval", "drawn__rescoring").order_by("pk")
    twins = records_of_twins([one.referral.client_id for one in made if one.referral.client_id is not None])
    for one in made:
        who, told = one.referral, fact(one)
        agency, clientid = twins.get(who.client_id or 0, ("", ""))
        person = (who.finitial, who.sinitial, who.dob, who.sex, agency, clientid)
        yield (*person, told.assessid, told.assessed, told.group, told.assessor, told.approved_by, told.audit)


def providers(access: Access) -> list[tuple[int, str]]:
    """The partnership's providers, to whom people are referred."""
    return list(Provider.objects.filter(partnership=access.partnership).order_by("name").values_list("pk", "name"))


def appointments_of(referral: Referral) -> list[Appointment]:
    return list(referral.appointments.order_by("on", "pk"))


def goals_of(referral: Referral) -> list[Goal]:
    """Those that were withdrawn, too."""
    return list(referral.goals.select_related("withdrawn_by").order_by("pk"))


def advocacy_of(referral: Referral) -> list[AdvocacyContact]:
    """Those that were withdrawn, too."""
    return list(referral.advocacy.select_related("noted_by", "withdrawn_by").order_by("on", "pk"))
