"""What a pending determination still needs, from which day it counts and up to which day it earns.

No rule is written a second time here. Each answer is had by asking `determine` itself what it would find if the missing
record came on a day: a review that shows everything well, a dose, a verified local outcome, a planned exit. So the last
day is the last one on which the rules, as they are, would say yes: on the day after they say no.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from caseloads.rules.facts import ClientFacts, Completeness, Dose, Episode, Evidence, LocalOutcome, TopReview
from caseloads.rules.known import known_on
from outcomes.rules.determination import ClientFound, Determination, JourneyFound, Status
from outcomes.rules.determine import determine
from pbr.scheme.document import Outcome, Scheme
from pbr.values.dates import months_after

ON_REVIEWS: Final = frozenset(
    {"reliable_change", "abstinence", "injecting_ceased", "housing_resolved", "quality_of_life", "employment"}
)
ON_EXIT: Final = frozenset({"planned_exit", "non_representation"})
COURSE: Final = 3  # doses of hepatitis B vaccine
_NO_ROW: Final = Evidence("", 0)
# Answers with which every review passes, whatever its measure asks.
_ALL_WELL: Final[Mapping[str, int]] = {
    **dict.fromkeys(("ALCUSE", "OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE", "IVDRGUSE"), 0),
    "ACUTHPBM": 0,
    "HRISK": 0,
    "PWORK": 28,
    "EDUCAT": 28,
    "QUALLIFE": 20,
}


class Action(StrEnum):
    """What is awaited: somebody's doing, or only time. NOTHING: pending by the rules, but it can no longer be earned."""

    REVIEW = "review"
    DOSE = "dose"
    LOCAL = "local"
    MOVE = "move"
    EXIT = "exit"
    DECISION = "decision"
    WAIT = "wait"
    NOTHING = "nothing"


class Due(NamedTuple):
    """What one pending or held determination needs.

    `opens`: the earliest day on which it counts, or while waiting on which it can be known (None: any day). `by`: the
    last day on which it earns (None: no day is). `rests_on`: the review that counts up to then; without a further one by
    then two new ones are needed, unless the last day is `final`. `episodes`: where to act, as (AGNCY, CLIENTID,
    EPISODID), the journey's latest episode at each agency.
    """

    client: str
    journey: dt.date
    outcome: str
    part: str
    action: Action
    opens: dt.date | None = None
    by: dt.date | None = None
    final: bool = False
    rests_on: dt.date | None = None
    episodes: tuple[tuple[str, str, str], ...] = ()


class _Needs(NamedTuple):
    action: Action
    opens: dt.date | None = None
    by: dt.date | None = None
    final: bool = False
    rests_on: dt.date | None = None


_NOTHING: Final = _Needs(Action.NOTHING)


def due_of(
    facts: ClientFacts, found: ClientFound, schemes: Sequence[Scheme], completeness: Completeness, as_of: dt.date
) -> list[Due]:
    """What each pending or held determination in `found` needs; `found` is what `determine` says of the same."""
    versions = {scheme.starts: scheme for scheme in schemes}
    journeys = {journey.start: journey for journey in found.journeys}
    by_journey: dict[dt.date, list[Determination]] = defaultdict(list)
    for one in found.determinations:
        if one.status in (Status.PENDING, Status.HELD):
            by_journey[one.journey].append(one)
    asked = _WhatIf(facts, schemes, completeness, as_of)
    due = []
    for start, waiting in by_journey.items():
        episodes = _latest_episodes(facts, journeys[start])
        needs = _of_journey(waiting, journeys[start], versions[waiting[0].version], asked)
        due += [Due(facts.client, start, one.outcome, one.part, *need, episodes) for one, need in needs]
    return due


