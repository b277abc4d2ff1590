"""What is likely to be earned and paid: the newest forecast, those kept, and how often their bands held."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from payments.actions.forecast import FORECAST, LOOK_BACK, ask_forecast, set_budget
from payments.forecast_forms import BudgetForm, ForecastFilters
from payments.forecasting.months import first_day, month_number
from payments.queries.forecasts import (
    budget_years,
    by_months_ahead,
    caps_ahead,
    contracts_shown,
    forecasts,
    held_so_far,
    last_day_in_force,
    looked_back,
    months_of,
    working,
    years_ahead,
)
from payments.queries.said_before import past_months
from payments.views.forecast_pictures import AHEAD, MONTHS, ahead_rows, fan, month_rows, share_held
from pbr.access.permissions import Permission
from pbr.web.exports import csv_answer, xlsx_answer
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

FILES: Final = {"csv": csv_answer, "xlsx": xlsx_answer}
SHOWN_BEFORE: Final = 12  # months on the page before the forecast's own; a download has all
KEPT = (
    Column("From the end of", lambda kept: kept.day, ("day",), "day"),
    Column("Made", lambda kept: kept.made_at, ("made_at",), "made"),
    Column(
        "Asked by", lambda kept: kept.asked_by.name if kept.asked_by else "Made by night", ("asked_by__name",), "by"
    ),
    Column("Draws", lambda kept: kept.draws, ("draws",), "draws", numeric=True),
)


class Forecast(LockedView):
    """The newest forecast, or, by its number, an earlier one beside what came."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest, forecast_id: int | None = None) -> HttpResponse:
        kept = forecasts(self.access)
        made = kept.first() if forecast_id is None else kept.filter(pk=forecast_id).first()
        if made is None and forecast_id is not None:
            raise Http404("No such forecast")
        contracts = contracts_shown(self.access)
        filters = ForecastFilters(request.GET, contracts=contracts)
        context = {"filters": filters, "made": made, "newest": forecast_id is None, **self._allowed()}
        if made is None or not contracts:
            context["being_made"] = working(self.access, (FORECAST,)) is not None
            return render(request, "payments/forecast.html", context)
        contract, kind = filters.chosen()
        months = months_of(self.access, made, contract, kind)
        past = past_months(self.access, contract, kind, before=first_day(month_number(made.day) + 1))
        answer = FILES.get(request.GET.get("export", ""))
        if answer is not None:
            return answer("forecast", MONTHS, month_rows([*past, *months]))
        named, ends = dict(contracts)[contract], last_day_in_force(self.access, made)
        reaches = months[-1].month if months else made.day
        context |= {
            "picture": fan(months, past[-SHOWN_BEFORE:], named, kind, made.day, ends),
            "kind": kind,
            "ends": ends if ends and ends < reaches else None,
            "named": named,
            "of_all": contract == "",
            "years": years_ahead(self.access, made) if contract == "" else [],
            "caps": caps_ahead(self.access, made),
        }
        return render(request, "payments/forecast.html", context)

    def _allowed(self) -> dict[str, Any]:
        may_ask = self.access.may(Permission.CHANGE_SCHEME)
        return {
            "may_ask": may_ask,
            "job": working(self.access, (FORECAST, LOOK_BACK)) if may_ask else None,
            "budget_form": BudgetForm(years=budget_years(self.access)) if may_ask else None,
        }


class AskForecast(LockedView):
    permission = Permission.CHANGE_SCHEME

    def post(self, request: HttpRequest) -> HttpResponse:
        ask_forecast(access=self.access)
        messages.success(request, "A forecast is being made. It appears here in a minute or two.")
        return redirect("forecast")


class SetBudget(LockedView):
    permission = Permission.CHANGE_SCHEME

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BudgetForm(request.POST, years=budget_years(self.access))
        if not form.is_valid():
            return render(request, "payments/budget.html", {"form": form}, status=422)
        set_budget(access=self.access, starts=dt.date.fromisoformat(form.cleaned_data["year"]), pence=form.pence)
        messages.success(request, "The budget is set.")
        return redirect("forecast")


class Forecasts(LockedView):
    """Every forecast kept."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest) -> HttpResponse:
        listing = Listing(request, forecasts(self.access), KEPT, "-made", "forecasts")
        return listing.export() or render(request, "payments/forecasts.html", {"listing": listing})


class Calibration(LockedView):
    """How often the bands held: of forecasts made again from every past month end, and of those kept."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest) -> HttpResponse:
        made, again = looked_back(self.access)
        kept = held_so_far(self.access)
        figures = again if request.GET.get("of") != "kept" else kept
        scores = by_months_ahead(figures)
        answer = FILES.get(request.GET.get("export", ""))
        if answer is not None:
            return answer("calibration", AHEAD, ahead_rows(scores))
        context = {
            "made": made,
            "again": share_held(by_months_ahead(again), "Forecasts made again") if again else None,
            "kept": share_held(by_months_ahead(kept), "Forecasts kept") if kept else None,
            "job": working(self.access, (LOOK_BACK,)),
        }
        return render(request, "payments/calibration.html", context)
