"""Challenges as pages and actions ask for them: whose, about what, by when, and what an answer could do."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, Final

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.http import Http404

from outcomes.queries import current_after, reason_to_release, refused_by, titles_of
from payments.models import Challenge, ChallengeFile, ClaimLine, Query
from payments.queries import visible
from pbr import clock
from pbr.access.access import Access
from pbr.web.templatetags.pbr import part_in_words

STATES: Final = {
    "waiting": "Waits for an answer",
    "upheld": "Upheld",
    "refused": "Refused",
    "correct": "Data to be corrected",
}
OWN_PEOPLE: Final = "A challenge is answered by the partnership, never by the provider's own people."
# Of a result, what somebody may hold to be wrong: what is pending is not decided yet.
CHALLENGED: Final = ("not_achieved", "not_eligible", "held")


class Remedy(StrEnum):
    """What an upheld challenge does. Without one it is answered by a reason, or by asking for a corrected extract."""

    RELEASE = "release"
    RECLAIM = "reclaim"
    NONE = ""


def challenges(access: Access) -> QuerySet[Any]:
    """Those of the person's own contracts, with `state`."""
    rows = Challenge.objects.filter(contract__in=visible.contracts(access))
    related = (
        "contract__provider",
        "determination__client",
        "line__claim",
        "line__entitlement__client",
        "line__posting",
    )
    state = Case(When(answered_at=None, then=Value("waiting")), default="outcome", output_field=CharField())
    return rows.select_related(*related, "raised_by", "answered_by", "file").defer("file__data").annotate(state=state)


def get_challenge(access: Access, number: int) -> Challenge:
    """Raises Http404 for one that the person may not see."""
    found: Challenge | None = challenges(access).filter(number=number).first()
    if found is None:
        raise Http404("No such challenge")
    return found


def file_of(access: Access, number: int) -> ChallengeFile:
    file = ChallengeFile.objects.filter(challenge__in=challenges(access).values("pk"), challenge__number=number).first()
    if file is None:
        raise Http404("No such file")
    return file


def waiting(access: Access) -> QuerySet[Any]:
    return challenges(access).filter(answered_at=None)


def waiting_for(access: Access) -> list[Challenge]:
    """Those waiting that this person may answer, the first due first: not one's own, nor against one's own decision."""
    rows = waiting(access).order_by("due", "pk")
    return [one for one in rows if not why_not(access, one)]


def why_not(access: Access, challenge: Challenge) -> str:
    """Why a person of the partnership does not answer this challenge; "" for whoever may."""
    person = access.person.pk
    if access.providers is not None:
        return OWN_PEOPLE
    if challenge.raised_by_id == person:
        return "You raised this challenge. Somebody else answers it."
    if not judged_before(challenge, person):
        return ""
    if challenge.determination is None:
        return "You rejected this line. Somebody else answers the challenge."
    return "You made the decision that is challenged. Somebody else answers it."


def is_late(challenge: Challenge) -> bool:
    return challenge.due < clock.today()


def challenges_about(access: Access, *, determination_id: int | None = None, line_id: int | None = None) -> list[Any]:
    about = Q(determination=determination_id) if line_id is None else Q(line=line_id)
    return list(challenges(access).filter(about).order_by("-number"))


def about_in_words(challenge: Challenge, titles: dict[str, str]) -> str:
    """ "Abstinence, at 6 months, journey from 1 May 2012"; of a line what its posting says."""
    if challenge.determination is not None:
        row = challenge.determination
        part = f", {part_in_words(row.part)}" if row.part else ""
        return f"{titles.get(row.outcome, row.outcome)}{part}"
    return str(_line(challenge).posting.explanation.get("title", ""))


def titles_for(access: Access, rows: Any) -> dict[str, str]:
    outcomes = {row.determination.outcome for row in rows if row.determination is not None}
    return titles_of(access.partnership.pk, outcomes)


def reference_of(challenge: Challenge) -> str:
    """The client's, "" where it is about no client's own."""
    client = (
        challenge.determination.client if challenge.determination is not None else _line(challenge).entitlement.client
    )
    return client.reference if client is not None else ""


def remedy(challenge: Challenge, person_id: int) -> Remedy:
    """What upholding the challenge would do, if this person did it now."""
    if challenge.determination is not None:
        row = challenge.determination
        current = current_after(row) if row.superseded_at else row
        released = current is not None and reason_to_release(current, person_id) is not None
        return Remedy.RELEASE if released else Remedy.NONE
    line = _line(challenge)
    rejected = line.released_as == ClaimLine.Released.REJECTED and line.released_by_id != person_id
    return Remedy.RECLAIM if rejected else Remedy.NONE


def judged_before(challenge: Challenge, person_id: int) -> bool:
    """Whether this person refused the result, or rejected the line: somebody else answers then."""
    if challenge.determination is not None:
        row = challenge.determination
        current = current_after(row) if row.superseded_at else row
        return person_id in {refused_by(one) for one in (row, current) if one is not None}
    return _line(challenge).released_by_id == person_id


def rejection_of(challenge: Challenge) -> Query | None:
    """The reason of the rejection, while nobody has answered it."""
    return Query.objects.filter(line=challenge.line, rejects=True, answered_at=None).first()


def days_left(challenge: Challenge) -> int:
    """Below zero: the answer is late."""
    return (challenge.due - clock.today()).days


def due_date(raised_on: dt.date, days: int) -> dt.date:
    return raised_on + dt.timedelta(days=days)


def _line(challenge: Challenge) -> ClaimLine:
    assert challenge.line is not None, "it is about one thing"
    return challenge.line
