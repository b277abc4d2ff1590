from .assessment import Approval, Assessment, Touch
from .audit import AuditDraw, Drawn, Rescoring
from .instrument import Instrument
from .referral import AdvocacyContact, Appointment, Goal, Referral

__all__ = [
    "AdvocacyContact",
    "Appointment",
    "Approval",
    "Assessment",
    "AuditDraw",
    "Drawn",
    "Goal",
    "Instrument",
    "Referral",
    "Rescoring",
    "Touch",
]
