"""What people fill in: a draft of a scheme, a decision, and the filters of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from pbr.scheme.reading import LONGEST_DOCUMENT
from pbr.web.forms import Filters, GovukForm


class DraftForm(GovukForm):
    """A TOML document as a file or as text."""

    file = forms.FileField(label="Scheme document", required=False, help_text="A TOML file in UTF-8.")
    text = forms.CharField(
        label="Or its text",
        required=False,
        strip=False,
        max_length=LONGEST_DOCUMENT,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("file")) == bool((cleaned.get("text") or "").strip()):
            raise forms.ValidationError("Choose a file or paste the text: one of the two")
        file = cleaned.get("file")
        if file is not None and file.size > LONGEST_DOCUMENT:
            self.add_error("file", "The file is larger than a megabyte; a scheme is far smaller")
        elif file is not None:
            self._read(file)
        return cleaned

    def _read(self, file: Any) -> None:
        content = file.read()
        if b"\0" in content:
            self.add_error("file", "This is not a text file. A scheme is a TOML document: text, saved as UTF-8")
            return
        try:
            self.cleaned_data["text"] = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", "The file is not UTF-8; save it as UTF-8")

    @property
    def document(self) -> tuple[str, str]:
        """The text, and what messages call it."""
        file = self.cleaned_data.get("file")
        return self.cleaned_data["text"].replace("\r\n", "\n"), file.name if file else "scheme.toml"


class DecisionForm(GovukForm):
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("release", "Release: it is achieved"), ("refuse", "Refuse: it is not achieved")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to release or refuse it"},
    )
    words = forms.CharField(
        label="Why, in your own words",
        help_text="Whoever audits this reads it. Do not write who the client is.",
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=10,
        max_length=2000,
        error_messages={
            "required": "Say why in a sentence",
            "min_length": "Say why in a sentence of at least 10 characters",
            "max_length": "Say why in at most 2,000 characters",
        },
    )


class HeldFilters(Filters):
    outcome = forms.ChoiceField(label="Outcome")
    reason = forms.ChoiceField(label="Reason")
    contract = forms.ChoiceField(label="Contract")

    def __init__(self, *args: Any, choices: Mapping[str, Sequence[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in choices.items():
            self.fields[name].choices = [("", "All"), *found]  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if contract := chosen.pop("contract", None):
            rows = rows.filter(contracts__contains=[contract])
        return rows.filter(**chosen)
