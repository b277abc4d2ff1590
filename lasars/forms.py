"""The filters of the assessments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from pbr.web.forms import Filters

AUDITS = (("", "All"), ("pass", "Passed"), ("fail", "Failed"), ("none", "Not audited"))


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
        return rows.filter(**chosen)
