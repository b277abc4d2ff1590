"""Forecasts as pages show them: bands beside what came, budgets, caps, and how often the bands held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import TruncMonth

from outcomes.queries import schemes_in_force, titles_of
from outcomes.queries.schemes import versions
from payments.forecasting.backtest import PARTNERSHIP, Held, Score, score
from payments.forecasting.keeping import BANDS, beside, chance_above, chance_in_words, held_again
from payments.models import Budget, ForecastFigure, KeptForecast, LookBack, Payment
from payments.queries import visible
from payments.queries.wording import named_contracts
from pbr import clock
from pbr.access.access import Access
from pbr.jobs.models import Job
from pbr.values.dates import ContractYear

KINDS = tuple(ForecastFigure.Kind.choices)


Bands = tuple[int, int, int, int, int]  # pence, in the order of BANDS


class Month(NamedTuple):
    """One month: the bands of the forecast of `day` (None: there was none), and what came in pence (None: not known yet)."""

    month: dt.date
    bands: Bands | None
    came: int | None
    day: dt.date | None


@dataclass(frozen=True, slots=True)
class YearAhead:
    """A contract year against its budget, in pence. `chance`, in words, is that of paying more than the budget.

    `low80` to `high80` is what is paid in all of the year in four draws of five: `paid` so far, and the forecast.
    """

    starts: dt.date
    ends: dt.date
    paid: int
    low80: int
    median: int
    high80: int
    budget: int | None
    chance: str
    in_part: bool  # the forecast ends before the year does


@dataclass(frozen=True, slots=True)
class CapAhead:
    """A cap and, in words, the chance that it is reached by the year's end or the forecast's last month. Pence."""

    provider: str
    starts: dt.date
    amount: int
    over: str
    chance: str


def forecasts(access: Access) -> QuerySet[KeptForecast]:
    """Every forecast kept, the newest first."""
    found = KeptForecast.objects.filter(partnership=access.partnership)
    return found.select_related("asked_by").order_by("-made_at", "-pk")


def contracts_shown(access: Access) -> list[tuple[str, str]]:
    """Code and provider of each contract that the person may see; the whole partnership first, for its own people."""
    own = list(_providers(access).items())
    return own if access.providers is not None else [(PARTNERSHIP, "All contracts"), *own]


def _providers(access: Access) -> dict[str, str]:
    """What each contract that the person may see is called, by its code."""
    return {one.code: name for one, name in named_contracts(visible.contracts(access))}


def months_of(access: Access, forecast: KeptForecast, contract: str, kind: str) -> list[Month]:
    """The forecast's months with what came of them, as the newest forecast (or the payments) know it."""
    figures = forecast.figures.filter(contract=contract, kind=kind).order_by("month")
    came = came_of(access, contract, kind)
    return [
        Month(month, tuple(bands), came.get(month), forecast.day)
        for month, *bands in figures.values_list("month", *BANDS)
    ]


def last_day_in_force(access: Access, forecast: KeptForecast) -> dt.date | None:
    """The last day on which a journey may start under the versions that were in force when the forecast was made."""
    known = versions(access).filter(in_force_at__lte=forecast.made_at)
    last: dt.date | None = known.aggregate(last=Max("ends"))["last"]
    return last


def came_of(access: Access, contract: str, kind: str) -> dict[dt.date, int]:
    """What became payable, or was paid, in each month that is known, in pence."""
    if kind == ForecastFigure.Kind.PAID:
        return _paid_by_month(access, contract)
    newest = forecasts(access).first()
    told: Mapping[str, int] = newest.came.get(contract, {}) if newest else {}
    return {dt.date.fromisoformat(month): pence for month, pence in told.items()}


def _paid_by_month(access: Access, contract: str) -> dict[dt.date, int]:
    """Months that are over; in one without a run nothing was paid."""
    paid = Payment.objects.filter(run__partnership=access.partnership, run__released_at__isnull=False)
    if contract != PARTNERSHIP:
        paid = paid.filter(contract__code=contract)
    rows = paid.annotate(month=TruncMonth("run__released_at")).order_by().values_list("month").annotate(sum=Sum("paid"))
    by_month = {moment.date(): int(pence) for moment, pence in rows}
    this_month = clock.today().replace(day=1)
    months = [one for one in by_month if one < this_month]
    if not months:
        return {}
    first, found = min(months), {}
    while first < this_month:
        found[first] = by_month.get(first, 0)
        first = (first + dt.timedelta(days=31)).replace(day=1)
    return found


