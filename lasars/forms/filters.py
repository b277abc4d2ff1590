"""The filters of the lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from lasars.queries.referrals import OPEN, STATES
from pbr.web.forms import Filters

AUDITS = (
    ("", "All"),
    ("pass", "Passed"),
    ("fail", "Failed"),
    ("none", "Not audited"),
    ("being_audited", "Being audited"),
)


class AssessmentFilters(Filters):
    group = forms.ChoiceField(label="Group")
    assessor = forms.ChoiceField(label="Assessor")
    audit = forms.ChoiceField(label="Audit", choices=AUDITS)

    def __init__(
        self, *args: Any, groups: Sequence[tuple[str, str]], assessors: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", "All"), *groups]  # type: ignore[attr-defined]
        self.fields["assessor"].choices = [("", "All"), *assessors]  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if chosen.get("audit") == "none":
            chosen = {**chosen, "audit": ""}
        told = {"group": "group_told", "assessor": "assessor_told"}
        return rows.filter(**{told.get(name, name): value for name, value in chosen.items()})


class QueueFilters(Filters):
    """Referrals by where they stand: those that wait, unless something else is asked for."""

    state = forms.ChoiceField(label="Where it stands", choices=[("", "Waiting"), ("all", "All"), *STATES.items()])
    source = forms.ChoiceField(label="Referred by")
    reference = forms.CharField(label="Reference", max_length=12)

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "All"), *sources]  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        state = chosen.get("state")
        if state != "all":
            rows = rows.filter(state__in=[state] if state else OPEN)
        if reference := chosen.get("reference"):
            rows = rows.filter(Q(reference__icontains=reference) | Q(client_reference__icontains=reference))
        if source := chosen.get("source"):
            rows = rows.filter(source=source)
        return rows
