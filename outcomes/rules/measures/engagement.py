"""Stayed in treatment, or left it as planned before."""

from __future__ import annotations

from outcomes.rules.finding import Finding, achieved, awaiting_feed, not_achieved, still_undecided, to_the_end
from outcomes.rules.journey_facts import JourneyFacts
from pbr.scheme.document import Asked
from pbr.values.dates import days_after, format_day


def engagement(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, engagement [`days = 84`]; points 38 and 55:

    "Achieved `days` after the journey's start if it is open then or ends then or later; or at a planned exit (success,
    settled) before. Knowing that it is open needs `complete(ndtms) ≥ start + days`; until then `pending`. Ended earlier
    otherwise: `not_achieved` once settled."
    """
    days = asked.parameters["days"]
    end, due = facts.end, days_after(facts.start, days)
    rows = to_the_end(facts, facts.first_rows)
    if end is None:
        so_far = f"The journey is open {days} days after its start, on {format_day(due)}"
        if not facts.horizon.complete("ndtms", due):
            return awaiting_feed("ndtms", due, f"No end of the journey is known before {format_day(due)}", rows)
        return achieved(due, f"{so_far}.", rows)
    if end >= due:
        why = (
            f"The journey ended on {format_day(end)}, {days} days or more after its start (reached {format_day(due)})."
        )
        return achieved(due, why, rows)
    left = f"The journey lasted {(end - facts.start).days} days, fewer than {days}"
    undecided = still_undecided(facts, left, rows)
    if undecided is not None:
        return undecided
    ended = f"{left}, and ended on {format_day(end)} with discharge reason {facts.journey.reason or 'not clear'}"
    if facts.journey.successful:
        return achieved(end, f"{ended}, a planned exit.", rows)
    return not_achieved("left-early", f"{ended}, no planned exit.", rows)
