"""Which fields of a row a measure looks at: what somebody who asks why must see first, and what he or she need not see.

A row of the national extract says far more of a person than a payment rests on (Rules of the scheme, §5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SUBSTANCES: Final = (
    "DRUG1", "DRUG2", "DRUG3", "ALCUSE", "OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE",
)  # fmt: skip
_WAY_OUT: Final = ("DISD", "DISRSN", "OPIUSE", "CRAUSE")
_LOOKED_AT: Final[Mapping[str, tuple[str, ...]]] = {
    "reliable_change": _SUBSTANCES,
    "abstinence": _SUBSTANCES,
    "planned_exit": _WAY_OUT,
    "non_representation": _WAY_OUT,
    "injecting_ceased": ("IVDRGUSE",),
    "housing_resolved": ("ACUTHPBM", "HRISK", "ACCMNEED"),
    "hepatitis_b": ("HEPBVAC", "HEPBSTAT", "PREVHEPB"),
    "quality_of_life": ("QUALLIFE",),
    "employment": ("PWORK", "EDUCAT"),
    "waiting_time": ("REFLD", "MODAL", "MODST"),
    "engagement": ("TRIAGED", "DISD", "DISRSN"),
    "pathway_move": ("TRIAGED", "DISD", "MODAL", "MODST"),
    "attachment": ("MODAL", "MODST"),
}
# What tells which row it is, and when: of people's records only that, of local files all that they tell.
WHICH_ROW: Final = frozenset(
    {
        "AGNCY", "CLIENTID", "EPISODID", "TRIAGED", "DISD", "MODID", "MODAL", "MODST", "MODEND", "TOPID", "TOPDATE",
        "TRSTAGE", "ASSESSID", "ASSESSED", "GROUP", "ASSESSOR", "APPROVED_BY", "AUDIT", "STARTED", "SOURCE",
        "OFFENCE_DATE", "PROVEN_DATE", "TRIGGER", "DOSE", "DOSE_DATE", "CODE", "DATE", "VERIFIED_BY", "ATTACHED",
        "ENDED", "DIED", "MOVED", "JOURNEY", "OUTCOME", "PART", "REASON", "DECISION", "BY", "ON",
    }
)  # fmt: skip


def looked_at(measure: str) -> frozenset[str]:
    """The columns whose values decide the measure, whatever row they stand in."""
    return frozenset(_LOOKED_AT.get(measure, ()))
