from .approval import Approval, Command
from .challenge import Challenge, ChallengeFile
from .claim import Attachment, Claim, ClaimLine, LineAssessor, Query
from .contract import Contract, Entitlement
from .ledger import Account, Kind, Transfer
from .payment import Payment, PaymentLine, PaymentRun, Remittance, RunFile
from .tariff import TariffStudy
from .trial import Trial
from .work import WorkItem

__all__ = [
    "Account",
    "Approval",
    "Attachment",
    "Challenge",
    "ChallengeFile",
    "Claim",
    "ClaimLine",
    "Command",
    "Contract",
    "Entitlement",
    "Kind",
    "LineAssessor",
    "Payment",
    "PaymentLine",
    "PaymentRun",
    "Query",
    "Remittance",
    "RunFile",
    "Transfer",
    "TariffStudy",
    "Trial",
    "WorkItem",
]
