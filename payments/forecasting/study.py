"""One study of a tariff, whole: from what was found to what a page shows, as plain values that a database keeps as JSON.

Money in the answer is whole pence, days are ISO texts, and rates are numbers from 0 to 1.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from caseloads.rules.facts import Completeness
from outcomes.rules.determination import ClientFound
from payments.forecasting.baseline import Achievement, Baseline, Period, baseline, governed
from payments.forecasting.expected import CapCut, Volumes, cap_cut, volumes
from payments.forecasting.months import first_day, last_day, month_number
from payments.forecasting.rounding import propose
from payments.forecasting.tariff import BY_DOMAIN, NoTariff, PriceMaker, Prices, Wishes
from payments.forecasting.volatility import Volatility, volatility
from payments.rules.entitle import entitle
from payments.rules.pricing import is_priced_by_cohort
from pbr.scheme.document import Ceiling, Scheme
from pbr.scheme.editing import next_version
from pbr.scheme.reading import parse_toml, read_scheme
from pbr.scheme.writing import write_scheme
from pbr.values.dates import MONTHS_IN_A_YEAR
from pbr.values.money import PENCE_IN_A_POUND, Pence

BUILDING_UP: Final = MONTHS_IN_A_YEAR  # months in which a new scheme's income only grows
LEAST_MONTHS: Final = 6  # of income, that are still worth looking at
SMALL_BELOW: Final = 100  # journeys a year

Progress = Callable[[int, int, str], None]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a study is about. `scheme` is the basis as its dates were set for the study, `text` its document then.
    `found` is what was found under it. `wishes` None: only the baseline and what the basis itself would cost."""

    text: str
    scheme: Scheme
    found: Sequence[ClientFound]
    completeness: Completeness
    as_of: dt.date
    period: Period
    wishes: Json | None = None


def retimed(text: str, starts: dt.date, ends: dt.date) -> str:
    """The same agreement as though it had held from one day to another."""
    document = parse_toml(text, "scheme.toml")
    named = {"name": document["name"], "partnership": document["partnership"]}
    return write_scheme(next_version(document, starts=starts, ends=ends, **named))


def priced(text: str, prices: Prices, ceilings: Sequence[Ceiling] | None = None) -> str:
    """The document with other prices and, where given, other ceilings. Outcomes priced by cohort stay as they are."""
    document = parse_toml(text, "scheme.toml")
    for outcome in document["outcome"]:
        new = prices.get(outcome["code"])
        if new is None:
            continue
        if "price" in outcome:
            outcome["price"] = written(next(iter(new.values())))
        else:
            outcome["prices"] = {group: written(pence) for group, pence in new.items()}
    if ceilings is not None:
        document["ceiling"] = [
            {"outcome": one.outcome, "of_domain": one.of_domain, "share": f"{one.share:f}"} for one in ceilings
        ]
        if not ceilings:
            del document["ceiling"]
    return write_scheme(document)


def written(pence: int) -> str:
    """Money as a scheme document writes it: "1234.50"."""
    pounds, rest = divmod(pence, PENCE_IN_A_POUND)
    return f"{pounds}.{rest:02d}"


def prices_of(scheme: Scheme) -> dict[str, dict[str, Pence]]:
    """The prices of the individually priced outcomes."""
    return {one.code: dict(one.prices) for one in scheme.outcomes if not is_priced_by_cohort(one)}


def wishes_of(told: Mapping[str, Any]) -> Wishes:
    """A commissioner's wishes out of their JSON."""
    return Wishes(
        budget=Pence(told["budget"]),
        weigh_by=told.get("weigh_by", BY_DOMAIN),
        weights={key: Decimal(weight) for key, weight in told.get("weights", {}).items()},
        ratios={group: Decimal(ratio) for group, ratio in told.get("ratios", {}).items()},
        ceilings=ceilings_of(told),
        step=Pence(told.get("step", PENCE_IN_A_POUND)),
        kept=frozenset(told.get("kept", ())),
        least={code: Pence(pence) for code, pence in told.get("least", {}).items()},
        most={code: Pence(pence) for code, pence in told.get("most", {}).items()},
    )


def ceilings_of(told: Mapping[str, Any]) -> tuple[Ceiling, ...]:
    return tuple(Ceiling(one["outcome"], one["of_domain"], Decimal(one["share"])) for one in told.get("ceilings", ()))


