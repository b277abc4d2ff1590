"""What exists on a day: anything dated after it does not (Rules of the scheme, §0; points 12 and 51)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from caseloads.rules.facts import ClientFacts, Episode, TopReview, WorkProgramme

T = TypeVar("T")


def known_on(facts: ClientFacts, day: dt.date) -> tuple[ClientFacts, dt.date | None]:
    """The facts of a client that exist on a day, and the earliest later date of those left out; None if none was.

    An episode triaged later, a TOP, a discharge, an offence not yet proven: none of them is there yet.
    """
    if _all_there(facts, day):
        return facts, None
    cut = _Cut(day)
    known = ClientFacts(
        client=facts.client,
        attributor=facts.attributor,
        dob=facts.dob,
        episodes=tuple([cut.episode(episode) for episode in facts.episodes if cut.shows(episode.triaged)]),
        loose_reviews=cut.reviews(facts.loose_reviews),
        assessments=cut.those((one.assessed, one) for one in facts.assessments),
        cjs=cut.those((one.started, one) for one in facts.cjs),
        offences=cut.those((max(one.date, one.proven or one.date), one) for one in facts.offences),
        doses=cut.those((one.date, one) for one in facts.doses),
        local_outcomes=cut.those((one.date, one) for one in facts.local_outcomes),
        work_programme=tuple([cut.attachment(one) for one in facts.work_programme if cut.shows(one.attached)]),
        deaths=cut.those((one.date, one) for one in facts.deaths),
        moves=cut.those((one.date, one) for one in facts.moves),
        decisions=cut.those((one.on, one) for one in facts.decisions),
    )
    return known, cut.later


def _all_there(facts: ClientFacts, day: dt.date) -> bool:
    """Whether nothing is left out: so it is of nearly everybody who is looked at on the day itself."""
    for episode in facts.episodes:
        if not _episode_there(episode, day):
            return False
    for assessment in facts.assessments:
        if assessment.assessed > day:
            return False
    for offence in facts.offences:
        if offence.date > day or (offence.proven is not None and offence.proven > day):
            return False
    for dose in facts.doses:
        if dose.date > day:
            return False
    for contact in facts.cjs:
        if contact.started > day:
            return False
    for event in (*facts.deaths, *facts.moves):
        if event.date > day:
            return False
    return _rare_ones_there(facts, day)


def _rare_ones_there(facts: ClientFacts, day: dt.date) -> bool:
    """Of what few clients have."""
    if not (facts.loose_reviews or facts.local_outcomes or facts.work_programme or facts.decisions):
        return True
    return (
        all(one.date is not None and one.date <= day for one in facts.loose_reviews)
        and all(one.date <= day for one in facts.local_outcomes)
        and all(one.attached <= day and (one.ended is None or one.ended <= day) for one in facts.work_programme)
        and all(one.on <= day for one in facts.decisions)
    )


def _episode_there(episode: Episode, day: dt.date) -> bool:
    for date in (episode.referred, episode.triaged, episode.discharged):
        if date is not None and date > day:
            return False
    for one in episode.interventions:
        if one.start is not None and one.start > day:
            return False
    for top in episode.reviews:  # noqa: SIM110 (a generator takes twice as long)
        if top.date is None or top.date > day:
            return False
    return True


class _Cut:
    """Leaves out what is dated after a day and remembers the earliest date that it met there."""

    __slots__ = ("day", "later")

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.later: dt.date | None = None

    def shows(self, date: dt.date | None) -> bool:
        if date is None or date <= self.day:
            return True
        if self.later is None or date < self.later:
            self.later = date
        return False

    def those(self, dated: Iterable[tuple[dt.date, T]]) -> tuple[T, ...]:
        return tuple([one for date, one in dated if self.shows(date)])

    def reviews(self, reviews: tuple[TopReview, ...]) -> tuple[TopReview, ...]:
        """An unreadable TOPDATE leaves a review without a date, and so out of account (points 64)."""
        return tuple([top for top in reviews if top.date is not None and self.shows(top.date)])

    def attachment(self, attachment: WorkProgramme) -> WorkProgramme:
        return attachment if self.shows(attachment.ended) else replace(attachment, ended=None)

    def episode(self, episode: Episode) -> Episode:
        """The episode as it stands on the day; one with a later discharge is still open."""
        referred = episode.referred if self.shows(episode.referred) else None
        left = self.shows(episode.discharged)
        interventions = tuple([one for one in episode.interventions if self.shows(one.start)])
        reviews = self.reviews(episode.reviews)
        whole = len(interventions) == len(episode.interventions) and len(reviews) == len(episode.reviews)
        if left and whole and referred == episode.referred:
            return episode
        return replace(
            episode,
            referred=referred,
            discharged=episode.discharged if left else None,
            reason=episode.reason if left else None,
            interventions=interventions,
            reviews=reviews,
        )