class _WhatIf:
    """The client, if something more were known."""

    def __init__(
        self, facts: ClientFacts, schemes: Sequence[Scheme], completeness: Completeness, as_of: dt.date
    ) -> None:
        # What is dated later does not exist: nothing may come of it on a later day that is asked for.
        self.facts, _ = known_on(facts, as_of)
        self.schemes, self.completeness, self.as_of = schemes, completeness, as_of

    def reviewed(self, journey: dt.date, *days: dt.date) -> set[str]:
        """Outcomes of the journey that are earned on the last of these days, with a good review on each."""
        tops = [TopReview("", "", "", "", day, "R", _ALL_WELL, _NO_ROW) for day in days]
        facts = dataclasses.replace(self.facts, loose_reviews=(*self.facts.loose_reviews, *tops))
        return self._earned(facts, journey, days[-1])

    def vaccinated(self, journey: dt.date, *days: dt.date) -> set[str]:
        doses = tuple(Dose(date=day, row=_NO_ROW) for day in days)
        facts = dataclasses.replace(self.facts, doses=(*self.facts.doses, *doses))
        return self._earned(facts, journey, days[-1])

    def told(self, journey: dt.date, code: str, day: dt.date) -> set[str]:
        """With a verified local outcome of the code."""
        row = LocalOutcome(code=code, date=day, verified=True, row=_NO_ROW)
        facts = dataclasses.replace(self.facts, local_outcomes=(*self.facts.local_outcomes, row))
        return self._earned(facts, journey, day)

    def left_as_planned(self, journey: dt.date, scheme: Scheme) -> set[str]:
        """If every open episode ended today with a success code, and nothing else happened ever after."""
        code, later = min(scheme.journey.success_codes), months_after(self.as_of, 12 * 10)
        episodes = tuple(
            dataclasses.replace(one, discharged=self.as_of, reason=code) if one.discharged is None else one
            for one in self.facts.episodes
        )
        feeds = {feed for each in self.schemes for one in each.outcomes for feed in one.parameters.get("feeds", ())}
        known = Completeness(dict.fromkeys(self.completeness.agencies, later), dict.fromkeys(feeds, later))
        found = determine(dataclasses.replace(self.facts, episodes=episodes), self.schemes, known, later)
        return _earned_in(found, journey)

    def _earned(self, facts: ClientFacts, journey: dt.date, day: dt.date) -> set[str]:
        found = determine(facts, self.schemes, self.completeness, max(day, self.as_of))
        return _earned_in(found, journey, day)


def _earned_in(found: ClientFound, journey: dt.date, day: dt.date | None = None) -> set[str]:
    """Achieved, or held, which a person may release. Of instalments one is enough."""
    return {
        one.outcome
        for one in found.determinations
        if one.journey == journey and one.status in (Status.ACHIEVED, Status.HELD) and day in (None, one.date)
    }


def _of_journey(
    waiting: Sequence[Determination], journey: JourneyFound, scheme: Scheme, asked: _WhatIf
) -> Iterator[tuple[Determination, _Needs]]:
    outcomes = {one.code: one for one in scheme.outcomes}
    pending = [one for one in waiting if one.status is Status.PENDING]
    acting = [one for one in pending if journey.end is None]
    after_reviews = _by_reviews([one for one in acting if outcomes[one.outcome].measure in ON_REVIEWS], scheme, asked)
    leaves = any(outcomes[one.outcome].measure in ON_EXIT for one in acting)
    exits = asked.left_as_planned(journey.start, scheme) if leaves else set()
    for one in waiting:
        outcome = outcomes[one.outcome]
        if one.status is Status.HELD:
            yield one, _Needs(Action.DECISION)
        elif journey.end is not None:
            yield one, _after_the_end(one, outcome, journey.end, asked.as_of)
        elif outcome.measure in ON_REVIEWS:
            yield one, after_reviews[one.outcome]
        elif outcome.measure in ON_EXIT:
            yield one, _on_exit(one, scheme, one.outcome in exits, asked.as_of)
        else:
            yield one, _on_event(one, outcome, scheme, asked)


def _after_the_end(one: Determination, outcome: Outcome, end: dt.date, as_of: dt.date) -> _Needs:
    """Nothing but a local outcome can be added to a journey that has ended; the rest only becomes certain."""
    days = outcome.parameters.get("after_exit_days", 0)
    if outcome.measure == "local_event" and days and _plus(end, days) >= as_of:
        return _Needs(Action.LOCAL, None, _plus(end, days), final=True)
    return _Needs(Action.WAIT, one.awaits_date)


def _on_exit(one: Determination, scheme: Scheme, earns: bool, as_of: dt.date) -> _Needs:
    """An instalment is dated months after the exit, and must be dated in the run-off too."""
    last = months_after(_last_day(scheme), -int(one.part or 0))
    return _Needs(Action.EXIT, None, last, final=True) if earns and last >= as_of else _NOTHING


