from .determination import ClientStanding, DecisionMade, DeterminationRow, EvidenceRow, JourneyRow
from .due import DueRow
from .scheme import SchemeVersion

__all__ = [
    "ClientStanding",
    "DecisionMade",
    "DeterminationRow",
    "DueRow",
    "EvidenceRow",
    "JourneyRow",
    "SchemeVersion",
]
