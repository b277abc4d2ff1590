"""What is filled in about a referral: who came, when they are seen, what they want, where they go."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django import forms

from pbr import clock
from pbr.web.forms import GovukForm

SEXES = (("F", "Female"), ("M", "Male"))
DATE_FORMS = ["%Y-%m-%d", "%d/%m/%Y"]
OLDEST = dt.date(1900, 1, 1)
NONE_IN_PARTICULAR = ("", "None in particular")


def a_day(label: str, missing: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DATE_FORMS,
        widget=forms.DateInput,
        error_messages={"required": missing, "invalid": "Write the date as DD/MM/YYYY"},
        **options,
    )


def an_initial(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 2}),
        error_messages={"required": missing, "max_length": "One letter"},
    )


class PersonForm(GovukForm):
    """Who came, to which LASARS, and when. Who it is stays off the lists: a referral has a reference of its own."""

    lasars = forms.ChoiceField(label="LASARS")
    finitial = an_initial("Initial of the first name", "Enter the initial of the first name")
    sinitial = an_initial("Initial of the surname", "Enter the initial of the surname")
    dob = a_day("Date of birth", "Enter the date of birth")
    sex = forms.ChoiceField(
        label="Sex",
        choices=SEXES,
        widget=forms.RadioSelect,
        help_text="As registered: by initials, birth and sex the treatment records are found.",
        error_messages={"required": "Choose a sex"},
    )
    received = a_day("Day on which the referral came", "Enter the day on which the referral came")
    client = forms.CharField(
        label="Client reference (optional)",
        required=False,
        max_length=9,
        help_text="Only where two clients have the same initials, date of birth and sex.",
    )

    def __init__(self, *args: Any, lasars: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lasars"].choices = [(str(pk), name) for pk, name in lasars]  # type: ignore[attr-defined]
        if len(lasars) == 1:
            self.fields["lasars"].widget = forms.HiddenInput()
            self.fields["lasars"].initial = str(lasars[0][0])

    def clean_finitial(self) -> str:
        return _letter(self.cleaned_data["finitial"])

    def clean_sinitial(self) -> str:
        return _letter(self.cleaned_data["sinitial"])

    def clean_dob(self) -> dt.date:
        dob: dt.date = self.cleaned_data["dob"]
        if not OLDEST <= dob < clock.today():
            raise forms.ValidationError("The date of birth is not one of a living person.")
        return dob

    def clean_received(self) -> dt.date:
        received: dt.date = self.cleaned_data["received"]
        if received > clock.today():
            raise forms.ValidationError("The day on which the referral came lies in the future.")
        return received

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        dob, received = told.get("dob"), told.get("received")
        if dob and received and received < dob:
            self.add_error("received", "The day on which the referral came lies before the birth.")
        return told

    def clean_client(self) -> str:
        return str(self.cleaned_data["client"]).strip().upper()


class ReferForm(PersonForm):
    """A new referral."""

    source = forms.ChoiceField(label="Referred by")
    field_order = ("lasars", "finitial", "sinitial", "dob", "sex", "source", "received", "client")

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = list(sources)  # type: ignore[attr-defined]


def _letter(text: str) -> str:
    if not re.fullmatch("[A-Za-z]", text):
        raise forms.ValidationError("One letter from A to Z")
    return text.upper()


class AppointmentForm(GovukForm):
    on = a_day("Day of the appointment", "Enter the day of the appointment")


class KeptForm(GovukForm):
    kept = forms.ChoiceField(
        label="Did the person come?",
        choices=(("yes", "Yes"), ("no", "No")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the person came"},
    )


class CloseForm(GovukForm):
    why = forms.ChoiceField(label="Why the referral is closed")

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = list(reasons)  # type: ignore[attr-defined]


class PreferenceForm(GovukForm):
    """What the person would like; nothing here is decided by it."""

    provider = forms.ChoiceField(label="Provider that the person would like", required=False)
    words = forms.CharField(
        label="Why, in the person’s own words (optional)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, providers: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [NONE_IN_PARTICULAR, *_by_text(providers)]  # type: ignore[attr-defined]


class GoalForm(GovukForm):
    text = forms.CharField(
        label="A goal, in the person’s own words",
        max_length=300,
        error_messages={"required": "Write the goal", "max_length": "At most 300 characters"},
    )
    outcome = forms.ChoiceField(label="Local outcome that it is about", required=False)

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outcomes:
            self.fields["outcome"].choices = [("", "None"), *outcomes]  # type: ignore[attr-defined]
        else:
            del self.fields["outcome"]  # the scheme has none


class AdvocacyForm(GovukForm):
    on = a_day("Day", "Enter the day")
    whom = forms.CharField(label="With whom", max_length=100, error_messages={"required": "Say with whom"})
    about = forms.CharField(label="About what", max_length=300, error_messages={"required": "Say about what"})


class WithdrawForm(GovukForm):
    """One of what was noted, `among` those that stand."""

    which = forms.ChoiceField(error_messages={"required": "Choose what to withdraw"})
    why = forms.CharField(
        label="Why it is withdrawn",
        max_length=200,
        error_messages={"required": "Say why it is withdrawn", "max_length": "At most 200 characters"},
    )

    def __init__(self, *args: Any, label: str, among: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].label = label
        self.fields["which"].choices = [("", "Choose"), *_by_text(among)]  # type: ignore[attr-defined]


class ReferOnForm(GovukForm):
    provider = forms.ChoiceField(label="Provider", error_messages={"required": "Choose a provider"})

    def __init__(self, *args: Any, providers: Sequence[tuple[int, str]], preferred: int | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"provider": preferred or ""}, **kwargs)
        named = [(pk, f"{name} (what the person wants)" if pk == preferred else name) for pk, name in providers]
        self.fields["provider"].choices = [("", "Choose"), *_by_text(named)]  # type: ignore[attr-defined]


def _by_text(providers: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in providers]
