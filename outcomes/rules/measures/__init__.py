"""The measures: one page each, by the name under which a scheme asks for them.

`reoffending_cohort` is not here: it looks at all clients of a contract's year together (outcomes/rules/cohorts.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from outcomes.rules.finding import Finding
from outcomes.rules.journey_facts import JourneyFacts
from outcomes.rules.measures.abstinence import abstinence
from outcomes.rules.measures.attachment import attachment
from outcomes.rules.measures.employment import employment
from outcomes.rules.measures.engagement import engagement
from outcomes.rules.measures.hepatitis_b import hepatitis_b
from outcomes.rules.measures.housing_resolved import housing_resolved
from outcomes.rules.measures.injecting_ceased import injecting_ceased
from outcomes.rules.measures.local_event import local_event
from outcomes.rules.measures.non_representation import non_representation
from outcomes.rules.measures.offending_individual import offending_individual
from outcomes.rules.measures.pathway_move import pathway_move
from outcomes.rules.measures.planned_exit import planned_exit
from outcomes.rules.measures.quality_of_life import quality_of_life
from outcomes.rules.measures.reliable_change import reliable_change
from outcomes.rules.measures.waiting_time import waiting_time
from pbr.scheme.document import Asked

MEASURES: Final[Mapping[str, Callable[[JourneyFacts, Asked], Finding]]] = {
    measure.__name__: measure
    for measure in (
        reliable_change,
        abstinence,
        planned_exit,
        non_representation,
        injecting_ceased,
        housing_resolved,
        hepatitis_b,
        quality_of_life,
        employment,
        local_event,
        waiting_time,
        engagement,
        pathway_move,
        attachment,
        offending_individual,
    )
}
