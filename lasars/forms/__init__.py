from .answers import AnswersForm, said_in
from .filters import AssessmentFilters, QueueFilters
from .instruments import InstrumentForm
from .referrals import (
    AdvocacyForm,
    AppointmentForm,
    CloseForm,
    GoalForm,
    KeptForm,
    PreferenceForm,
    ReferForm,
    ReferOnForm,
)

__all__ = [
    "AdvocacyForm",
    "AnswersForm",
    "AppointmentForm",
    "AssessmentFilters",
    "CloseForm",
    "GoalForm",
    "InstrumentForm",
    "KeptForm",
    "PreferenceForm",
    "QueueFilters",
    "ReferForm",
    "ReferOnForm",
    "said_in",
]
