"""Samples of assessments and what is left to score again. What was answered before is never among it: scoring is blind."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.http import Http404

from lasars.models import Assessment, AuditDraw, Drawn, Rescoring
from lasars.queries.agreed import scheme_on
from lasars.queries.blind import known_to
from lasars.queries.pages import made_here, told_by_feed
from lasars.rules.drift import Funnel, funnel
from pbr import clock
from pbr.access.access import Access

TO_SCORE, IN_PROGRESS, PASSED, FAILED = "to_score", "in_progress", "passed", "failed"
STATES: Final = {
    TO_SCORE: "To be scored again",
    IN_PROGRESS: "Being scored again",
    PASSED: "Passed",
    FAILED: "Failed",
}
A_YEAR: Final = dt.timedelta(days=365)  # what drift is looked for in, unless another time is asked for
LEFT: Final = (TO_SCORE, IN_PROGRESS)


def visible_draws(access: Access) -> QuerySet[Any]:
    """The partnership's samples with how many were `many`, `done`, `passed` and `failed`."""
    rows: QuerySet[Any] = AuditDraw.objects.filter(partnership=access.partnership).select_related("lasars", "drawn_by")
    counted: QuerySet[Any] = rows.annotate(
        many=Count("drawn"),
        done=Count("drawn__rescoring", filter=Q(drawn__rescoring__completed_at__isnull=False)),
        passed=Count("drawn__rescoring", filter=Q(drawn__rescoring__passed=True)),
        failed=Count("drawn__rescoring", filter=Q(drawn__rescoring__passed=False)),
    )
    return counted


def get_draw(access: Access, draw_id: int) -> Any:
    """Raises Http404 for a sample of elsewhere."""
    draw = visible_draws(access).filter(pk=draw_id).first()
    if draw is None:
        raise Http404("No such sample")
    return draw


def drawn_of(access: Access, draw_id: int | None = None) -> QuerySet[Any]:
    """Each assessment of one sample, or of all, with its `state`, and whether the person had a hand in it (`known`);
    neither its group nor its assessor is told."""
    rows: QuerySet[Any] = Drawn.objects.filter(draw__partnership=access.partnership)
    if draw_id is not None:
        rows = rows.filter(draw=draw_id)
    told: QuerySet[Any] = rows.select_related("draw__lasars").annotate(
        reference=F("assessment__referral__reference"),
        assessed=F("assessment__assessed"),
        known=Exists(Assessment.objects.filter(known_to(access), pk=OuterRef("assessment"))),
        scored_by=F("rescoring__rescorer__name"),
        state=Case(
            When(rescoring__passed=True, then=Value(PASSED)),
            When(rescoring__passed=False, then=Value(FAILED)),
            When(rescoring__isnull=False, then=Value(IN_PROGRESS)),
            default=Value(TO_SCORE),
            output_field=CharField(),
        ),
    )
    return told


def get_drawn(access: Access, drawn_id: int) -> Drawn:
    """Raises Http404 for one of elsewhere."""
    found = Drawn.objects.filter(draw__partnership=access.partnership, pk=drawn_id)
    drawn = found.select_related("draw__lasars", "assessment__instrument", "assessment__referral").first()
    if drawn is None:
        raise Http404("Not drawn")
    return drawn


def rescoring_of(drawn: Drawn) -> Rescoring:
    """Raises Http404 where nobody has begun."""
    found = Rescoring.objects.select_related("rescorer", "drawn__assessment__instrument", "drawn__assessment__referral")
    rescoring = found.filter(drawn=drawn).first()
    if rescoring is None:
        raise Http404("Nobody scores this one again yet")
    return rescoring


def left_to_score(access: Access) -> int:
    """How many wait for somebody to score them again, but for those in which the person had a hand."""
    return drawn_of(access).filter(state__in=LEFT, known=False).count()


def groups_by_assessor(access: Access, since: Any, until: Any) -> list[tuple[str, str]]:
    """(assessor, group) of every assessment whose group the person may see, made from one day to another."""
    found: list[tuple[str, str]] = []
    for rows in (told_by_feed(access), made_here(access)):
        chosen = rows.filter(assessed__gte=since, assessed__lte=until).exclude(group_told="")
        found += [(name or "Not named", group) for name, group in chosen.values_list("assessor_told", "group_told")]
    return found


def drift_of_a_year(access: Access) -> Funnel | None:
    """The funnel of the highest group over the last year; None where no version says which group is the highest."""
    scheme = scheme_on(access.partnership.pk, clock.today())
    if scheme is None or not scheme.groups:
        return None
    return funnel(groups_by_assessor(access, clock.today() - A_YEAR, clock.today()), scheme.groups[-1])


def scored_again(access: Access) -> tuple[int, int]:
    """How many assessments were scored again, and how many of them failed."""
    done = Count("pk", filter=Q(state__in=(PASSED, FAILED)))
    counted = drawn_of(access).aggregate(done=done, failed=Count("pk", filter=Q(state=FAILED)))
    return counted["done"], counted["failed"]
