"""The tariff workbench: what a scheme would cost in a year, and which prices would spend a budget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from outcomes.queries.cautions import hindrances
from payments.actions.tariff import ask_again, ask_study
from payments.forecasting.months import first_day, last_day, month_number
from payments.forecasting.study import ceilings_of, priced, retimed
from payments.queries.tariffs import bases, get_study, job_of, studies
from payments.tariff_forms import BasisForm, DatesForm, WishesForm, initial_of
from payments.views import tariff_pictures as pictures
from payments.views import tariff_words as words
from pbr import clock
from pbr.access.permissions import Permission
from pbr.scheme.compare import differences
from pbr.scheme.document import Scheme
from pbr.scheme.reading import read_scheme
from pbr.values.dates import MONTHS_IN_A_YEAR, ONE_DAY, months_after
from pbr.values.money import Pence
from pbr.web.exports import csv_answer, pence_as_pounds, xlsx_answer
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing

YEAR_UNDECIDED: Final = MONTHS_IN_A_YEAR  # most outcomes are decided a year after a journey starts


def _pounds(pence: int | None) -> Any:
    return None if pence is None else pence_as_pounds(pence)


COLUMNS = (
    Column("Asked", lambda study: study.asked_at, ("asked_at",), "asked"),
    Column("Asked by", lambda study: study.asked_by.name, ("asked_by__name",), "by"),
    Column("Basis", lambda study: study.basis, ("basis",), "basis"),
    Column("Journeys from", lambda study: study.first, ("first",), "first"),
    Column("Until", lambda study: study.last, ("last",), "last"),
    Column("Budget (£)", lambda study: _pounds(study.budget), ("wishes__budget",), "budget", numeric=True),
    Column("Expected to spend (£)", lambda study: _pounds(study.spends), numeric=True),
    Column("Found", lambda study: study.found),
)


class Tariff(LockedView):
    """Every study, and the way to a new one."""

    permission = Permission.SEE_LEDGER
    permissions_of_methods = {"POST": Permission.CHANGE_SCHEME}  # noqa: RUF012

    def get(self, request: HttpRequest) -> HttpResponse:
        listing = Listing(request, studies(self.access), COLUMNS, "-asked", "tariff-studies")
        if answer := listing.export():
            return answer
        known = bases(self.access) if self.access.may(Permission.CHANGE_SCHEME) else {}
        form = BasisForm(bases=known, today=clock.today(), initial=_first_basis(known)) if known else None
        context = {"listing": listing, "form": form, "may_ask": self.access.may(Permission.CHANGE_SCHEME)}
        return render(request, "payments/tariff.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BasisForm(request.POST, bases=bases(self.access), today=clock.today())
        if not form.is_valid():
            listing = Listing(request, studies(self.access), COLUMNS, "-asked", "tariff-studies")
            context = {"listing": listing, "form": form, "may_ask": True}
            return render(request, "payments/tariff.html", context, status=422)
        said = form.cleaned_data
        study = ask_study(access=self.access, version_id=int(said["version"]), first=said["first"], last=said["last"])
        return redirect("tariff_study", study.pk)


class Study(LockedView):
    """One study: its progress while it is worked out, then what it found, and the wishes for the next."""

    permission = Permission.SEE_LEDGER
    permissions_of_methods = {"POST": Permission.CHANGE_SCHEME}  # noqa: RUF012

    def get(self, request: HttpRequest, study_id: int) -> HttpResponse:
        study = get_study(self.access, study_id)
        if study.result is None:
            return render(request, "payments/tariff_study.html", {"study": study, "job": job_of(study)})
        scheme = _read(study.document)
        if "export" in request.GET:
            return _exported(request, _tables(study, scheme))
        initial = initial_of(scheme, study.wishes, study.result["today"])
        if conflict := study.result.get("conflict"):
            form = _wishes_form(study, scheme, data=initial)
            form.mark_conflict([(kind, name) for kind, name, _ in conflict])
        else:
            form = _wishes_form(study, scheme, initial=initial)
        return self._page(request, study, scheme, form)

    def post(self, request: HttpRequest, study_id: int) -> HttpResponse:
        study = get_study(self.access, study_id)
        if study.result is None:
            return redirect("tariff_study", study.pk)
        scheme = _read(study.document)
        form = _wishes_form(study, scheme, data=request.POST)
        if not form.is_valid():
            return self._page(request, study, scheme, form, status=422)
        asked = ask_again(access=self.access, earlier=study, wishes=form.wishes())
        return redirect("tariff_study", asked.pk)

    def _page(
        self, request: HttpRequest, study: Any, scheme: Scheme, form: WishesForm, status: int = 200
    ) -> HttpResponse:
        found, names = study.result, words.Names.of(scheme)
        chosen = found["proposed"] or found["today"]
        context = {
            "study": study,
            "form": form,
            "may_ask": self.access.may(Permission.CHANGE_SCHEME),
            "found": found,
            "about": words.about(found, study.first, study.last),
            "costs": words.costs(found),
            "spends": words.spends(found, study.budget) if found["proposed"] else "",
            "in_proportion": words.in_proportion(study.wishes) if found["proposed"] else "",
            "stays": words.stays(found, study.wishes, names) if found["proposed"] else "",
            "for_nothing": words.for_nothing(found, names) if found["proposed"] else "",
            "small": list(words.worst_months(chosen, names)),
            "by_cohort": [names.outcomes[code] for code in found["by_cohort"]],
            "income": [dt.date.fromisoformat(day) for day in found["income"] or ()],
            "tables": {table.name.replace("-", "_"): table for table in _tables(study, scheme)},
            "pictures": _pictures(found, names) if found["journeys"] else {},
        }
        return render(request, "payments/tariff_study.html", context, status=status)


class TariffDraft(LockedView):
    """The basis with the proposed prices, for dates of its own: shown whole before it is kept as a draft."""

    permission = Permission.CHANGE_SCHEME

    def get(self, request: HttpRequest, study_id: int) -> HttpResponse:
        study = get_study(self.access, study_id)
        if study.result is None or study.result["proposed"] is None:
            raise Http404("No prices are proposed")
        scheme = _read(study.document)
        starts = scheme.ends + ONE_DAY if study.in_force else scheme.starts
        ends = months_after(starts, MONTHS_IN_A_YEAR) - ONE_DAY if study.in_force else scheme.ends
        form = DatesForm(request.GET if "starts" in request.GET else None, initial={"starts": starts, "ends": ends})
        context: dict[str, Any] = {"study": study, "form": form}
        if not form.is_bound or form.is_valid():
            chosen = form.cleaned_data if form.is_bound else {"starts": starts, "ends": ends}
            text = retimed(_drafted(study), chosen["starts"], chosen["ends"])
            drafted = read_scheme(text)
            context |= {"text": text, "changes": differences(scheme, drafted)}
            context["hindrances"] = hindrances(self.access, drafted)
        return render(request, "payments/tariff_draft.html", context, status=200 if "text" in context else 422)


def _drafted(study: Any) -> str:
    prices = {
        code: {group: Pence(pence) for group, pence in by_group.items()}
        for code, by_group in study.result["proposed"]["prices"].items()
    }
    return priced(study.document, prices, ceilings_of(study.wishes))


@lru_cache(maxsize=32)
def _read(document: str) -> Scheme:
    return read_scheme(document)


def _wishes_form(study: Any, scheme: Scheme, **options: Any) -> WishesForm:
    return WishesForm(scheme=scheme, titles={one.code: one.title for one in scheme.outcomes}, **options)


def _first_basis(known: Mapping[int, tuple[str, Scheme, bool]]) -> dict[str, Any]:
    """The latest version with a month that is over, and its months up to a year ago: what started later is mostly
    undecided. Where no version has such a month, no months."""
    over = month_number(clock.today()) - 1
    begun = (pk for pk, (_, scheme, _) in known.items() if month_number(scheme.starts) <= over)
    pk = next(begun, None)
    if pk is None:
        return {"version": next(iter(known))}
    scheme = known[pk][1]
    first, until = month_number(scheme.starts), min(over, month_number(scheme.ends))
    decided = min(over - YEAR_UNDECIDED, until)
    last = decided if decided > first else until
    return {"version": pk, "first": first_day(first), "last": last_day(last)}


def _tables(study: Any, scheme: Scheme) -> list[words.Table]:
    found, names = study.result, words.Names.of(scheme)
    chosen = found["proposed"] or found["today"]
    tables = [words.baseline(found, names), words.case_mix(found, names), *words.money_tables(chosen, names)]
    tables += [words.volatility(chosen, names)]
    if chosen["caps"]:
        tables.append(words.caps(chosen, names))
    if found["proposed"]:
        tables += [words.prices(found, names), words.weights(found, study.wishes, names)]
    return tables


def _pictures(found: words.Found, names: words.Names) -> dict[str, Any]:
    chosen = found["proposed"] or found["today"]
    return {
        "case_mix": pictures.of_case_mix(found, names),
        "rates": pictures.of_rates(found, names),
        "outcomes": pictures.of_outcomes(found, names),
        "providers": pictures.of_providers(chosen, names),
        "months": pictures.of_months(chosen, names),
        "worst": pictures.of_worst_months(chosen, names),
    }


def _exported(request: HttpRequest, tables: list[words.Table]) -> HttpResponse:
    answer = {"csv": csv_answer, "xlsx": xlsx_answer}.get(request.GET["export"])
    table = next((one for one in tables if one.name == request.GET.get("table")), None)
    if answer is None or table is None:
        raise Http404("No such table")
    return answer(f"tariff-{table.name}", table.columns, table.rows)
