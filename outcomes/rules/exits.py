"""What a journey's end says: whether it is sure, a success, and borne out by the exit TOP (Rules of the scheme, §5)."""

from __future__ import annotations

from typing import Final

from caseloads.rules.facts import TopReview
from outcomes.rules.finding import Finding, held, not_achieved, still_undecided
from outcomes.rules.journey_facts import JourneyFacts, once_a_journey
from outcomes.rules.reviews import date_of, exit_top, exit_tops, listed
from pbr.values.dates import format_day

# An exit TOP that shows either contradicts a planned exit.
_HEROIN_AND_CRACK: Final = {"OPIUSE": "opiates", "CRAUSE": "crack"}


def undecided_exit(facts: JourneyFacts) -> Finding | None:
    """Open journey, or end not settled: pending."""
    return still_undecided(facts, "The discharge decides this", facts.last_rows)


def inconsistent_exit(facts: JourneyFacts) -> Finding | None:
    """Held, dated the journey's end: a person must say how it ended."""
    end = facts.end
    if end is None or not facts.journey.inconsistent:
        return None
    why = f"The journey ended on {format_day(end)}, but its episodes give no discharge reason or contradictory ones."
    return held("discharge-inconsistent", end, why, facts.last_rows)


def unplanned_exit(facts: JourneyFacts) -> Finding | None:
    """Whatever keeps an exit from being a planned one by its discharge: None for a settled success."""
    return undecided_exit(facts) or inconsistent_exit(facts) or unsuccessful_exit(facts)


@once_a_journey
def exit_not_borne_out(facts: JourneyFacts) -> Finding | None:
    """The same, or the exit TOP contradicts it."""
    return unplanned_exit(facts) or contradicted_exit(facts)


def unsuccessful_exit(facts: JourneyFacts) -> Finding | None:
    journey = facts.journey
    if journey.end is None or journey.successful:
        return None
    why = f"The journey ended on {format_day(journey.end)} with discharge reason {journey.reason}, which is no success code."
    return not_achieved("not-a-success", why, facts.last_rows)


@once_a_journey
def top_at_exit(facts: JourneyFacts) -> TopReview | None:
    return None if facts.end is None else exit_top(exit_tops(facts.client.exits, facts.journey), facts.end)


def contradicted_exit(facts: JourneyFacts) -> Finding | None:
    """The exit TOP shows OPIUSE or CRAUSE above 0."""
    top, end = top_at_exit(facts), facts.end
    if top is None or end is None:
        return None
    used = [
        f"{top.items[item]} days of {name}" for item, name in _HEROIN_AND_CRACK.items() if top.items.get(item, 0) > 0
    ]
    if not used:
        return None
    why = (
        f"The journey ended on {format_day(end)} as a success, but the exit TOP of {format_day(date_of(top))} shows "
        f"{listed(used)}."
    )
    return not_achieved("exit-top-contradicts", why, (*facts.last_rows, top.row))
