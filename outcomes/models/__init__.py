from .determination import ClientStanding, DecisionMade, DeterminationRow, EvidenceRow, JourneyRow
from .due import DueRow
from .scheme import SchemeVersion
from .top_exception import TopExceptionRow

__all__ = [
    "ClientStanding",
    "DecisionMade",
    "DeterminationRow",
    "DueRow",
    "EvidenceRow",
    "JourneyRow",
    "SchemeVersion",
    "TopExceptionRow",
]
