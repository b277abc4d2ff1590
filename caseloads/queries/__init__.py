"""What other rooms may ask of this one."""

from .assessments import assessments, reference_by
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
from .persons import ExistingAnswer, clients_by_attributor, clients_with, existing_answers, records_of_twins
from .started import treatment_started
from .stored import EvidenceLine, StoredBytesChanged, evidence_lines, open_stored

__all__ = [
    "ClientStory",
    "EvidenceLine",
    "ExistingAnswer",
    "FeedStanding",
    "LocalTable",
    "StoredBytesChanged",
    "applied_since",
    "assessments",
    "attributors",
    "client_story",
    "clients_by_attributor",
    "clients_with",
    "completeness",
    "evidence_lines",
    "existing_answers",
    "facts_of",
    "feeds_overview",
    "get_client",
    "get_extract",
    "latest_complete",
    "open_stored",
    "records_of_twins",
    "reference_by",
    "references",
    "touches",
    "treatment_started",
    "visible_clients",
    "visible_extracts",
]
