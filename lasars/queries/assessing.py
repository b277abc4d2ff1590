"""One assessment: its questions, what is answered, what extracts already say, and, completed, why it gave its group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from caseloads.queries import ExistingAnswer, existing_answers
from lasars.models import Assessment, Referral
from lasars.queries.earlier import client_of, needing_a_second_person, perhaps_assessed_before
from lasars.queries.instruments import read
from lasars.queries.referrals import own_lasars
from lasars.rules.complexity import Complexity, faults_of, in_words, meant_by, weigh
from lasars.rules.instrument import Instrument, QuestionGroup
from pbr.access.access import Access


@dataclass(frozen=True, slots=True)
class Offer:
    """An existing answer to a question: what it means there, in words, and where it is from."""

    code: str
    said: str
    words: str
    where: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer in words; `source` where it was taken from, `wrong` what is missing or wrong."""

    code: str
    text: str
    words: str
    source: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Page:
    """One group of questions on the way through an assessment, counted from 1."""

    group: QuestionGroup
    number: int
    before: str
    after: str


def get_assessment(access: Access, assessment_id: int) -> Assessment:
    """A completed assessment that the person may see. Raises Http404."""
    assessment = (
        _completed(access)
        .filter(pk=assessment_id)
        .select_related("referral", "instrument", "assessor", "approval", "supersedes", "drawn__rescoring")
        .first()
    )
    if assessment is None:
        raise Http404("No such assessment")
    return assessment


def visible_completed(access: Access, number: int | None, reference: str) -> QuerySet[Assessment]:
    """Completed assessments with that number, or of the referral with that reference; the newest first."""
    called = Q(referral__reference__iexact=reference)
    found = _completed(access).filter(called if number is None else called | Q(pk=number))
    return found.select_related("referral").order_by("-assessed", "-pk")


def _completed(access: Access) -> QuerySet[Assessment]:
    """An assessor's are those of the own LASARS."""
    found = Assessment.objects.filter(partnership=access.partnership, completed_at__isnull=False)
    own = own_lasars(access)
    return found if own is None else found.filter(referral__lasars_id__in=own)


def open_assessment(referral: Referral) -> Assessment:
    """The assessment of this referral that is not completed. Raises Http404 where there is none."""
    found = referral.assessments.filter(completed_at__isnull=True).select_related("instrument", "assessor", "referral")
    assessment = found.first()
    if assessment is None:
        raise Http404("No assessment is open")
    return assessment


def assessments_of(referral: Referral) -> list[Assessment]:
    """All of a referral, the newest first."""
    found = referral.assessments.select_related("instrument", "assessor", "approval", "drawn__rescoring")
    return list(found.order_by("-started_at", "-pk"))


def waiting_for_approval(access: Access) -> QuerySet[Assessment]:
    """Completed assessments of people assessed before that the person may approve, the oldest first."""
    unapproved = _completed(access).filter(perhaps_assessed_before(access), approval__isnull=True)
    others = unapproved.exclude(assessor=access.person).select_related("referral")
    waiting = needing_a_second_person(access.partnership.pk, others)
    return others.filter(pk__in=waiting).order_by("completed_at")


def awaiting_a_second_person(partnership_id: int, made: Iterable[Assessment]) -> set[int]:
    """The ids of those among `made` that count only once somebody else approves them, and nobody has."""
    unapproved = [one for one in made if one.completed_at is not None and not hasattr(one, "approval")]
    return needing_a_second_person(partnership_id, unapproved)


def said_of(assessment: Assessment) -> dict[str, str]:
    return {code: answer["said"] for code, answer in assessment.answers.items()}


def page_of(instrument: Instrument, code: str) -> Page:
    """Raises Http404 for a group that the instrument does not have."""
    codes = [group.code for group in instrument.groups]
    if code not in codes:
        raise Http404("No such questions")
    place = codes.index(code)
    before = codes[place - 1] if place else ""
    after = codes[place + 1] if place + 1 < len(codes) else ""
    return Page(instrument.groups[place], place + 1, before, after)


def first_open_page(assessment: Assessment) -> str:
    """The first group in which an answer is missing or wrong; "" where all are there: where somebody goes on."""
    said = said_of(assessment)
    groups = read(assessment.instrument).groups
    return next((group.code for group in groups if faults_of(group.questions, said)), "")


def answered(assessment: Assessment) -> list[tuple[QuestionGroup, list[Answered]]]:
    """Every question with its answer, by page."""
    said, sources = said_of(assessment), {code: one["source"] for code, one in assessment.answers.items()}
    pages = []
    for group in read(assessment.instrument).groups:
        faults = faults_of(group.questions, said)
        rows = [
            Answered(
                question.code,
                question.text,
                in_words(question, said.get(question.code, "")),
                sources.get(question.code, ""),
                faults.get(question.code, ""),
            )
            for question in group.questions
        ]
        pages.append((group, rows))
    return pages


def offers(assessment: Assessment, group: QuestionGroup) -> list[Offer]:
    """What extracts already answer of one page, but for what is answered alike by now."""
    told = _existing(assessment)
    said = said_of(assessment)
    found = []
    for question in group.questions:
        existing = told.get(question.existing)
        meant = meant_by(question, existing.value) if existing else ""
        if existing and meant and said.get(question.code, "") != meant:
            found.append(Offer(question.code, meant, in_words(question, meant), existing.where))
    return found


def _existing(assessment: Assessment) -> dict[str, ExistingAnswer]:
    client = client_of(assessment.referral)
    return existing_answers(assessment.partnership_id, client) if client is not None else {}


def complexity(assessment: Assessment) -> Complexity:
    """Why a completed assessment gave its group: worked out anew from what is frozen with it."""
    stock = assessment.referral.source == Referral.Source.STOCK
    groups: list[Any] = assessment.groups or []
    return weigh(read(assessment.instrument), said_of(assessment), groups, stock=stock)
