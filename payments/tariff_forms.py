"""What a commissioner fills in at the tariff workbench: the basis of a study, and the wishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from payments.forecasting.months import last_day, month_number
from payments.forecasting.study import SMALL_BELOW
from payments.forms import PoundsField, day_field
from payments.rules.pricing import is_priced_by_cohort
from pbr.scheme.document import Outcome, Scheme
from pbr.scheme.kinds import FIRST_YEAR, LAST_YEAR
from pbr.scheme.parties import contract_names
from pbr.values.dates import format_day
from pbr.web.forms import GovukForm, style

LONGEST_PERIOD: Final = 120  # months
STEPS: Final = (("100", "£1"), ("500", "£5"), ("1000", "£10"))
DOMAINS: Final = {
    "freedom": "Free from dependence", "offending": "Offending", "wellbeing": "Health and wellbeing",
    "employment": "Employment", "local": "Local outcomes", "quality": "Quality", "service": "Service",
}  # fmt: skip


class _Named(GovukForm):
    """A form of many fields: what is wrong names its field, so that the list at the top of the page can be read alone."""

    def add_error(self, field: str | None, error: Any) -> None:
        if field is not None:
            said = error.messages if isinstance(error, forms.ValidationError) else [str(error)]
            error = [f"{self.fields[field].label}: {one[:1].lower()}{one[1:]}" for one in said]
        super().add_error(field, error)


def _number(label: str, most: int, **options: Any) -> forms.DecimalField:
    wrong = f"Enter a number from 0 to {most}"
    return forms.DecimalField(
        label=label, max_digits=7, decimal_places=3, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        validators=[MinValueValidator(0, wrong), MaxValueValidator(most, wrong)],
        error_messages={"invalid": wrong, "required": wrong, "max_digits": wrong, "max_decimal_places": wrong,
                        "max_whole_digits": wrong}, **options,
    )  # fmt: skip


class BasisForm(_Named):
    """Which version a study rests on, and in which months journeys start."""

    version = forms.ChoiceField(label="Scheme", help_text="A draft is tried as though it had held in these months.")
    first = day_field("Journeys that start from", help_text="The first day of a month.")
    last = day_field(
        "Journeys that start until",
        help_text="The last day of a month. What started in the last year is not yet decided: leave it out where you can.",
    )

    def __init__(
        self, *args: Any, bases: Mapping[int, tuple[str, Scheme, bool]], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._bases, self._today = bases, today
        self.fields["version"].choices = [(pk, name) for pk, (name, _, _) in bases.items()]  # type: ignore[attr-defined]
        style(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and first.day != 1:
            self.add_error("first", "Enter the first day of a month")
        if last and last != last_day(month_number(last)):
            self.add_error("last", "Enter the last day of a month")
        elif last and last > self._today:
            self.add_error("last", f"Enter a day that is not after today, {format_day(self._today)}")
        if first and last and not self.errors:
            self._check_together(first, last, int(cleaned.get("version") or 0))
        return cleaned

    def _check_together(self, first: dt.date, last: dt.date, version: int) -> None:
        if last < first:
            self.add_error("last", "Enter a day that is not before the first")
            return
        if month_number(last) - month_number(first) >= LONGEST_PERIOD:
            self.add_error("last", "Enter a period of at most ten years")
        _, scheme, in_force = self._bases[version]
        if in_force and (last < scheme.starts or first > scheme.ends):
            span = f"{format_day(scheme.starts)} to {format_day(scheme.ends)}"
            self.add_error("first", f"This version governs journeys that start from {span}: choose months of that time")


class DatesForm(_Named):
    """From when to when a drafted version holds."""

    starts = day_field("Journeys that start from")
    ends = day_field("Until")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        for name, day in (("starts", starts), ("ends", ends)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"Enter a date of the years {FIRST_YEAR} to {LAST_YEAR}")
        if starts and ends and ends < starts:
            self.add_error("ends", "Enter a day that is not before the first")
        return cleaned


class WishesForm(_Named):
    """What a tariff should do. The fields follow the scheme: weights, limits, ratios, ceilings and caps.

    `wishes` gives what was filled in as the JSON that a study keeps; `initial_of` turns such JSON back.
    """

    budget = PoundsField(
        label="Budget for one year (£)",
        help_text="For outcomes with a price for each client. Blocks, floors and cohorts come on top of it.",
        error_messages={"required": "Enter the budget in pounds"},
    )
    weigh_by = forms.ChoiceField(
        label="Weigh the money by",
        choices=[("domain", "Domain: outcomes within one share its money as they do today"), ("outcome", "Outcome")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to weigh by domain or by outcome"},
    )
    step = forms.ChoiceField(
        label="Prices in whole steps of", choices=STEPS, widget=forms.RadioSelect, initial="100",
        error_messages={"required": "Choose a step"},
    )  # fmt: skip
    small_below = forms.IntegerField(
        label="A provider is small below so many journeys a year",
        min_value=0,
        max_value=100_000,
        initial=SMALL_BELOW,
        error_messages={"required": "Enter a number of journeys", "invalid": "Enter a whole number of journeys"},
    )

    def __init__(self, *args: Any, scheme: Scheme, titles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme = scheme
        self.priced = [one for one in scheme.outcomes if not is_priced_by_cohort(one)]
        self.domains = list(dict.fromkeys(one.domain for one in self.priced))
        for domain in self.domains:
            self.fields[f"domain-{domain}"] = _number(DOMAINS.get(domain, domain.capitalize()), 1000)
        for one in self.priced:
            self._add_outcome(one)
        for group in scheme.groups:
            self.fields[f"ratio-{group}"] = _number(group.capitalize(), 100, required=False)
        for place, ceiling in enumerate(scheme.ceilings):
            label = f"{titles[ceiling.outcome]}: at most this per cent of the prices of {ceiling.of_domain}"
            self.fields[f"ceiling-{place}"] = _number(label, 100, required=False)
        names = contract_names({one.code: one.provider for one in scheme.contracts})
        for code, name in names.items():
            self.fields[f"cap-{code}"] = PoundsField(label=name, required=False)
        style(self)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.TextInput | forms.NumberInput):
                width = "10" if name == "budget" or name.startswith("cap-") else "5"
                field.widget.attrs["class"] += f" govuk-input--width-{width}"

    def _add_outcome(self, one: Outcome) -> None:
        self.fields[f"weight-{one.code}"] = _number(f"Weight of {one.title}", 1000, required=False)
        self.fields[f"least-{one.code}"] = PoundsField(label=f"Lowest price of {one.title}", required=False)
        self.fields[f"most-{one.code}"] = PoundsField(label=f"Highest price of {one.title}", required=False)
        self.fields[f"keep-{one.code}"] = forms.BooleanField(label=f"Keep the prices of {one.title}", required=False)

    # The fields as the page lays them out ------------------------------------------------------------------------------

    def of_domains(self) -> list[forms.BoundField]:
        return [self[f"domain-{domain}"] for domain in self.domains]

    def of_outcomes(self) -> list[tuple[Outcome, list[forms.BoundField]]]:
        kinds = ("weight", "least", "most", "keep")
        return [(one, [self[f"{kind}-{one.code}"] for kind in kinds]) for one in self.priced]

    def of_groups(self) -> list[forms.BoundField]:
        return [self[f"ratio-{group}"] for group in self.scheme.groups]

    def of_ceilings(self) -> list[forms.BoundField]:
        return [self[f"ceiling-{place}"] for place in range(len(self.scheme.ceilings))]

    def of_caps(self) -> list[forms.BoundField]:
        return [self[f"cap-{contract.code}"] for contract in self.scheme.contracts]

    # What is wrong, and what was said ----------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        by = "domain" if cleaned.get("weigh_by") == "domain" else "weight"
        names = [f"domain-{domain}" for domain in self.domains] if by == "domain" else [
            f"weight-{one.code}" for one in self.priced
        ]  # fmt: skip
        if not self.errors and not any(cleaned.get(name) for name in names):
            self.add_error(names[0], "Give at least one of the weights a number above 0")
        for one in self.priced:
            least, most = cleaned.get(f"least-{one.code}"), cleaned.get(f"most-{one.code}")
            if least is not None and most is not None and most < least:
                self.add_error(f"most-{one.code}", "Enter an amount that is not below the lowest price")
        ratios = {name: cleaned.get(name) for name in (f"ratio-{group}" for group in self.scheme.groups)}
        for name, ratio in ratios.items():
            if name not in self.errors and not ratio and (ratio is not None or any(ratios.values())):
                self.add_error(name, "Enter a number above 0 for every group, or for none")
        if cleaned.get("budget") == 0:
            self.add_error("budget", "Enter a budget above £0")
        return cleaned

    def mark_conflict(self, limits: Sequence[tuple[str, str]]) -> None:
        """Says beside each field which wishes could not be met together: (budget | least | most | ceiling, outcome)."""
        places = {one.outcome: place for place, one in enumerate(self.scheme.ceilings)}
        names = [
            f"ceiling-{places[outcome]}" if kind == "ceiling" else f"{kind}-{outcome}" if outcome else kind
            for kind, outcome in limits
        ]
        for name in names:
            others = " and ".join(f"“{self.fields[one].label}”" for one in names if one != name)
            self.add_error(name, f"Cannot be kept together with {others or 'the other wishes'}")

    def wishes(self) -> dict[str, Any]:
        said = self.cleaned_data
        by_domain = said["weigh_by"] == "domain"
        keys = [(f"domain-{key}", key) for key in self.domains] if by_domain else [
            (f"weight-{one.code}", one.code) for one in self.priced
        ]  # fmt: skip
        shares = [(one, said.get(f"ceiling-{place}")) for place, one in enumerate(self.scheme.ceilings)]
        return {
            "budget": said["budget"],
            "weigh_by": said["weigh_by"],
            "weights": {key: str(said[name] or 0) for name, key in keys},
            "ratios": self._said("ratio", self.scheme.groups, str),
            "ceilings": [
                {"outcome": one.outcome, "of_domain": one.of_domain, "share": _as_written(share / 100, one.share)}
                for one, share in shares
                if share is not None
            ],
            "step": int(said["step"]),
            "kept": [one.code for one in self.priced if said[f"keep-{one.code}"]],
            "least": self._said("least", [one.code for one in self.priced], int),
            "most": self._said("most", [one.code for one in self.priced], int),
            "caps": self._said("cap", [one.code for one in self.scheme.contracts], int),
            "small_below": said["small_below"],
        }

    def _said(self, kind: str, keys: Sequence[str], value: type) -> dict[str, Any]:
        told = {key: self.cleaned_data.get(f"{kind}-{key}") for key in keys}
        return {key: value(one) for key, one in told.items() if one is not None}


def initial_of(scheme: Scheme, wishes: Mapping[str, Any] | None, money: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows at first: the earlier wishes, or the basis as it is: what it costs, how its money is spread (in
    per cent), its ceilings and its caps on everything. `money` is what the study found of the basis."""
    whole = money["total"]["expected"]
    initial: dict[str, Any] = {"weigh_by": "domain", "budget": _pounds(whole - whole % 100), "step": "100"}
    for domain, pence in money["domains"].items():
        initial[f"domain-{domain}"] = _per_cent(pence, whole)
    for code, told in money["outcomes"].items():
        initial[f"weight-{code}"] = _per_cent(told["expected"], whole)
    for place, ceiling in enumerate(scheme.ceilings):
        initial[f"ceiling-{place}"] = _plain(ceiling.share * 100)
    for contract in scheme.contracts:
        caps = [cap.amount for cap in contract.caps if not cap.outcomes]
        initial[f"cap-{contract.code}"] = _pounds(min(caps)) if caps else ""
    return initial if wishes is None else initial | _as_said(scheme, wishes)


