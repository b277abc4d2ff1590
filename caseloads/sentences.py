"""How the events of this room read in the audit trail, after the name of who did it."""

from __future__ import annotations

from django.urls import reverse

from pbr.audit.present import shown_at, tell

tell(
    {
        "extract.received": "sent {file}",
        "extract.of_another_provider": "tried to send {file}, of an agency of another provider",
        "extract.rows_of_another_provider": "found {rows} rows of another provider's agency in {file}",
        "extract.refused": "refused {file} when it was checked",
        "extract.confirmed": "confirmed {file}",
        "extract.discarded": "discarded {file}",
        "extract.applied": "confirmed {file}, which was applied: {new} new, {changed} changed, clients touched: {clients}",
        "mapping.saved": "said which columns of a local file are which ({feed})",
        "identity.seen": "looked at who a client is ({page})",
    }
)
shown_at("extract", lambda key: reverse("extract", args=[key]))
