"""What people fill in to challenge a result or a line, and to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from payments.forms import DocumentField
from pbr.web.forms import Filters, GovukForm, style

_WHY: dict[str, Any] = {
    "widget": forms.Textarea(attrs={"rows": 6}),
    "min_length": 20,
    "max_length": 4000,
}


class ChallengeForm(GovukForm):
    text = forms.CharField(
        label="What is wrong, and how do you know?", error_messages={"required": "Say what is wrong, and how you know"},
        help_text="Do not name the client: the reference says who it is.", **_WHY,
    )  # fmt: skip
    attachment = DocumentField(
        label="Evidence (optional)", required=False,
        help_text="One document of at most 5 megabytes: PDF, image, spreadsheet or text.",
    )  # fmt: skip


class ChallengeAnswerForm(GovukForm):
    """`outcomes`: (code, words) of the answers that are possible."""

    outcome = forms.ChoiceField(
        label="Your answer", widget=forms.RadioSelect, error_messages={"required": "Choose an answer"}
    )
    text = forms.CharField(
        label="Your reason, for the provider and for an auditor",
        error_messages={"required": "Give your reason"}, **_WHY,
    )  # fmt: skip

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        style(self)


class ChallengeFilters(Filters):
    state = forms.ChoiceField(label="State")
    contract = forms.ChoiceField(label="Contract")
    text = forms.CharField(label="Client reference or number", max_length=100)

    def __init__(
        self, *args: Any, states: Sequence[tuple[str, str]], contracts: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", "All"), *states]  # type: ignore[attr-defined]
        self.fields["contract"].choices = [("", "All"), *contracts]  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if state := chosen.get("state"):
            rows = rows.filter(state=state)
        if contract := chosen.get("contract"):
            rows = rows.filter(contract__code=contract)
        if text := chosen.get("text"):
            client = Q(determination__client__reference__icontains=text)
            client |= Q(line__entitlement__client__reference__icontains=text)
            is_number = text.isascii() and text.isdigit() and len(text) < 10
            rows = rows.filter(client | Q(number=int(text))) if is_number else rows.filter(client)
        return rows
