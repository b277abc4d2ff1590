"""Trials of a draft: asked for, looked at while they run, and read as pictures with tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from outcomes.queries.pages import get_version
from outcomes.queries.schemes import versions
from payments.actions.trial import ask_trial
from payments.forms import TrialFilters
from payments.queries.trials import before_in_the_queue, found_by, get_trial, hindrances, job_of, standing_of, trials_of
from payments.rules.comparison import Comparison, ContractTried
from payments.views.trial_pictures import pictures_of
from payments.views.trial_words import journeys_sentence, provider_of, summary, waiting_sentence
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.exports import Cell, csv_answer, pence_as_pounds, xlsx_answer
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing


def _pounds(pence: int | None) -> Cell:
    return None if pence is None else pence_as_pounds(pence)


COLUMNS = (
    Column("Asked", lambda trial: trial.asked_at, ("asked_at",), "asked"),
    Column("Asked by", lambda trial: trial.asked_by.name, ("asked_by__name",), "by"),
    Column("Facts as known on", lambda trial: trial.as_of, ("as_of",), "as_of"),
    Column("In force (£)", lambda trial: _pounds(trial.now_pence), ("now_pence",), "now", numeric=True),
    Column("Draft (£)", lambda trial: _pounds(trial.draft_pence), ("draft_pence",), "draft", numeric=True),
    Column("Difference (£)", lambda trial: _pounds(trial.difference), numeric=True),
)


def scheme_part(access: Access, version_id: int) -> dict[str, Any] | None:
    """On the page of a version: what its latest trial found. Nothing for what was never tried."""
    latest = trials_of(access, version_id).filter(done_at__isnull=False, result__isnull=False).first()
    if latest is None:
        return None
    return {"trial": latest, "version_id": version_id, "sentences": _sentences(found_by(latest))}


class Trials(LockedView):
    """Every trial of a version. Providers do not see it: it tells what others earn."""

    permission = Permission.SEE_LEDGER
    permissions_of_methods = {"POST": Permission.CHANGE_SCHEME}  # noqa: RUF012

    def get(self, request: HttpRequest, version_id: int) -> HttpResponse:
        version = get_version(versions(self.access), version_id)
        listing = Listing(request, trials_of(self.access, version_id), COLUMNS, "-asked", "trials")
        if answer := listing.export():
            return answer
        context = {
            "version": version,
            "listing": listing,
            "hindrances": hindrances(self.access, version_id),
            "may_ask": self.access.may(Permission.CHANGE_SCHEME),
        }
        return render(request, "payments/trials.html", context)

    def post(self, request: HttpRequest, version_id: int) -> HttpResponse:
        trial = ask_trial(access=self.access, version_id=version_id)
        messages.success(request, "The trial is asked for. It changes nothing and pays nothing.")
        return redirect("trial", version_id, trial.pk)


class TrialPage(LockedView):
    """One trial: its progress while it runs, then what each provider would have earned."""

    permission = Permission.SEE_LEDGER

    def get(self, request: HttpRequest, version_id: int, trial_id: int) -> HttpResponse:
        trial = get_trial(self.access, version_id, trial_id)
        found, job = found_by(trial), job_of(trial)
        contracts = () if found is None else found.contracts
        filters = TrialFilters(request.GET, contracts=_choices(found, contracts))
        asked_for = filters.contract
        if "export" in request.GET:
            return _exported(request, found, asked_for)
        context = {
            "version": get_version(versions(self.access), version_id),
            "trial": trial,
            "job": job,
            "waiting": waiting_sentence(job.state != "queued", before_in_the_queue(job)) if job and job.is_open else "",
            "filters": filters,
            "found": found,
            "sentences": _sentences(found, asked_for),
            "journeys": found and journeys_sentence(found.journeys_of(contract=asked_for)),
            "pictures": {} if found is None else pictures_of(found, asked_for),
            "may_ask": self.access.may(Permission.CHANGE_SCHEME),
            "standing": standing_of(self.access, trial),
        }
        return render(request, "payments/trial.html", context)


def _exported(request: HttpRequest, found: Comparison | None, contract: str) -> HttpResponse:
    """The table of one picture as a file."""
    answer = {"csv": csv_answer, "xlsx": xlsx_answer}.get(request.GET["export"])
    picture = None if found is None else pictures_of(found, contract).get(request.GET.get("table", ""))
    if answer is None or picture is None:
        raise Http404("No such table")
    return answer(f"trial-{request.GET['table']}", picture.columns, picture.rows)


def _choices(found: Comparison | None, contracts: Sequence[ContractTried]) -> list[tuple[str, str]]:
    return [] if found is None else [(one.code, provider_of(found, one)) for one in contracts]


def _sentences(found: Comparison | None, contract: str = "") -> list[str]:
    if found is None:
        return []
    return list(summary(found, [one for one in found.contracts if contract in ("", one.code)]))
