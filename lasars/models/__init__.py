from .assessment import Approval, Assessment, Touch
from .instrument import Instrument
from .referral import AdvocacyContact, Appointment, Goal, Referral

__all__ = ["AdvocacyContact", "Appointment", "Approval", "Assessment", "Goal", "Instrument", "Referral", "Touch"]
