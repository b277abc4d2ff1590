"""Looking ahead: forecasts of the past, kept as nights made them, and what the commissioner prepares on the last day:
budgets, a forecast, next year's draft tried, a study of its tariff.

What is prepared on the last day and takes long is left to the worker, so that the pages fill a minute after the start.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Sum

from outcomes.demonstration import draft_next_year
from outcomes.queries.schemes import versions
from payments.actions.forecast import FORECAST, ask_forecast, set_budget
from payments.actions.tariff import ask_study
from payments.actions.trial import ask_trial
from payments.demonstration.people import People
from payments.forecasting.months import month_number
from payments.models import Entitlement
from pbr import clock
from pbr.access.access import Access
from pbr.jobs.asking import ask
from pbr.jobs.draining import drain
from pbr.values.dates import ONE_DAY, ContractYear, months_after

ROUND = 100_000  # budgets are set in whole thousands of pounds
YEAR = 12
KEPT_BEFORE = (12, 9, 6)  # months before the last extracts: the earliest is to be seen beside all that came
SAVED = 20  # the budget is a twentieth below what the last year earned


def forecast_of_the_night(people: People, to: dt.date, last: dt.date) -> None:
    """Once the extracts up to `to` are there, if a forecast of then is among those that are kept."""
    if month_number(last) - month_number(to) in KEPT_BEFORE:
        ask(FORECAST, partnership=people.partnership)
        drain(FORECAST)


def look_ahead(people: People) -> None:
    commissioner = people.of_the_partnership("commissioner")
    first = versions(commissioner).filter(in_force_at__isnull=False).earliest("starts")
    _set_budgets(commissioner, (first.starts.month, first.starts.day))
    ask_forecast(access=commissioner)
    ask_trial(access=commissioner, version_id=draft_next_year(commissioner))
    ask_study(
        access=commissioner, version_id=first.pk, first=first.starts, last=months_after(first.starts, YEAR) - ONE_DAY
    )


def _set_budgets(commissioner: Access, year_starts: tuple[int, int]) -> None:
    """For the contract year of today and the next: a little less than the last twelve months earned."""
    lately = Entitlement.objects.filter(
        contract__partnership=commissioner.partnership, date__gt=months_after(clock.today(), -YEAR)
    )
    pence = int(lately.aggregate(all=Sum("payable"))["all"] or 0)
    budget = (pence - pence // SAVED) // ROUND * ROUND
    this = ContractYear.of(clock.today(), year_starts)
    set_budget(access=commissioner, starts=this.start, pence=budget)
    set_budget(access=commissioner, starts=this.following.start, pence=budget + budget // SAVED)
