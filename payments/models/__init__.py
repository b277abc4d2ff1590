from .approval import Approval, Command
from .challenge import Challenge, ChallengeFile
from .claim import Attachment, Claim, ClaimLine, LineAssessor, Query
from .contract import Contract, Entitlement
from .forecast import Budget, ForecastFigure, KeptForecast, LookBack
from .ledger import Account, Kind, Transfer
from .payment import Payment, PaymentLine, PaymentRun, Remittance, RunFile
from .tariff import TariffStudy
from .trial import Trial
from .work import WorkItem

__all__ = [
    "Account",
    "Approval",
    "Attachment",
    "Budget",
    "Challenge",
    "ChallengeFile",
    "Claim",
    "ClaimLine",
    "Command",
    "Contract",
    "Entitlement",
    "ForecastFigure",
    "KeptForecast",
    "Kind",
    "LineAssessor",
    "LookBack",
    "Payment",
    "PaymentLine",
    "PaymentRun",
    "Query",
    "Remittance",
    "RunFile",
    "TariffStudy",
    "Transfer",
    "Trial",
    "WorkItem",
]
