"""What other rooms may ask of this one."""

from .facts import (
    attributors,
    completeness,
    facts_of,
    latest_complete,
    references,
    touches,
)
from .stored import EvidenceLine, StoredBytesChanged, evidence_lines, open_stored

__all__ = [
    "EvidenceLine",
    "StoredBytesChanged",
    "attributors",
    "completeness",
    "evidence_lines",
    "facts_of",
    "latest_complete",
    "open_stored",
    "references",
    "touches",
]