def _as_said(scheme: Scheme, wishes: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {name: wishes[name] for name in ("weigh_by", "small_below")}
    said |= {"budget": _pounds(wishes["budget"]), "step": str(wishes["step"])}
    kind = "domain" if wishes["weigh_by"] == "domain" else "weight"
    said |= {f"{kind}-{key}": weight for key, weight in wishes["weights"].items()}
    said |= {f"ratio-{group}": ratio for group, ratio in wishes["ratios"].items()}
    said |= {f"keep-{code}": True for code in wishes["kept"]}
    for name in ("least", "most"):
        said |= {f"{name}-{code}": _pounds(pence) for code, pence in wishes[name].items()}
    shares = {one["outcome"]: one["share"] for one in wishes["ceilings"]}
    for place, ceiling in enumerate(scheme.ceilings):
        share = shares.get(ceiling.outcome)
        said[f"ceiling-{place}"] = "" if share is None else _plain(Decimal(share) * 100)
    for contract in scheme.contracts:
        said[f"cap-{contract.code}"] = _pounds(wishes["caps"][contract.code]) if contract.code in wishes["caps"] else ""
    return said


def _as_written(share: Decimal, before: Decimal) -> str:
    """0.20 stays 0.20: what is not changed must not look changed."""
    return f"{before:f}" if share == before else _plain(share)


def _pounds(pence: int) -> str:
    pounds, rest = divmod(pence, 100)
    return f"{pounds:,}.{rest:02d}" if rest else f"{pounds:,}"


def _per_cent(part: int, whole: int) -> str:
    return _plain(round(Decimal(part) * 100 / whole, 1)) if whole else "0"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
