"""A version of the instrument, as a file or as text."""

from __future__ import annotations

from typing import Any

from django import forms

from pbr.web.forms import GovukForm

LARGEST_DOCUMENT = 1_000_000


class InstrumentForm(GovukForm):
    """`document` is the text and what messages call it."""

    chosen = forms.FileField(label="TOML file", required=False)
    text = forms.CharField(
        label="Or the document itself",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen, text = cleaned.get("chosen"), cleaned.get("text", "")
        if not chosen and not text.strip():
            raise forms.ValidationError("Choose a file, or paste the document.")
        if chosen and chosen.size > LARGEST_DOCUMENT:
            raise forms.ValidationError("The file is larger than a megabyte; no instrument is.")
        if chosen:
            try:
                self.document = (chosen.read().decode("utf-8-sig"), chosen.name)
            except UnicodeDecodeError:
                raise forms.ValidationError("The file is not UTF-8. Save it as UTF-8.") from None
        else:
            self.document = (text.replace("\r\n", "\n"), "instrument.toml")
        return cleaned