def _on_event(one: Determination, outcome: Outcome, scheme: Scheme, asked: _WhatIf) -> _Needs:
    last, soon = _last_day(scheme), _plus(asked.as_of, 1)
    match outcome.measure:
        case "hepatitis_b":
            return _by_doses(one, outcome, last, asked)
        case "local_event":
            earns = soon <= last and one.outcome in asked.told(one.journey, outcome.parameters["event"], soon)
            return _Needs(Action.LOCAL, None, last, final=True) if earns else _NOTHING
        case "pathway_move" if one.awaits_date is None:
            latest = _plus(last, -outcome.parameters["days"])
            return _Needs(Action.MOVE, None, latest, final=True) if latest >= asked.as_of else _NOTHING
    return _Needs(Action.WAIT, one.awaits_date)


def _by_doses(one: Determination, outcome: Outcome, last: dt.date, asked: _WhatIf) -> _Needs:
    """The first three dates count, so the course that has begun decides: no second one can."""
    given = sorted({dose.date for dose in asked.facts.doses if one.journey <= dose.date <= asked.as_of})
    if given:
        last = min(last, _plus(given[0], outcome.parameters["within_days"]))
    missing = COURSE - len(given)
    days = [_plus(last, -before) for before in reversed(range(missing))]
    if missing < 1 or last < asked.as_of or one.outcome not in asked.vaccinated(one.journey, *days):
        return _NOTHING
    return _Needs(Action.DOSE, _plus(given[-1], 1) if given else None, last, final=True)


def _by_reviews(waiting: Sequence[Determination], scheme: Scheme, asked: _WhatIf) -> dict[str, _Needs]:
    """For each outcome: one more review while one that passes still counts, or two new ones.

    The last day is looked for from the latest backwards: `within_days` after each review there is.
    """
    outcomes = {one.code: one for one in scheme.outcomes}
    needs: dict[str, _Needs] = {}
    for gap, within in sorted({_apart(outcomes[one.outcome]) for one in waiting}):
        open_ = {one.outcome: one for one in waiting if _apart(outcomes[one.outcome]) == (gap, within)}
        journey = waiting[0].journey
        for review in _review_days(asked.facts, journey, asked.as_of):
            by = min(_plus(review, within), _last_day(scheme))
            if not open_ or by < asked.as_of or by <= review:
                break
            for code in asked.reviewed(journey, by) & open_.keys():
                opens = _opens(open_.pop(code), outcomes[code], review, asked.as_of)
                needs[code] = _Needs(Action.REVIEW, opens, by, by == _last_day(scheme), review)
        if open_:
            first = _plus(asked.as_of, 1)
            second = _plus(first, gap)
            earned = asked.reviewed(journey, first, second) if second <= _last_day(scheme) else set()
            latest = _Needs(Action.REVIEW, None, _plus(_last_day(scheme), -gap), final=True)
            needs.update({code: latest if code in earned else _NOTHING for code in open_})
    return needs


def _apart(outcome: Outcome) -> tuple[int, int]:
    return outcome.parameters["min_gap_days"], outcome.parameters["within_days"]


def _opens(one: Determination, outcome: Outcome, review: dt.date, as_of: dt.date) -> dt.date:
    """From when on a second review counts: after the earliest that passes and still counts (`awaits_date` says it)."""
    gap, within = _apart(outcome)
    earliest = one.awaits_date
    if earliest is None or outcome.parameters["rule"] == "consecutive" or _plus(earliest, within - gap) < as_of:
        return _plus(review, gap)
    return earliest


def _review_days(facts: ClientFacts, journey: dt.date, as_of: dt.date) -> list[dt.date]:
    """The days of reviews since the journey's start, the latest first."""
    tops = [top for episode in facts.episodes for top in episode.reviews] + list(facts.loose_reviews)
    days = {top.date for top in tops if top.stage == "R" and top.date is not None}
    return sorted((day for day in days if journey <= day <= as_of), reverse=True)


def _plus(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


def _last_day(scheme: Scheme) -> dt.date:
    """The last day on which an outcome may be dated (Rules of the scheme, §1.6)."""
    return months_after(scheme.ends, scheme.run_off_months)


def _latest_episodes(facts: ClientFacts, journey: JourneyFound) -> tuple[tuple[str, str, str], ...]:
    latest: dict[str, Episode] = {}
    begun = sorted((one.triaged, one.key, one) for one in facts.episodes if one.triaged is not None)
    for triaged, _, one in begun:
        if journey.start <= triaged and (journey.end is None or triaged <= journey.end):
            latest[one.agency] = one
    return tuple(one.key for one in latest.values())