def years_ahead(access: Access, forecast: KeptForecast) -> list[YearAhead]:
    """Each contract year that the forecast reaches into. What was paid before the forecast's months counts with it."""
    last = forecast.figures.order_by("-month").values_list("month", flat=True).first() or forecast.day
    found = []
    for told in forecast.years:
        starts, ends = dt.date.fromisoformat(told["starts"]), dt.date.fromisoformat(told["ends"])
        paid = _paid_from(access, starts, forecast.day)
        quantiles: list[int] = told["quantiles"]
        budget = budget_of(access, starts)
        chance = "–" if budget is None else chance_above(quantiles, budget.pence - paid)
        low, middle, high = (paid + quantiles[place] for place in (10, 50, 90))
        found.append(
            YearAhead(
                starts,
                ends,
                paid,
                low,
                middle,
                high,
                budget.pence if budget else None,
                chance,
                in_part=(last + dt.timedelta(days=31)).replace(day=1) <= ends,
            )
        )
    return found


def budget_of(access: Access, starts: dt.date) -> Budget | None:
    """The budget that holds for a contract year: the last one set."""
    return Budget.objects.filter(partnership=access.partnership, starts=starts).order_by("-pk").first()


def budget_years(access: Access) -> list[tuple[str, str]]:
    """The contract years for which a budget can be set: this one and the next."""
    in_force = schemes_in_force(access.partnership.pk).schemes
    if not in_force:
        return []
    this = ContractYear.of(clock.today(), in_force[-1].contract_year_starts)
    return [
        (year.start.isoformat(), f"{year.start:%-d %B %Y} to {year.end:%-d %B %Y}") for year in (this, this.following)
    ]


def caps_ahead(access: Access, forecast: KeptForecast) -> list[CapAhead]:
    """The caps of the contracts that the person may see."""
    providers = _providers(access)
    titles = titles_of(access.partnership.pk, {code for told in forecast.caps for code in told["outcomes"]})
    return [
        CapAhead(
            providers[told["contract"]],
            dt.date.fromisoformat(told["starts"]),
            told["amount"],
            ", ".join(titles.get(code, code) for code in told["outcomes"]) or "every outcome together",
            chance_in_words(told["chance"]),
        )
        for told in forecast.caps
        if told["contract"] in providers
    ]


def held_so_far(access: Access) -> list[Held]:
    """Figures of the forecasts kept beside what came since, as far as that is known."""
    shown = dict(contracts_shown(access))
    found = []
    for forecast in forecasts(access):
        for contract in shown:
            came = came_of(access, contract, ForecastFigure.Kind.EARNED)
            for ahead, one in enumerate(forecast.figures.filter(contract=contract, kind="earned").order_by("month"), 1):
                if one.month in came:
                    bands = {name: getattr(one, name) for name in BANDS}
                    found.append(beside(forecast.day, contract, one.month, ahead, came[one.month], bands))
    return found


def looked_back(access: Access) -> tuple[LookBack | None, list[Held]]:
    """The newest look back, with the figures of the contracts that the person may see."""
    made = LookBack.objects.filter(partnership=access.partnership).order_by("-pk").first()
    shown = dict(contracts_shown(access))
    figures = [held_again(told) for told in made.figures] if made else []
    return made, [one for one in figures if one.contract in shown]


def by_months_ahead(figures: Sequence[Held]) -> list[tuple[int, Score]]:
    return [
        (ahead, score(one for one in figures if one.ahead == ahead)) for ahead in sorted({one.ahead for one in figures})
    ]


def working(access: Access, kinds: Iterable[str]) -> Job | None:
    """The job that is making a forecast, where one is."""
    jobs = Job.objects.filter(partnership=access.partnership, kind__in=list(kinds), finished_at__isnull=True)
    return jobs.order_by("pk").first()


def _paid_from(access: Access, first: dt.date, last: dt.date) -> int:
    """What was paid from one day to another, both included, in pence; nothing where the last comes before the first."""
    released = Payment.objects.filter(
        run__partnership=access.partnership, run__released_at__date__gte=first, run__released_at__date__lte=last
    )
    return int(released.aggregate(paid=Sum("paid"))["paid"] or 0)
