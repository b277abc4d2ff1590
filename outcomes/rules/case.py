"""The question that is put to a measure: this journey, this outcome, this part, seen from this day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from outcomes.rules.horizon import Horizon
from outcomes.rules.journey_facts import JourneyFacts
from pbr.scheme.document import Outcome


class Case(NamedTuple):
    """`part` is blank for an outcome without parts. `released` names the reasons for which a person let it go on
    (non_representation only: points 61)."""

    facts: JourneyFacts
    outcome: Outcome
    horizon: Horizon
    part: str = ""
    released: frozenset[str] = frozenset()

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The measure's parameters as the scheme names them, defaults filled in."""
        return self.outcome.parameters
