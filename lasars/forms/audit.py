"""What is filled in about samples, drift, and assessing again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from lasars.forms.referrals import a_day
from pbr.web.forms import Filters, GovukForm


def percent_in_words(share: Decimal) -> str:
    """10 for 0.10, 12.5 for 0.125."""
    return f"{(share * 100).normalize():f}"


class DrawForm(GovukForm):
    """A sample of one LASARS; `least` is the share that the scheme asks for."""

    lasars = forms.ChoiceField(label="LASARS")
    since = a_day("Assessed from", "Enter the first day")
    until = a_day("Assessed until", "Enter the last day")
    percent = forms.DecimalField(
        label="Share to draw, in per cent",
        min_value=Decimal("0.1"),
        max_value=Decimal(100),
        max_digits=4,
        decimal_places=1,
        error_messages={"required": "Enter the share", "invalid": "Enter a number, such as 10"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"}),
    )

    def __init__(self, *args: Any, lasars: Sequence[tuple[int, str]], least: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lasars"].choices = [(str(pk), name) for pk, name in lasars]  # type: ignore[attr-defined]
        self.fields["percent"].help_text = f"The scheme asks for at least {percent_in_words(least)} %."
        self.fields["percent"].widget.attrs["class"] = "govuk-input govuk-input--width-4"

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day lies before the first")
        return told

    @property
    def share(self) -> Decimal:
        percent: Decimal = self.cleaned_data["percent"]
        return percent / 100


class AgainForm(GovukForm):
    """Why somebody is assessed again."""

    reason = forms.CharField(
        label="Why this person is assessed again",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why this person is assessed again", "max_length": "At most 500 characters"},
    )


class ReplayForm(GovukForm):
    """Why somebody takes a file that says who was assessed."""

    reason = forms.CharField(
        label="Why you need the file",
        help_text="As “Replay of 2012–13 for the external auditor”. It stands in the audit trail: name no client.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why you need the file", "max_length": "At most 500 characters"},
    )


class DriftFilters(Filters):
    """The time, and the group whose share is looked at."""

    group = forms.ChoiceField(label="Group")
    since = a_day("From", "")
    until = a_day("Until", "")

    def __init__(self, *args: Any, groups: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", "The highest"), *((name, name) for name in groups)]  # type: ignore[attr-defined]

    def chosen(self, since: dt.date, until: dt.date, group: str) -> tuple[dt.date, dt.date, str]:
        """What was asked for, else what is given."""
        self.is_valid()
        told = self.cleaned_data
        return told.get("since") or since, told.get("until") or until, told.get("group") or group
