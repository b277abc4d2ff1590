"""A verified local outcome."""

from __future__ import annotations

from outcomes.rules.determination import NOT_ACHIEVED
from outcomes.rules.finding import Finding, achieved, awaiting_feed, held, unmet
from outcomes.rules.journey_facts import JourneyFacts
from outcomes.rules.two_reviews import local_outcomes
from pbr.scheme.document import Asked
from pbr.values.dates import days_after, format_day


def local_event(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, local_event [`event`, `after_exit_days = 0`]; points 15 and 36:

    "Achieved at the earliest verified `local` row with that CODE dated from the journey's start to its end +
    `after_exit_days`. Only unverified ones: `held`, `unverified`, dated at the earliest. None: as for reviews", and not
    achieved only once the feed is complete that far.
    """
    code, journey = asked.parameters["event"], facts.journey
    last = None if journey.end is None else days_after(journey.end, asked.parameters["after_exit_days"])
    rows = [
        one for one in local_outcomes(facts, code) if journey.start <= one.date and (last is None or one.date <= last)
    ]
    verified = [one for one in rows if one.verified]
    if verified:
        return achieved(
            verified[0].date, f"A verified {code} is dated {format_day(verified[0].date)}.", (verified[0].row,)
        )
    if rows:
        why = f"{code} is dated {format_day(rows[0].date)}, but nobody has verified it."
        return held("unverified", rows[0].date, why, (rows[0].row,))
    so_far = f"No {code} is dated in the journey"
    if asked.parameters["after_exit_days"]:
        so_far = f"{so_far} or up to {asked.parameters['after_exit_days']} days after it"
    finding = unmet(facts, so_far, facts.last_rows)
    if finding.status is NOT_ACHIEVED and last is not None and not facts.horizon.complete("local", last):
        return awaiting_feed("local", last, so_far, finding.evidence)
    return finding
