"""No proven offence for some months."""

from __future__ import annotations

import datetime as dt

from caseloads.rules.facts import Evidence
from outcomes.rules.finding import Finding, achieved, awaiting_feed, not_achieved
from outcomes.rules.journey_facts import JourneyFacts
from pbr.scheme.document import Asked
from pbr.values.dates import ONE_DAY, format_day, months_after


def offending_individual(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, offending_individual [`months = 6`, `clock_offset_days = 0`, `trigger_only = false`,
    `reset_clock = true`, `horizon_months = 24`, `lag_months = 10`]; points 12 and 40:

    "The clock starts at the journey's start + offset. Offences count by OFFENCE_DATE (those before the clock never count).
    A clean window [clock, clock + months]: no offence in it, both ends included. Achieved at its end once
    `complete(offences) ≥` that end + `lag_months`; until then `pending`. An offence in it: with `reset_clock` the clock
    restarts the day after the offence, if the new window ends within `horizon_months` of the journey's start; otherwise
    `not_achieved`."
    """
    months, horizon = asked.parameters["months"], months_after(facts.start, asked.parameters["horizon_months"])
    clock = facts.start + dt.timedelta(days=asked.parameters["clock_offset_days"])
    evidence = [*facts.first_rows]
    for date, row in _offences(facts, asked):
        window_end = months_after(clock, months)
        if date < clock:
            continue
        if date > window_end:
            break
        evidence.append(row)
        offence = f"An offence on {format_day(date)} lies in the {months} months from {format_day(clock)} to"
        if not asked.parameters["reset_clock"]:
            return not_achieved("offence", f"{offence} {format_day(window_end)}.", evidence)
        clock = date + ONE_DAY
        if months_after(clock, months) > horizon:
            why = f"{offence} {format_day(window_end)}, and new ones would end after {format_day(horizon)}."
            return not_achieved("offence", why, evidence)
    return _clean(facts, asked, clock, evidence)


def _offences(facts: JourneyFacts, asked: Asked) -> list[tuple[dt.date, Evidence]]:
    trigger_only = asked.parameters["trigger_only"]
    return sorted((one.date, one.row) for one in facts.client.facts.offences if one.trigger or not trigger_only)


def _clean(facts: JourneyFacts, asked: Asked, clock: dt.date, evidence: list[Evidence]) -> Finding:
    months, lag = asked.parameters["months"], asked.parameters["lag_months"]
    window_end = months_after(clock, months)
    needed = months_after(window_end, lag)
    clean = f"No {'trigger ' if asked.parameters['trigger_only'] else ''}offence is known in the {months} months"
    clean = f"{clean} from {format_day(clock)} to {format_day(window_end)}"
    if not facts.horizon.complete("offences", needed):
        return awaiting_feed("offences", needed, clean, evidence)
    return achieved(window_end, f"{clean}, and courts have had {lag} months to prove one.", evidence)
