"""How the events of this room read in the audit trail, after the name of who did it."""

from __future__ import annotations

from django.urls import reverse

from pbr.audit.present import shown_at, tell

tell(
    {
        "scheme.drafted": "drafted {name}",
        "scheme.started": "started a draft of {name} from {origin}",
        "scheme.edited": "changed {part} in the draft {name}: {changes}",
        "scheme.in_force": "put {name} in force",
        "scheme.discarded": "discarded the draft {name}",
        "determination.released": "released a held determination ({reason})",
        "determination.nothing_to_release": "upheld challenge {challenge}, but there was nothing left to release",
        "determination.refused": "refused a held determination ({reason})",
    }
)
shown_at("determination", lambda key: reverse("determination", args=[key]))
