"""Moved from one contract's service to another's, and stayed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from outcomes.rules.attribution import Covered
from outcomes.rules.finding import Finding, achieved, not_eligible, to_the_end, unmet
from outcomes.rules.journey_facts import JourneyFacts
from pbr.scheme.document import Asked
from pbr.values.dates import format_day


def pathway_move(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, pathway_move [`from_contract`, `to_contract`, `days = 84`, `pays = "from" | "to"`]; points
    39 and 65:

    "An episode at an agency of the first, and later (start on or after the first's start) one at the second in the same
    journey that lasts at least `days` or is still open after `days` with `complete(ndtms)` that far: achieved at that
    episode's start + `days`. Earliest wins. Not eligible without an episode at the first. Otherwise as for reviews."
    """
    left, reached = asked.parameters["from_contract"], asked.parameters["to_contract"]
    origin = next((one for one in facts.covered if one.contract == left), None)
    if origin is None:
        why = f"No episode of the journey is covered by {left}, so there is nothing to move from."
        return not_eligible("not-on-pathway", why, facts.first_rows)
    moves = [
        one for one in facts.covered if one is not origin and one.contract == reached and one.start >= origin.start
    ]
    pays = left if asked.parameters["pays"] == "from" else reached
    return _judged(facts, asked, origin, moves)._replace(contract=pays)


def _judged(facts: JourneyFacts, asked: Asked, origin: Covered, moves: Sequence[Covered]) -> Finding:
    days, reached = asked.parameters["days"], asked.parameters["to_contract"]
    for move in moves:
        due = move.start + dt.timedelta(days=days)
        if _lasts(facts, move, due):
            why = (
                f"After an episode of {origin.contract} from {format_day(origin.start)}, one of {reached} began on "
                f"{format_day(move.start)} and lasted {days} days, to {format_day(due)}."
            )
            return achieved(due, why, (origin.row, move.row))
    staying = [one.start + dt.timedelta(days=days) for one in moves if one.end is None]
    so_far = f"No episode of {reached} after that of {origin.contract} has lasted {days} days"
    rows = to_the_end(facts, (origin.row, *[one.row for one in moves]))
    return unmet(facts, so_far, rows, min(staying, default=None))


def _lasts(facts: JourneyFacts, move: Covered, due: dt.date) -> bool:
    """It ended then or later; or it is open, and known to be still open then."""
    if move.end is not None:
        return move.end >= due
    return facts.horizon.complete("ndtms", due)
