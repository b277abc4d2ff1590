"""Held determinations that wait for a person, and what people decided about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from outcomes.models import DecisionMade, DeterminationRow, JourneyRow
from pbr.access.access import Access
from pbr.web.templatetags.pbr import moment

# Why a determination is held or refused, for people (rules.md §§1–6); any other reason is read as it stands.
REASONS: Final = {
    "no-assessment": "No assessment, so no group",
    "assessment-failed-audit": "The assessment failed its audit",
    "no-contract": "No contract covers it",
    "discharge-inconsistent": "Discharge reasons of one day contradict each other",
    "exit-top-contradicts": "The exit TOP contradicts the discharge",
    "unconfirmed": "Not confirmed by a verified local outcome",
    "small-cohort": "The cohort is too small",
    "unverified": "The local outcome is not verified",
    "no-exit-top": "No exit TOP",
    "no-dose-dates": "Vaccinated, but without dates of the doses",
    "died": "Died within the window",
    "moved": "Moved away within the window",
    "refused": "Refused by a person",
}
# The columns of the `decisions` feed (extracts.md §2), in the layout in which a replay reads them.
DECISIONS_HEADER: Final = (
    "FINITIAL", "SINITIAL", "DOB", "SEX", "AGNCY", "CLIENTID", "JOURNEY", "OUTCOME", "PART", "REASON", "DECISION", "BY",
    "ON",
)  # fmt: skip


def reason_in_words(reason: str) -> str:
    return REASONS.get(reason) or reason.replace("-", " ").capitalize()


def held(access: Access) -> QuerySet[DeterminationRow]:
    """The determinations now held; none for a provider's people, who do not decide about their own results."""
    if access.providers is not None:
        return DeterminationRow.objects.none()
    current = DeterminationRow.objects.filter(partnership=access.partnership, superseded_at__isnull=True, status="held")
    return current.select_related("client", "version")


_tellers: list[Callable[[Access, QuerySet[Any]], QuerySet[Any]]] = []


def stakes_told_by(teller: Callable[[Access, QuerySet[Any]], QuerySet[Any]]) -> None:
    """Called once, in the AppConfig.ready() of the room that prices what is found: a room never looks forward."""
    _tellers[:] = [teller]


def held_with_stakes(access: Access) -> QuerySet[Any]:
    """The same with `least` and `most`: between what it earns if it is released and has a group, in pence before caps.

    Both are 0 where no single result has a price.
    """
    return _tellers[0](access, held(access))


def get_held(access: Access, determination_id: int) -> DeterminationRow:
    """One of the partnership's determinations about a client, held or held before. Raises Http404."""
    rows = DeterminationRow.objects.filter(partnership=access.partnership).select_related("client", "version")
    row = rows.filter(pk=determination_id, status="held").first() if access.providers is None else None
    if row is None:
        raise Http404("No such held determination")
    return row


def held_outcomes(access: Access) -> list[str]:
    return list(held(access).order_by("outcome").values_list("outcome", flat=True).distinct())


def held_reasons(access: Access) -> list[str]:
    return list(held(access).order_by("reason").values_list("reason", flat=True).distinct())


def decisions(access: Access) -> QuerySet[DecisionMade]:
    """Every decision made, whoever made it; none for a provider's people."""
    if access.providers is not None:
        return DecisionMade.objects.none()
    return DecisionMade.objects.filter(partnership=access.partnership).select_related("client", "by")


def decisions_about(row: DeterminationRow) -> QuerySet[DecisionMade]:
    """What was decided about the same journey, outcome and part, newest first."""
    about = DecisionMade.objects.filter(client=row.client, journey=row.journey, outcome=row.outcome, part=row.part)
    return about.select_related("by").order_by("-pk")


def decided_since(row: DeterminationRow) -> DecisionMade | None:
    """The latest decision that answers the reason for which this was held, made after it was found; None where it still
    waits for one."""
    return decisions_about(row).filter(reason=row.reason, at__gte=row.found_at).first() if row.client_id else None


def decision_in_words(made: DecisionMade) -> str:
    """Who decided what, when, and why."""
    done = "released" if made.decision == DecisionMade.Decision.RELEASE else "refused"
    return f"{made.by.name} {done} it at {moment(made.at)}: “{made.words}”"


def decisions_for_replay(access: Access) -> Iterator[tuple[str | dt.date, ...]]:
    """All decisions as rows of the `decisions` feed, earliest first: of two about the same, the later line counts.

    Clients are named by AGNCY and CLIENTID of the journey's first episode, which tells twins apart and is no name.
    """
    journey = JourneyRow.objects.filter(client=OuterRef("client")).order_by("start")
    same = journey.filter(start=OuterRef("journey"))
    rows = decisions(access).annotate(
        agency=Subquery(same.values("first_agency")[:1]),
        clientid=Subquery(same.values("first_clientid")[:1]),
        any_agency=Subquery(journey.values("first_agency")[:1]),
        any_clientid=Subquery(journey.values("first_clientid")[:1]),
    )
    for row in rows.order_by("pk").iterator(chunk_size=2000):
        agency, clientid = (row.agency, row.clientid) if row.agency else (row.any_agency, row.any_clientid)
        about = (row.journey, row.outcome, row.part, row.reason, row.decision, row.by.name, row.on)
        yield ("", "", "", "", agency or "", clientid or "", *about)
