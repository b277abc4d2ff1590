"""Started structured treatment."""

from __future__ import annotations

from outcomes.rules.finding import Finding, achieved
from outcomes.rules.journey_facts import JourneyFacts
from pbr.scheme.document import Asked
from pbr.values.dates import format_day


def attachment(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, attachment; points 37:

    "Achieved at the first structured MODST of the journey's first episode that a contract covers. Once a journey."
    Where none is covered it goes by the first episode, and is then held for want of a contract.
    """
    covered = facts.covered
    first = covered[0].of if covered else facts.journey.episodes[0]
    why = f"The first structured intervention, at {first.episode.agency}, began on {format_day(first.began)}."
    return achieved(first.began, why, (first.episode.row, first.began_row))
