"""One page of an assessment: the questions of one group, with what is already answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from django import forms
from django.forms.utils import ErrorDict

from lasars.rules.complexity import DECLINED, DECLINED_IN_WORDS, fault, faults_of, in_words
from lasars.rules.instrument import Question, QuestionGroup
from pbr.web.forms import GovukForm, style

LONGEST_ANSWER = 200
NOT_BOTH = "Enter a number or tick that the person prefers not to say, not both"


class AnswersForm(GovukForm):
    """Shows what was said, and where `checked` says beside each question what is missing or wrong.

    `twice`: questions whose number was typed and whose box was ticked too. `impossible` (`impossible_in`): what was typed
    and is not kept; it is shown as it was typed, with the reason.
    """

    def __init__(
        self,
        group: QuestionGroup,
        said: Mapping[str, str],
        *,
        checked: bool = False,
        twice: Collection[str] = (),
        impossible: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.group = group
        self._faults = faults_of(group.questions, said) if checked else {}
        self._faults |= dict.fromkeys(twice, NOT_BOTH) | why_not_kept(group, impossible, said)
        said = {**said, **impossible}
        shown = {code: text for code, text in said.items() if text}
        shown |= {_declining(code): "on" for code, text in said.items() if text == DECLINED}
        shown |= {_declining(code): "on" for code in twice}
        super().__init__(shown)
        for question in group.questions:
            self.fields.update(_choice(question) if question.options else _number(question))
        style(self)

    def full_clean(self) -> None:
        self.cleaned_data = {}
        self._errors = ErrorDict()
        for code, wrong in self._faults.items():
            self.add_error(code, wrong)

    def of_question(self, code: str) -> list[forms.BoundField]:
        """The field of a question and, where it asks for a number, the box that says that nothing is said."""
        return [self[name] for name in (code, _declining(code)) if name in self.fields]


def said_in(group: QuestionGroup, posted: Mapping[str, str], *, whole: bool = True) -> dict[str, str]:
    """The answers of one page as they were sent; not `whole`: only those of the questions that were sent.

    Of a number and the box that says that nothing is said the number is kept; `said_twice` tells that both were sent.
    """
    said = {}
    for question in group.questions:
        if not whole and not {question.code, _declining(question.code)} & set(posted):
            continue
        text = posted.get(question.code, "").strip()[:LONGEST_ANSWER]
        declined = not question.options and not text and _declining(question.code) in posted
        said[question.code] = DECLINED if declined else text
    return said


def impossible_in(group: QuestionGroup, said: Mapping[str, str]) -> dict[str, str]:
    """Of what was said, what cannot be an answer, by question code. It is not kept; nothing said is possible."""
    texts = {question: said.get(question.code, "") for question in group.questions}
    return {question.code: text for question, text in texts.items() if text and fault(question, text)}


def why_not_kept(group: QuestionGroup, impossible: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, str]:
    """The sentence to say beside each question of `impossible`; `kept` has the answers that stand instead."""
    told = {}
    for question in group.questions:
        if question.code in impossible:
            before = kept.get(question.code, "")
            stands = f". The answer before stands: {in_words(question, before)}" if before else ""
            told[question.code] = f"Not kept. {fault(question, impossible[question.code])}{stands}"
    return told


def said_twice(group: QuestionGroup, posted: Mapping[str, str]) -> set[str]:
    """The questions to which both a number and that the person prefers not to say were sent."""
    numbers = [question.code for question in group.questions if not question.options]
    return {code for code in numbers if posted.get(code, "").strip() and _declining(code) in posted}


def _choice(question: Question) -> dict[str, forms.Field]:
    options = [(option.value, option.label) for option in question.options]
    field = forms.ChoiceField(
        label=question.text,
        help_text=question.hint,
        required=False,
        choices=[*options, (DECLINED, DECLINED_IN_WORDS.capitalize())],
        widget=forms.RadioSelect,
    )
    return {question.code: field}


def _number(question: Question) -> dict[str, forms.Field]:
    unit = question.unit or "a whole number"
    field = forms.CharField(
        label=question.text,
        help_text=f"{question.hint} {unit.capitalize()}, from {question.least} to {question.most}.".strip(),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=_Number(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    box = forms.BooleanField(label=DECLINED_IN_WORDS.capitalize(), required=False)
    return {question.code: field, _declining(question.code): box}


class _Number(forms.TextInput):
    """That somebody prefers not to say is shown by the box below, not typed."""

    def format_value(self, value: object) -> str | None:
        return None if value == DECLINED else super().format_value(value)


def _declining(code: str) -> str:
    return f"{code}-not-said"