def study(asked: Asked, progress: Progress = lambda *_: None) -> Json:
    """All that a page of the study shows: baseline, expected money of the basis, and of the tariff that was asked for or
    the sentence that says why there is none."""
    under = governed(asked.found, asked.scheme)
    told = baseline(under, asked.scheme, asked.period)
    progress(1, 4, "Counting how often each outcome was achieved")
    expected = volumes(under, asked.scheme, asked.period)
    progress(2, 4, "Drawing clients anew")
    months = income_months(asked.period, asked.completeness, asked.as_of)
    clients = _Priced(asked, under, told, expected, months)
    answer = _baseline_told(told, asked, months)
    answer["today"] = clients.under(prices_of(asked.scheme))
    answer["proposed"], answer["no_tariff"] = None, ""
    progress(3, 4, "Looking for the tariff")
    if asked.wishes:
        try:
            proposal = propose(PriceMaker(asked.scheme, expected.of(), wishes_of(asked.wishes)))
        except NoTariff as none:
            answer["no_tariff"] = str(none)
            answer["conflict"] = [list(limit) for limit in none.limits]
        else:
            answer["proposed"] = clients.under(proposal.prices)
    progress(4, 4, "Done")
    return answer


def income_months(period: Period, completeness: Completeness, as_of: dt.date) -> Period | None:
    """The whole months of income to look at: until the first feed of an agency ends, and without the year in which income
    builds up where enough is left after it. None where no month is complete."""
    ends = [day for day in completeness.agencies.values() if day is not None]
    known = min([*ends, as_of])
    last = month_number(known) if known == last_day(month_number(known)) else month_number(known) - 1
    first = month_number(period.first)
    if last - (first + BUILDING_UP) + 1 >= LEAST_MONTHS:
        first += BUILDING_UP
    return Period(first_day(first), last_day(last)) if ends and last >= first else None


@dataclass(frozen=True, slots=True)
class _Priced:
    """What the same clients would bring under some prices."""

    asked: Asked
    found: Sequence[ClientFound]
    told: Baseline
    expected: Volumes
    months: Period | None

    def monthly(self, prices: Prices) -> Sequence[Volatility]:
        """Month by month as the rules themselves date and gate it."""
        if self.months is None:
            return ()
        journeys = Counter({one.code: 0 for one in self.asked.scheme.contracts})
        for row in self.told.case_mix:
            if row.contract in journeys:
                journeys[row.contract] += row.journeys
        new = read_scheme(priced(self.asked.text, prices, ()))
        earned = entitle(self.found, [], [new], self.asked.completeness, self.asked.as_of).entitlements
        small_below = (self.asked.wishes or {}).get("small_below", SMALL_BELOW)
        limit = round(small_below / self.asked.period.per_year)
        return volatility(earned, journeys, self.months.first, self.months.last, limit)

    def under(self, prices: Prices) -> Json:
        money = self.expected.money(prices)
        scheme = self.asked.scheme
        caps = {code: Pence(pence) for code, pence in (self.asked.wishes or {}).get("caps", {}).items()}
        domains = {one.code: one.domain for one in scheme.outcomes}
        by_outcome = {code: money.band(outcome=code)._asdict() for code in prices}
        by_domain: Counter[str] = Counter()
        for code, told in by_outcome.items():
            by_domain[domains[code]] += told["expected"]
        return {
            "prices": {code: dict(by_group) for code, by_group in prices.items()},
            "total": money.band()._asdict(),
            "outcomes": by_outcome,
            "domains": dict(by_domain),
            "groups": {group: money.band(group=group)._asdict() for group in (*scheme.groups, "")},
            "contracts": {one.code: money.band(contract=one.code)._asdict() for one in scheme.contracts},
            "caps": [_cap_told(cap_cut(money, code, cap)) for code, cap in caps.items()],
            "volatility": [_volatility_told(one) for one in self.monthly(prices)],
        }


def _baseline_told(told: Baseline, asked: Asked, months: Period | None) -> Json:
    return {
        "clients": told.clients,
        "journeys": told.journeys,
        "months": asked.period.months,
        "income": [months.first.isoformat(), months.last.isoformat()] if months else None,
        "case_mix": [[one.contract, one.group, one.month.isoformat(), one.journeys] for one in told.case_mix],
        "achievement": [_achievement_told(one) for one in told.achievement],
        "by_cohort": [one.code for one in asked.scheme.outcomes if is_priced_by_cohort(one)],
    }


def _achievement_told(one: Achievement) -> Json:
    rate = {"share": one.rate.share, "low": one.rate.low, "high": one.rate.high} if one.rate else None
    return {**one._asdict(), "a_year": round(one.a_year, 1), "rate": rate}


def _cap_told(one: CapCut) -> Json:
    return {"contract": one.contract, "cap": one.cap, "cut": one.cut._asdict(), "bites": one.bites}


def _volatility_told(one: Volatility) -> Json:
    return {
        **one._asdict(),
        "months": [[month.isoformat(), pence] for month, pence in one.months],
        "worst_month": one.worst_month.isoformat() if one.worst_month else None,
        "worst_band": one.worst_band._asdict(),
    }
