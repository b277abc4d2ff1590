"""What people fill in: a new claim, what they say about lines, an answer, a statement's period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from payments.actions.review import AttachmentRefused, Upload
from payments.rules.kinds_of_client import SUBSTANCES, Kind
from pbr.values.money import PENCE_IN_A_POUND, NotMoney, Pence, parse_pence
from pbr.web.forms import Filters, GovukForm, style

# A budget of one partnership for one year is some millions: whoever writes more than this has slipped by a nought or two.
MOST_A_YEAR: Final = Pence(100_000_000 * PENCE_IN_A_POUND)
_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
_TOO_FAR = "Enter a date between 1990 and 2100"
_NOT_A_DATE = {"invalid": "Write the date as DD/MM/YYYY", "required": "Enter a date"}


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day of this age, by the browser's calendar or as DD/MM/YYYY."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    of_this_age = [MinValueValidator(dt.date(1990, 1, 1), _TOO_FAR), MaxValueValidator(dt.date(2100, 1, 1), _TOO_FAR)]
    return forms.DateField(
        label=label, input_formats=_DAYS, widget=widget, error_messages=_NOT_A_DATE, validators=of_this_age, **options
    )


class PoundsField(forms.CharField):
    """Pounds, or pounds and pence, as whole pence; commas and a pound sign may stand in it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").replace(",", "").replace("£", "").strip()
        if not text:
            return None
        try:
            pence = parse_pence(text)
        except NotMoney:
            raise forms.ValidationError("Enter pounds, or pounds and pence, such as 250000 or 99.50") from None
        if not 0 <= pence <= MOST_A_YEAR:
            raise forms.ValidationError(f"Enter an amount from £0 to £{MOST_A_YEAR // PENCE_IN_A_POUND:,}")
        return pence


class DocumentField(forms.FileField):
    """A document that comes with words. One of the wrong kind or size is told beside the field, and the words stay."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file:
            try:
                Upload(file.name, file.read()).check()
            except AttachmentRefused as refused:
                raise forms.ValidationError(refused.message) from refused
            file.seek(0)
        return file


class _OfContract(GovukForm):
    """A form that asks for one of the person's contracts."""

    contract = forms.ChoiceField(label="Contract")

    def __init__(self, *args: Any, contracts: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = contracts  # type: ignore[attr-defined]
        style(self)


class NewClaimForm(_OfContract):
    up_to = day_field("Everything earned up to")


class StatementForm(_OfContract):
    begins = day_field("From")
    ends = day_field("To")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if isinstance(begins, dt.date) and isinstance(ends, dt.date) and ends < begins:
            self.add_error("ends", "Enter a day that is not before the first")
        return cleaned


class AnswerForm(GovukForm):
    text = forms.CharField(
        label="Your answer", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000, min_length=5,
        error_messages={"required": "Write your answer"},
    )  # fmt: skip
    attachment = DocumentField(
        label="Evidence (optional)", required=False,
        help_text="One document of at most 5 megabytes: PDF, image, spreadsheet or text.",
    )  # fmt: skip


_YES_OR_NO = (("", "All"), ("yes", "Yes"), ("no", "No"))


class KindFilters(Filters):
    """Narrows the kinds of client by what they are; groups stand beside one another and are not asked for."""

    substances = forms.ChoiceField(label="Substances", choices=[("", "All"), *((name, name) for name in SUBSTANCES)])
    injecting = forms.ChoiceField(label="Injecting", choices=_YES_OR_NO)
    offending = forms.ChoiceField(label="Offending", choices=_YES_OR_NO)
    housing_problem = forms.ChoiceField(label="Housing problem", choices=_YES_OR_NO)
    in_work = forms.ChoiceField(label="In work", choices=_YES_OR_NO)

    def lets_through(self, kind: Kind) -> bool:
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        told = {
            name: value if isinstance(value, str) else ("yes" if value else "no")
            for name, value in kind._asdict().items()
        }
        return all(told[name] == value for name, value in wanted.items())


class TrialFilters(Filters):
    """What a trial found of one provider's contract, or of all together."""

    of = forms.ChoiceField(label="Provider")

    def __init__(self, *args: Any, contracts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [("", "All providers"), *contracts]  # type: ignore[attr-defined]

    @property
    def contract(self) -> str:
        """The contract's code; "" for all, and for one that there is not."""
        self.is_valid()
        return str(self.cleaned_data.get("of") or "")
