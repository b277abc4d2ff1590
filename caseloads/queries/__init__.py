"""What other rooms may ask of this one."""

from .assessments import assessments
from .caseload import ClientStory, LocalTable, client_story, get_client, visible_clients
from .facts import (
    applied_since,
    attributors,
    completeness,
    facts_of,
    latest_complete,
    references,
    touches,
)
from .pages import FeedStanding, feeds_overview, get_extract, visible_extracts
from .stored import EvidenceLine, StoredBytesChanged, evidence_lines, open_stored

__all__ = [
    "ClientStory",
    "EvidenceLine",
    "FeedStanding",
    "LocalTable",
    "StoredBytesChanged",
    "applied_since",
    "assessments",
    "attributors",
    "client_story",
    "completeness",
    "evidence_lines",
    "facts_of",
    "feeds_overview",
    "get_client",
    "get_extract",
    "latest_complete",
    "open_stored",
    "references",
    "touches",
    "visible_clients",
    "visible_extracts",
]
