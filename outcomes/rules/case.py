"""The question that is put to a measure: this journey, this outcome, this part, seen from this day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from outcomes.rules.horizon import Horizon
from outcomes.rules.journey_facts import JourneyFacts
from pbr.scheme.document import Outcome

NOTHING_RELEASED: Final[frozenset[str]] = frozenset()


class Case:
    """`part` is blank for an outcome without parts. `released` names the reasons for which a person let it go on
    (non_representation only: points 61). `parameters`: the measure's, as the scheme names them, defaults filled in.

    Nothing in it is ever set anew.
    """

    __slots__ = ("facts", "horizon", "outcome", "parameters", "part", "released")

    def __init__(
        self,
        facts: JourneyFacts,
        outcome: Outcome,
        horizon: Horizon,
        part: str = "",
        released: frozenset[str] = NOTHING_RELEASED,
    ) -> None:
        self.facts: Final = facts
        self.outcome: Final = outcome
        self.horizon: Final = horizon
        self.part: Final = part
        self.released: Final = released
        self.parameters: Final[Mapping[str, Any]] = outcome.parameters

    def going_on_after(self, reason: str) -> Case:
        """The same case, with one more reason for which a person let it go on."""
        return Case(self.facts, self.outcome, self.horizon, self.part, self.released | {reason})
