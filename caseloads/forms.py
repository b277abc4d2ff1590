"""What people fill in: an upload, and the mapping of a local file's own columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from caseloads.intake.guessing import Guess, guesses
from caseloads.intake.local_layouts import LOCAL_LAYOUTS, PERSON_COLUMNS
from pbr.web.forms import GovukForm, style

MODES = (
    ("upsert", "Add and update: what these files do not mention stays"),
    ("replace", "Replace: of this agency nothing earlier exists except what the file says"),
)
DATE_FORMS = (
    ("", "Whichever the file uses"),
    ("YYYY-MM-DD", "YYYY-MM-DD, as in 2012-09-03"),
    ("DD/MM/YYYY", "DD/MM/YYYY, as in 03/09/2012"),
)


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """All files that were chosen, in their order."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        chosen = data if isinstance(data, (list, tuple)) and data else [None]
        return [super(ManyFilesField, self).clean(one, initial) for one in chosen]


class UploadForm(forms.Form):
    template_name = GovukForm.template_name
    chosen = ManyFilesField(
        label="Files",
        allow_empty_file=True,
        help_text="Names say what they are, as in N0852-20120401-20130331-TREAT-IN-J.csv or assessments-20130331.csv.",
        error_messages={"required": "Choose at least one file"},
    )
    mode = forms.ChoiceField(label="How the files are read", choices=MODES, initial="upsert", widget=forms.RadioSelect)
    to = forms.DateField(
        label="Complete to (optional)",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text="Only for one file whose name gives the wrong date. A commissioner must then confirm.",
        error_messages={"invalid": "Write the date as DD/MM/YYYY"},
    )
    mapping = forms.ChoiceField(label="Columns of a local file", required=False)

    def __init__(self, *args: Any, mappings: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "The published column names"), *((str(pk), name) for pk, name in mappings)]
        self.fields["mapping"].choices = choices  # type: ignore[attr-defined]
        style(self)  # once its fields are whole: this validates a form that was sent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("to") and len(cleaned.get("chosen") or []) > 1:
            self.add_error("to", "A date can be given for one file only; send the others without it")
        return cleaned


class MappingForm(forms.Form):
    """A field for each of our columns of the feed: which of theirs it is, and how their codes read."""

    template_name = GovukForm.template_name
    date_form = forms.ChoiceField(label="How the file writes dates", choices=DATE_FORMS, required=False)
    name = forms.CharField(
        label="Save these columns as (optional)",
        max_length=60,
        required=False,
        help_text="They are then offered at the next upload.",
    )

    def __init__(self, *args: Any, feed: str, theirs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layout = LOCAL_LAYOUTS[feed]
        self.ours = (*PERSON_COLUMNS, *layout.columns)
        choices = [("", "Not in the file"), *((name, name) for name in dict.fromkeys(theirs))]
        for ours in self.ours:
            self.fields[f"column_{ours}"] = forms.ChoiceField(label=ours, choices=choices, required=False)
            if ours in layout.texts or ours == "SEX":
                self.fields[f"codes_{ours}"] = forms.CharField(
                    label=f"Codes of {ours} (optional)",
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 3}),
                    help_text="One a line: theirs = ours, as in Male = M.",
                )
        self.order_fields([name for name in self.fields if name not in {"date_form", "name"}] + ["date_form", "name"])
        for ours, guess in guesses(self.ours, theirs).items():
            self._begin_with(ours, guess)
        style(self)

    def _begin_with(self, ours: str, guess: Guess) -> None:
        """The field starts from the guess, unless a saved mapping says otherwise; and says so."""
        name = f"column_{ours}"
        if not guess.is_same and name not in self.initial and not self.initial.get("name"):
            self.fields[name].help_text = "A guess from the column’s name: check it."
        self.initial.setdefault(name, guess.theirs if not self.initial.get("name") else "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen: dict[str, str] = {}
        for ours in self.ours:
            theirs = cleaned.get(f"column_{ours}")
            if theirs and theirs in chosen:
                self.add_error(f"column_{ours}", f"{theirs} is already read as {chosen[theirs]}")
            elif theirs:
                chosen[theirs] = ours
            self._clean_codes(ours)
        if not chosen and not self.errors:
            raise forms.ValidationError("Choose at least one of the file's columns")
        return cleaned

    def _clean_codes(self, ours: str) -> None:
        codes: dict[str, str] = {}
        for line in self.cleaned_data.get(f"codes_{ours}", "").splitlines():
            theirs, equals, meant = line.partition("=")
            if line.strip() and not (equals and theirs.strip()):
                self.add_error(f"codes_{ours}", f"“{line.strip()}” is not of the form theirs = ours")
            elif line.strip():
                codes[theirs.strip()] = meant.strip()
        self.cleaned_data[f"codes_{ours}"] = codes

    @property
    def mapping(self) -> dict[str, Any]:
        """As caseloads.intake.mapping.Mapping takes it."""
        told = self.cleaned_data
        return {
            "columns": {told[f"column_{ours}"]: ours for ours in self.ours if told.get(f"column_{ours}")},
            "date_form": told["date_form"],
            "codes": {ours: told[f"codes_{ours}"] for ours in self.ours if told.get(f"codes_{ours}")},
        }


def count_of(value: object) -> int:
    """A count as a form or an API body gives it; 0 for whatever is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
