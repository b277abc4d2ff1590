"""Everything known of a partnership's clients, for looking back: what `payments.forecasting` replays month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from caseloads.queries import completeness, facts_of, touches
from caseloads.rules.facts import ClientFacts, Completeness
from lasars.queries import with_assessments
from outcomes.queries import schemes_in_force
from outcomes.queries.decisions import with_decisions
from pbr.access.models import Partnership
from pbr.scheme.document import Scheme


@dataclass(frozen=True, slots=True)
class Past:
    """`known_to`: the date to which every agency's extracts are complete. `schemes` are in order of their starts."""

    facts: Sequence[ClientFacts]
    schemes: Sequence[Scheme]
    complete: Completeness
    known_to: dt.date


def past_of(code: str) -> Past | None:
    """The past of the partnership with a DAT code; None where there is none, or nothing to look back on."""
    partnership = Partnership.objects.filter(code=code).first()
    if partnership is None:
        return None
    in_force = schemes_in_force(partnership.pk)
    complete = completeness(partnership.pk, in_force.agencies)
    known_to = [day for day in complete.agencies.values() if day is not None]
    if not in_force.schemes or len(known_to) < len(in_force.agencies):
        return None
    clients = list(touches(partnership.pk))
    facts = with_decisions(with_assessments(facts_of(partnership.pk, clients), partnership.pk), partnership.pk)
    return Past(facts, in_force.schemes, complete, min(known_to))
