"""What other rooms may ask of this one."""

from .agreed import scheme_on, told_by
from .facts import PREFIX, assessed, assessment_in_words, assessment_made_here, assessors_of, with_assessments
from .pages import RECENT, choices, recent, visible_assessments

__all__ = [
    "PREFIX",
    "RECENT",
    "assessed",
    "assessment_in_words",
    "assessment_made_here",
    "assessors_of",
    "choices",
    "recent",
    "scheme_on",
    "told_by",
    "visible_assessments",
    "with_assessments",
]
