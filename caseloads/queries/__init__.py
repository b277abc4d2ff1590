"""What other rooms may ask of this one."""

from .facts import all_clients, completeness, facts_of, touched_since
from .stored import EvidenceLine, StoredBytesChanged, evidence_lines, open_stored

__all__ = [
    "EvidenceLine",
    "StoredBytesChanged",
    "all_clients",
    "completeness",
    "evidence_lines",
    "facts_of",
    "open_stored",
    "touched_since",
]
