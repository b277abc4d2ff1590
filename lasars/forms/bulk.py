"""One row of a bulk entry: who, and then every answer on one page, made for the keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lasars.forms.referrals import SEXES, PersonForm
from lasars.rules.complexity import DECLINED, DECLINED_IN_WORDS, faults_of
from lasars.rules.instrument import Instrument, Question
from pbr.web.forms import GovukForm, style

LONGEST_ANSWER = 200


class BulkPersonForm(PersonForm):
    """Who comes next. Sex is chosen by a letter, so that a row needs no mouse."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sex"].widget = forms.Select(choices=[("", "Choose"), *SEXES])
        self.fields["finitial"].widget.attrs["autofocus"] = True
        style(self)


class BulkAnswersForm(GovukForm):
    """All questions of an instrument. `said` are answers by question code, `sources` where existing ones are from."""

    def __init__(
        self, instrument: Instrument, said: Mapping[str, str], sources: Mapping[str, str], *, checked: bool = False
    ) -> None:
        self._faults = faults_of(instrument.questions, said) if checked else {}
        super().__init__(dict(said), auto_id="answer_%s")
        for place, question in enumerate(instrument.questions):
            field = _field(question)
            if sources.get(question.code):
                field.help_text = f"From {sources[question.code]}."
            if place == 0:
                field.widget.attrs["autofocus"] = True
            self.fields[question.code] = field
        style(self)
        for question in instrument.questions:
            if not question.options:
                self.fields[question.code].widget.attrs["class"] += " govuk-input--width-4"

    def full_clean(self) -> None:
        """Nothing is refused here: what is missing or wrong stands beside its question, and what was typed stays."""
        self.cleaned_data = {}
        self._errors = forms.utils.ErrorDict()
        for code, wrong in self._faults.items():
            self.add_error(code, wrong)


def said_at_once(instrument: Instrument, posted: Mapping[str, str]) -> dict[str, str]:
    """The answers as they were sent."""
    return {one.code: posted.get(one.code, "").strip()[:LONGEST_ANSWER] for one in instrument.questions}


def _field(question: Question) -> forms.Field:
    if question.options:
        options = [(option.value, option.label) for option in question.options]
        declined = (DECLINED, DECLINED_IN_WORDS.capitalize())
        return forms.ChoiceField(label=question.text, required=False, choices=[("", "Choose"), *options, declined])
    return forms.CharField(
        label=f"{question.text} ({question.least} to {question.most}; - for {DECLINED_IN_WORDS})",
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 4}),
    )
