"""What other rooms may ask of this one."""

from .dues import dues
from .found import current_determinations, determination_ids, found
from .held import reason_in_words
from .pages import DeterminationTold, EvidenceTold, current_after, determination, titles_of, visible_determinations
from .replies import reason_to_release, refused_by
from .schemes import InForce, schemes_in_force

__all__ = [
    "DeterminationTold",
    "EvidenceTold",
    "InForce",
    "current_after",
    "current_determinations",
    "determination",
    "determination_ids",
    "dues",
    "found",
    "reason_in_words",
    "reason_to_release",
    "refused_by",
    "schemes_in_force",
    "titles_of",
    "visible_determinations",
]
