"""The proof of a scheme: what each kind of client can earn at most, on the scheme's page and kind by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from outcomes.queries.pages import get_version
from outcomes.queries.schemes import parsed, versions
from payments.forms import KindFilters
from payments.queries.proofs import by_kind, by_substances, proof_of
from payments.rules.kinds_of_client import Kind
from payments.rules.proof import Most
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.exports import Cell, csv_answer, pence_as_pounds, xlsx_answer
from pbr.web.locked import LockedView

HEADER = ("Substances", "Injecting", "Offending", "Housing problem", "In work", "Group", "At most", "By these outcomes")


def scheme_part(access: Access, version_id: int) -> dict[str, Any]:
    """The heat table on the page of a version."""
    version = get_version(versions(access), version_id)
    scheme = parsed(version.pk, version.sha256)
    return {"version": version, "heat": by_substances(proof_of(version.pk, version.sha256), scheme.groups)}


class KindsOfClient(LockedView):
    """Every kind, narrowed by what is asked for, and exported as shown."""

    permission = Permission.SEE_SCHEME

    def get(self, request: HttpRequest, version_id: int) -> HttpResponse:
        version = get_version(versions(self.access), version_id)
        scheme = parsed(version.pk, version.sha256)
        filters = KindFilters(request.GET)
        shown = [one for one in proof_of(version.pk, version.sha256) if filters.lets_through(one.kind)]
        titles = {outcome.code: outcome.title for outcome in scheme.outcomes}
        answer = {"csv": csv_answer, "xlsx": xlsx_answer}.get(request.GET.get("export", ""))
        if answer is not None:
            return answer("kinds-of-client", HEADER, _rows(shown, titles))
        context = {"version": version, "filters": filters, "heat": by_kind(shown, scheme.groups)}
        return render(request, "payments/kinds.html", context)


class KindOfClient(LockedView):
    """What one kind can earn at most, outcome by outcome."""

    permission = Permission.SEE_SCHEME

    def get(self, request: HttpRequest, version_id: int, place: int) -> HttpResponse:
        version = get_version(versions(self.access), version_id)
        scheme = parsed(version.pk, version.sha256)
        told = proof_of(version.pk, version.sha256)
        if place >= len(told):
            raise Http404("No such kind of client")
        most = told[place]
        earnable = dict(most.earnable)
        lines = [(outcome.title, earnable.get(outcome.code)) for outcome in scheme.outcomes]
        contract = next((one for one in scheme.contracts if one.code == most.contract), None)
        context = {"version": version, "most": most, "lines": lines, "contract": contract}
        return render(request, "payments/kind.html", context)


def _rows(shown: Sequence[Most], titles: dict[str, str]) -> Iterator[Sequence[Cell]]:
    for most in shown:
        by = "; ".join(titles[code] for code, _ in most.earnable)
        yield (*_in_words(most.kind), pence_as_pounds(most.pence), by)


def _in_words(kind: Kind) -> Iterator[str]:
    for value in kind:
        yield value if isinstance(value, str) else ("Yes" if value else "No")
