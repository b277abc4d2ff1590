from .determination import ClientStanding, DecisionMade, DeterminationRow, EvidenceRow, JourneyRow
from .scheme import SchemeVersion

__all__ = [
    "ClientStanding",
    "DecisionMade",
    "DeterminationRow",
    "EvidenceRow",
    "JourneyRow",
    "SchemeVersion",
]
