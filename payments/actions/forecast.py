"""Making forecasts from the partnership's own history, looking back on how they would have done, setting a budget."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from payments.forecasting import keeping
from payments.forecasting.arriving import last_month_end
from payments.forecasting.backtest import EARLIEST, backtest
from payments.forecasting.cash import Runs, runs_of
from payments.forecasting.chances import fit
from payments.forecasting.forecast import Asked, Forecast, simulate
from payments.forecasting.months import month_ends, month_number
from payments.forecasting.possibilities import possibilities
from payments.forecasting.recorder import Recorder
from payments.forecasting.snapshot import Snapshot, replay
from payments.models import (
    Account,
    Budget,
    ClaimLine,
    Contract,
    ForecastFigure,
    KeptForecast,
    LookBack,
    Payment,
    Transfer,
)
from payments.queries.ledger import balances
from payments.queries.past import Past, past_of
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Partnership, Person
from pbr.audit.record import record
from pbr.jobs.asking import ask

FORECAST = "payments.forecast"
LOOK_BACK = "payments.look_back"
MONTHS = 12
LEAST_HISTORY = 6  # month ends; before that nothing is known of how journeys go on
LOOK_BACK_DRAWS = 2_000
LOOK_BACK_MONTHS = 6
Progress = Callable[[int, int, str], None]


def ask_forecast(*, access: Access) -> None:
    """Asks for a forecast, and for a look back on how those of every past month would have done."""
    with transaction.atomic():
        ask(FORECAST, partnership=access.partnership, by=access.person)
        ask(LOOK_BACK, partnership=access.partnership, by=access.person)
        record("forecast.asked", partnership=access.partnership, actor=access.person, subject="forecast:latest")


def make_forecast(
    *, partnership: Partnership, asked_by: Person | None, progress: Progress, finish: Callable[[], None]
) -> KeptForecast | None:
    """A forecast from the last month end that all extracts reach, kept with what has become payable until then.

    None, and nothing is kept, where the history is too short. By night (`asked_by` None) only for a month end of which
    none is kept yet.
    """
    began = time.monotonic()
    past = past_of(partnership.code)
    days = _month_ends(past) if past else []
    kept = KeptForecast.objects.filter(partnership=partnership)
    known_already = asked_by is None and bool(days) and kept.filter(day=days[-1]).exists()
    if past is None or len(days) < LEAST_HISTORY or known_already:
        finish()
        return None
    recorder, came = Recorder(past.schemes), []
    for number, seen in enumerate(replay(past.facts, past.schemes, past.complete, days), 1):
        recorder.add(seen)
        came.append(seen)
        progress(number, len(days), "Learning from the past, month by month")
    made = _simulated(partnership, past, recorder, came[-1])
    took = dt.timedelta(seconds=time.monotonic() - began)
    with transaction.atomic():
        kept_now = KeptForecast.objects.create(
            partnership=partnership,
            day=made.day,
            made_at=clock.now(),
            asked_by=asked_by,
            draws=made.draws,
            seed=made.seed,
            years=keeping.years(made, past.schemes),
            caps=keeping.caps(made),
            came=keeping.came(came, made.contracts),
            took=took,
        )
        ForecastFigure.objects.bulk_create(
            ForecastFigure(forecast=kept_now, contract=one.contract, kind=one.kind, month=one.month, **one.bands)
            for one in keeping.figures(made)
        )
        finish()
    return kept_now


def look_back(*, partnership: Partnership, progress: Progress, finish: Callable[[], None]) -> LookBack | None:
    """Forecasts made again from every past month end, beside what came; None where the history is too short."""
    began = time.monotonic()
    past = past_of(partnership.code)
    days = _month_ends(past) if past else []
    if past is None or len(days) <= EARLIEST:
        finish()
        return None
    seen = []
    for number, one in enumerate(replay(past.facts, past.schemes, past.complete, days), 1):
        seen.append(one)
        progress(number, 2 * len(days), "Replaying the past, month by month")
    asked = Asked(months=LOOK_BACK_MONTHS, draws=LOOK_BACK_DRAWS)
    figures = [keeping.looked_back_on(one) for one in backtest(seen, past.schemes, asked)]
    took = dt.timedelta(seconds=time.monotonic() - began)
    with transaction.atomic():
        made = LookBack.objects.create(partnership=partnership, made_at=clock.now(), figures=figures, took=took)
        finish()
    return made


def set_budget(*, access: Access, starts: dt.date, pence: int) -> Budget:
    """What may be spent in a contract year; what was set before stays on record."""
    with transaction.atomic():
        budget = Budget.objects.create(
            partnership=access.partnership, starts=starts, pence=pence, set_by=access.person, set_at=clock.now()
        )
        record(
            "budget.set",
            partnership=access.partnership,
            actor=access.person,
            subject="forecast:latest",
            year=starts.isoformat(),
            pence=str(pence),
        )
    return budget


def _month_ends(past: Past) -> list[dt.date]:
    return list(month_ends(past.schemes[0].starts, last_month_end(min(clock.today(), past.known_to))))


def _simulated(partnership: Partnership, past: Past, recorder: Recorder, now: Snapshot) -> Forecast:
    chances = fit(recorder.history())
    contracts = dict.fromkeys(contract.code for scheme in past.schemes for contract in scheme.contracts)
    waiting, since = _unpaid(partnership), _paid_since(partnership, now)
    asked = Asked(
        months=MONTHS,
        runs=_runs(partnership, now),
        unpaid=tuple(waiting.get(code, 0) for code in contracts),
        paid_since=tuple(tuple(since[code, month] for month in range(1, MONTHS + 1)) for code in contracts),
    )
    return simulate(chances, possibilities(now, past.schemes, chances), past.schemes, now, asked)


def _unpaid(partnership: Partnership) -> dict[str, int]:
    """What each contract has earned and not been paid, less what it must give back, in pence."""
    accounts = balances(partnership.pk)
    return {
        contract.code: sum(
            accounts[contract.pk][one] for one in (Account.ACCRUED, Account.PAYABLE, Account.RECOVERABLE)
        )
        for contract in Contract.objects.filter(partnership=partnership)
    }


def _paid_since(partnership: Partnership, now: Snapshot) -> Counter[tuple[str, int]]:
    """What runs have paid after the forecast's day, in pence by contract and month after it."""
    paid = Payment.objects.filter(run__partnership=partnership, run__released_at__date__gt=now.day)
    rows = paid.order_by().values_list("contract__code", _month_of("run__released_at")).annotate(pence=Sum("paid"))
    return Counter({(code, month_number(month) - now.month): int(pence) for code, month, pence in rows})


def _runs(partnership: Partnership, now: Snapshot) -> Runs:
    """How payment runs came so far. What a month's extracts say is posted in the month after it."""
    postings = Transfer.objects.filter(partnership=partnership, sequence__isnull=False).order_by()
    lines = ClaimLine.objects.filter(claim__partnership=partnership, paid__payment__run__released_at__isnull=False)
    posted = postings.values_list(_month_of("posted_at")).annotate(number=Count("pk"))
    paid = lines.order_by().values_list(
        _month_of("posting__posted_at"), _month_of("paid__payment__run__released_at")
    ).annotate(number=Count("pk"))  # fmt: skip
    return runs_of(
        {month_number(month) - 1: number for month, number in posted},
        {(month_number(month) - 1, month_number(run)): number for month, run, number in paid},
        now.month,
        month_number(clock.today()),
    )


def _month_of(moment: str) -> TruncMonth:
    return TruncMonth(moment, tzinfo=clock.LONDON)
