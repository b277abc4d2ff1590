"""All that is found for one client: a pure function of facts, scheme versions and the day (Rules of the scheme).

The same facts give the same answer whatever the order in which they arrived. The same code runs for an evaluation of a
folder, for a what-if, for the nightly recalculation and for one client on a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from caseloads.rules.facts import ClientFacts, Completeness
from caseloads.rules.journeys import Journey, certain, journeys_of
from caseloads.rules.known import known_on
from outcomes.rules.attribution import holder
from outcomes.rules.conclude import Earned, conclude
from outcomes.rules.determination import ACHIEVED, ClientFound, Determination, JourneyFound
from outcomes.rules.horizon import Horizon
from outcomes.rules.journey_facts import ClientHistory, JourneyFacts, client_history, is_settled, standing_on
from pbr.scheme.document import Scheme
from pbr.values.dates import ONE_DAY

# Judged for all clients of a contract's year together: outcomes/rules/cohorts.py.
OF_A_COHORT: Final = "reoffending_cohort"


def determine(facts: ClientFacts, schemes: Sequence[Scheme], completeness: Completeness, as_of: dt.date) -> ClientFound:
    """Everything found for one client under all versions of one scheme, as known on `as_of`.

    A determination for each governed journey, each outcome of its version but reoffending_cohort, and each part, in that
    order. `wakes` is safe: until the day, or a feed's complete-to date, reaches it, the same facts give the same answer.
    """
    horizon = Horizon(as_of, completeness)
    versions = schemes if len(schemes) == 1 else sorted(schemes, key=lambda scheme: scheme.starts)
    known, later = known_on(facts, as_of)
    history = client_history(known)
    found: list[JourneyFound] = []
    determinations: list[Determination] = []
    earned: dict[str, list[Earned]] = {}
    journeys = journeys_of(known, versions, as_of)
    for number, journey in enumerate(journeys, 1):
        following = journeys[number] if number < len(journeys) else None
        settled = journey.end is not None and is_settled(journey, horizon)
        if journey.version is None:
            found.append(_ungoverned(history, journey, settled))
            continue
        shared = JourneyFacts(journey, journey.version, history, following, settled, horizon)
        found.append(_governed(shared))
        in_journey = _determinations(shared, earned)
        determinations += in_journey
        if following is not None:
            _remember(in_journey, journey, shared.scheme, earned)
    _wake_for_dates(horizon, later, journeys, versions)
    return ClientFound(facts.client, tuple(found), tuple(determinations), horizon.wakes)


def _determinations(facts: JourneyFacts, earned: Mapping[str, Sequence[Earned]]) -> list[Determination]:
    return [conclude(facts, asked, earned) for asked in facts.scheme.asked_of_journeys]


def _remember(
    determinations: Sequence[Determination], journey: Journey, scheme: Scheme, earned: dict[str, list[Earned]]
) -> None:
    """What was achieved may not be earned again in a later journey; of instalments the first decides (points 42)."""
    first_parts = {outcome.code: outcome.parts[0] for outcome in scheme.outcomes}
    for one in determinations:
        if one.status is ACHIEVED and one.part == first_parts[one.outcome]:
            earned.setdefault(one.outcome, []).append(Earned(certain(journey.end), one.evidence))


def _governed(facts: JourneyFacts) -> JourneyFound:
    known, covered, offences = facts.client.facts, facts.covered, facts.client.offences
    first_covered = (
        bool(covered) and covered[0].of is facts.journey.episodes[0]
    )  # the first in order, if covered at all
    return JourneyFound(
        known.client,
        known.attributor,
        facts.start,
        facts.end,
        facts.settled,
        facts.version,
        standing_on(facts, facts.start).group,
        holder(covered, facts.start),
        (facts.first.agency, facts.first.clientid),
        tuple([(one.date, one.proven, one.trigger) for one in offences]) if offences else (),
        covered[0].contract if first_covered else None,
        tuple([one.row for one in offences]) if offences else (),
    )


def _ungoverned(history: ClientHistory, journey: Journey, settled: bool) -> JourneyFound:
    """A journey that no version governs has no determinations, but it is a return after the one before it."""
    return JourneyFound(
        client=history.facts.client,
        attributor=history.facts.attributor,
        start=journey.start,
        end=journey.end,
        settled=settled,
        version=None,
        group=None,
        holder=None,
        first_episode=(journey.first.agency, journey.first.clientid),
    )


def _wake_for_dates(
    horizon: Horizon, later: dt.date | None, journeys: Sequence[Journey], versions: Sequence[Scheme]
) -> None:
    """Days that change the answer by themselves: a fact's own date, a version's first day, and in an open journey the day
    after an episode of it ended, when the contract of what is undated may change hands."""
    if later is not None:
        horizon.wake_on(later)
    for scheme in versions:
        if scheme.starts > horizon.as_of:
            horizon.wake_on(scheme.starts)
    for journey in journeys:
        if journey.end is None and horizon.as_of in [one.end for one in journey.episodes]:
            horizon.wake_on(horizon.as_of + ONE_DAY)
