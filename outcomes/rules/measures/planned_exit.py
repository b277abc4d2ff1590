"""The journey ended with a success code."""

from __future__ import annotations

from caseloads.rules.journeys import certain
from outcomes.rules.exits import exit_not_borne_out, top_at_exit, unplanned_exit
from outcomes.rules.finding import Finding, achieved, held
from outcomes.rules.journey_facts import JourneyFacts
from outcomes.rules.reviews import date_of
from pbr.scheme.document import Asked
from pbr.values.dates import format_day


def planned_exit(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, planned_exit [`exit_top = "check" | "require" | "ignore"`]:

    "Open journey, or end not settled: `pending`. Reason a success code: `achieved`, dated the journey's end — unless, with
    `check` or `require`, an exit TOP (stage E within 14 days of the end; the nearest, then the later) shows OPIUSE or
    CRAUSE above 0: `not_achieved`, `exit-top-contradicts`; with `require` and no exit TOP: `held`, `no-exit-top`. Reason
    `inconsistent`: `held`, `discharge-inconsistent`, dated the journey's end. Otherwise `not_achieved`."
    """
    exit_rule = asked.parameters["exit_top"]
    against = unplanned_exit(facts) if exit_rule == "ignore" else exit_not_borne_out(facts)
    if against is not None:
        return against
    end = certain(facts.end)  # what is open is undecided
    left = f"The journey ended on {format_day(end)} with discharge reason {facts.journey.reason}, a success code"
    top = None if exit_rule == "ignore" else top_at_exit(facts)
    if top is not None:
        why = f"{left}, and the exit TOP of {format_day(date_of(top))} does not contradict it."
        return achieved(end, why, (*facts.last_rows, top.row))
    if exit_rule == "require":
        return held("no-exit-top", end, f"{left}, but there is no exit TOP within 14 days of it.", facts.last_rows)
    return achieved(end, f"{left}.", facts.last_rows)
