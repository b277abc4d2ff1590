from .answers import AnswersForm, impossible_in, said_in, said_twice, why_not_kept
from .audit import AgainForm, DrawForm, DriftFilters, ReplayForm
from .bulk import BulkAnswersForm, BulkPersonForm
from .filters import AssessmentFilters, QueueFilters
from .instruments import InstrumentForm
from .referrals import (
    AdvocacyForm,
    AppointmentForm,
    CloseForm,
    GoalForm,
    KeptForm,
    PersonForm,
    PreferenceForm,
    ReferForm,
    ReferOnForm,
    WithdrawForm,
)

__all__ = [
    "AdvocacyForm",
    "AgainForm",
    "AnswersForm",
    "AppointmentForm",
    "AssessmentFilters",
    "BulkAnswersForm",
    "BulkPersonForm",
    "CloseForm",
    "DrawForm",
    "DriftFilters",
    "GoalForm",
    "InstrumentForm",
    "KeptForm",
    "PersonForm",
    "PreferenceForm",
    "QueueFilters",
    "ReferForm",
    "ReferOnForm",
    "ReplayForm",
    "WithdrawForm",
    "impossible_in",
    "said_in",
    "said_twice",
    "why_not_kept",
]
