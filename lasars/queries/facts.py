"""Assessments made in the browser as facts for the rules, exactly as rows of the `assessments` feed would be."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Max, Q, QuerySet

from caseloads.queries import clients_by_attributor
from caseloads.rules import facts
from caseloads.rules.facts import ClientFacts, Evidence
from lasars.models import Assessment

# An evidence "extract" of this form names an assessment made in the browser, not a line of a file.
PREFIX = "assessment-"


def counting(partnership_id: int) -> QuerySet[Assessment]:
    """The assessments that count: completed, and, where one supersedes another, approved by a second person."""
    made = Assessment.objects.filter(partnership_id=partnership_id, completed_at__isnull=False)
    return made.filter(Q(supersedes__isnull=True) | Q(approval__isnull=False))


def with_assessments(
    clients: Sequence[ClientFacts], partnership_id: int, as_of: dt.date | None = None
) -> list[ClientFacts]:
    """The facts with the assessments made in the browser; one that also came back as a row of the feed counts once."""
    made = _by_client(partnership_id, [(int(one.client), one.attributor) for one in clients], as_of)
    return [
        dataclasses.replace(one, assessments=_joined(one.assessments, made[int(one.client)]))
        if int(one.client) in made
        else one
        for one in clients
    ]


def assessed(partnership_id: int) -> dict[int, int]:
    """Each client assessed here with the number of the last touch: it grows when what the rules read changes."""
    touched = Assessment.objects.filter(partnership_id=partnership_id, completed_at__isnull=False)
    rows = touched.values("referral__attributor", "referral__client_id").order_by().annotate(last=Max("touches__pk"))
    by_attributor = {row["referral__attributor"]: row["last"] for row in rows if row["referral__client_id"] is None}
    newest: dict[int, int] = {row["referral__client_id"]: row["last"] for row in rows if row["referral__client_id"]}
    for attributor, client in clients_by_attributor(partnership_id, set(by_attributor)).items():
        newest[client] = max(newest.get(client, 0), by_attributor[attributor])
    return newest


def assessors_of(partnership_id: int, client_attributors: Collection[tuple[int, str]]) -> dict[int, set[int]]:
    """Who assessed each of these clients in the browser, or passed or failed it in an audit, by the person's id: they may
    not approve what it pays."""
    made = _by_client(partnership_id, client_attributors, None)
    return {client: {person for one in assessments for person in _hands(one)} for client, assessments in made.items()}


def fact(made: Assessment) -> facts.Assessment:
    """One assessment as the rules read it. `audit` is blank while nobody has scored it again."""
    approval = getattr(made, "approval", None)
    return facts.Assessment(
        assessid=made.assessid,
        assessed=_day(made),
        group=made.group,
        assessor=made.assessor_name,
        approved_by=approval.approver_name if approval else "",
        audit=audit_of(made),
        row=Evidence(f"{PREFIX}{made.pk}", 0),
    )


def audit_of(made: Assessment) -> str:
    """ "pass" or "fail" as the blind scoring found; "" where the assessment was not drawn, or is not scored again yet."""
    rescoring = getattr(getattr(made, "drawn", None), "rescoring", None)
    return {True: "pass", False: "fail", None: ""}[rescoring.passed if rescoring else None]


def assessment_made_here(told: facts.Assessment) -> int | None:
    """The id of the assessment behind a fact, where it was made in the browser."""
    made = told.row.extract.startswith(PREFIX)
    return int(told.row.extract.removeprefix(PREFIX)) if made else None


def assessment_in_words(made: Assessment) -> str:
    """One completed assessment in a sentence, without who was assessed."""
    return (
        f"Assessment {made.assessid}, made here on {_day(made):%-d %B %Y} by {made.assessor_name}: "
        f"{made.total} points, band {made.band}, group {made.group}"
    )


def _hands(made: Assessment) -> set[int]:
    rescoring = getattr(getattr(made, "drawn", None), "rescoring", None)
    return {made.assessor_id} if rescoring is None else {made.assessor_id, rescoring.rescorer_id}


def _day(made: Assessment) -> dt.date:
    assert made.assessed is not None, "a completed assessment has its day"
    return made.assessed


def _by_client(
    partnership_id: int, clients: Collection[tuple[int, str]], as_of: dt.date | None
) -> dict[int, list[Assessment]]:
    """What counts for each of these clients, given as id and attributor: named by it, or by the referral itself."""
    ids = {client for client, _ in clients}
    rows = counting(partnership_id).filter(
        Q(referral__client__isnull=True, referral__attributor__in={attributor for _, attributor in clients})
        | Q(referral__client__in=ids)
    )
    made = list(rows.select_related("referral", "approval", "drawn__rescoring").order_by("assessed", "pk"))
    unnamed = {one.referral.attributor for one in made if one.referral.client_id is None}
    named = clients_by_attributor(partnership_id, unnamed, as_of) if unnamed else {}
    found: dict[int, list[Assessment]] = defaultdict(list)
    for one in made:
        client = one.referral.client_id or named.get(one.referral.attributor)
        if client in ids and client is not None:
            found[client].append(one)
    return found


def _joined(of_feed: Iterable[facts.Assessment], made: Sequence[Assessment]) -> tuple[facts.Assessment, ...]:
    told = [fact(one) for one in made]
    here = {one.assessid for one in told}
    return (*(one for one in of_feed if one.assessid not in here), *told)
