"""From which agreement a draft is started, and for which time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from pbr.scheme.kinds import FIRST_YEAR, LAST_YEAR
from pbr.web.forms import GovukForm


class StartForm(GovukForm):
    """`origins` are (value, words) to start from: the versions that there are, and the schemes that are shipped."""

    origin = forms.ChoiceField(
        label="Start from",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to start from"},
    )
    starts = forms.DateField(
        label="Starts",
        help_text="Journeys that start on this day or later are governed by it.",
        widget=forms.DateInput,
        error_messages={"required": "Give the day on which it starts", "invalid": "Give a date"},
    )
    ends = forms.DateField(
        label="Ends",
        help_text="Journeys that start after this day are not.",
        widget=forms.DateInput,
        error_messages={"required": "Give the day on which it ends", "invalid": "Give a date"},
    )

    def __init__(self, *args: Any, origins: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["origin"].choices = origins  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts: dt.date | None = cleaned.get("starts")
        ends: dt.date | None = cleaned.get("ends")
        for name, day in (("starts", starts), ("ends", ends)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"Give a date of the years {FIRST_YEAR} to {LAST_YEAR}")
        if starts and ends and ends < starts:
            self.add_error("ends", "It ends before it starts; let it end on or after the day it starts")
        return cleaned
