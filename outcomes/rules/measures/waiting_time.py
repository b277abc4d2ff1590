"""Treatment began soon after referral."""

from __future__ import annotations

from outcomes.rules.finding import Finding, achieved, not_achieved, not_eligible
from outcomes.rules.journey_facts import JourneyFacts
from pbr.scheme.document import Asked
from pbr.values.dates import format_day


def waiting_time(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, waiting_time [`max_days = 21`]:

    "First episode: REFLD to its first structured MODST at most `max_days` → `achieved`, dated MODST; more →
    `not_achieved`; REFLD missing → `not_eligible`."
    """
    first, began = facts.first, facts.journey.episodes[0].began
    rows = (first.row, facts.journey.episodes[0].began_row)
    if first.referred is None:
        return not_eligible("no-referral-date", "The first episode has no referral date.", (first.row,))
    days, most = (began - first.referred).days, asked.parameters["max_days"]
    waited = (
        f"Referred on {format_day(first.referred)}, the first structured intervention began on {format_day(began)}, "
        f"{days} days later"
    )
    if days <= most:
        return achieved(began, f"{waited}, at most {most}.", rows)
    return not_achieved("waited-too-long", f"{waited}, more than {most}.", rows)
