"""What other rooms may ask of this one."""

from .dues import dues
from .found import determination_ids, found
from .held import reason_in_words
from .pages import DeterminationTold, EvidenceTold, determination, titles_of, visible_determinations
from .schemes import InForce, schemes_in_force

__all__ = [
    "DeterminationTold",
    "EvidenceTold",
    "InForce",
    "determination",
    "determination_ids",
    "dues",
    "found",
    "reason_in_words",
    "schemes_in_force",
    "titles_of",
    "visible_determinations",
]
