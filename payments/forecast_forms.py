"""What is asked of a forecast's page, and the budget of a year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms

from payments.forms import MOST_A_YEAR
from payments.queries.forecasts import KINDS
from pbr.values.money import PENCE_IN_A_POUND
from pbr.web.forms import Filters, GovukForm

TOO_MUCH: Final = (
    f"Enter at most £{MOST_A_YEAR // PENCE_IN_A_POUND:,} a year: more is not the budget of one partnership"
)


class ForecastFilters(Filters):
    """Which contract, and whether what is earned or what is paid."""

    contract = forms.ChoiceField(label="Contract")
    kind = forms.ChoiceField(label="Money", choices=KINDS)

    def __init__(self, *args: Any, contracts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = list(contracts)  # type: ignore[attr-defined]
        self.first = contracts[0][0] if contracts else ""

    def chosen(self) -> tuple[str, str]:
        """The contract's code and the kind; the first of each where nothing that exists was asked for."""
        self.is_valid()
        told = self.cleaned_data
        return told.get("contract") or self.first, told.get("kind") or KINDS[0][0]


class BudgetForm(GovukForm):
    year = forms.ChoiceField(label="Contract year")
    pounds = forms.DecimalField(
        label="Budget in pounds",
        min_value=Decimal("0.01"),
        max_value=Decimal(MOST_A_YEAR // PENCE_IN_A_POUND),
        decimal_places=2,
        error_messages={
            "required": "Enter the budget",
            "invalid": "Enter pounds, or pounds and pence, such as 1250000.00",
            "min_value": "Enter a budget above £0",
            "max_value": TOO_MUCH,
            "max_decimal_places": "Enter at most two places after the point",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, years: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        data = args[0] if args else None
        if data is not None:  # people write £1,250,000
            written = data.get("pounds", "").replace(",", "").replace("£", "")
            args = ({**{name: data.get(name) for name in data}, "pounds": written}, *args[1:])
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = list(years)  # type: ignore[attr-defined]
        self.fields["pounds"].widget.attrs["class"] = "govuk-input govuk-input--width-10"

    @property
    def pence(self) -> int:
        pounds: Decimal = self.cleaned_data["pounds"]
        return int(pounds.scaleb(2))
