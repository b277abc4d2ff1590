"""The queue of held determinations, the decision on one, and the decisions made."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from outcomes.actions.decide import decide
from outcomes.forms import DecisionForm, HeldFilters
from outcomes.queries.held import (
    DECISIONS_HEADER,
    REASONS,
    decided_since,
    decision_in_words,
    decisions,
    decisions_about,
    decisions_for_replay,
    get_held,
    held_outcomes,
    held_reasons,
    held_with_stakes,
    reason_in_words,
)
from outcomes.queries.pages import current_after, determination, outcome_of
from outcomes.queries.schemes import InForce, schemes_in_force
from pbr import clock
from pbr.access.permissions import Permission
from pbr.web.client_parts import parts_of_determination
from pbr.web.exports import csv_answer, pence_as_pounds
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing


class PartnershipView(LockedView):
    """Not for a provider's people: nobody decides about, or looks into, the deciding about his or her own results."""

    permission = Permission.SEE_CASELOAD

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        access = getattr(request, "access", None)
        if access is not None and access.providers is not None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class HeldQueue(PartnershipView):
    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest) -> HttpResponse:
        in_force = schemes_in_force(self.access.partnership.pk)
        filters = HeldFilters(request.GET, choices=self._choices(in_force))
        listing = Listing(
            request, held_with_stakes(self.access), self._columns(in_force), "since", "held", filters=filters
        )
        if answer := listing.export():
            return answer
        context = {
            "listing": listing,
            "filters": filters,
            "rows": [
                (
                    row,
                    in_force.title(row.outcome),
                    reason_in_words(row.reason),
                    ", ".join(map(in_force.provider, row.contracts)),
                )
                for row in listing.page
            ],
            "may_decide": self.access.may(Permission.DECIDE_HELD),
        }
        return render(request, "outcomes/held.html", context)

    def _choices(self, in_force: InForce) -> dict[str, list[tuple[str, str]]]:
        contracts = dict.fromkeys(c.code for scheme in in_force.schemes for c in scheme.contracts)
        return {
            "outcome": [(code, in_force.title(code)) for code in held_outcomes(self.access)],
            "reason": [(reason, reason_in_words(reason)) for reason in held_reasons(self.access)],
            "contract": [(code, in_force.provider(code)) for code in contracts],
        }

    @staticmethod
    def _columns(in_force: InForce) -> tuple[Column, ...]:
        return (
            Column("Client", lambda row: row.client.reference if row.client else "", ("client__reference",), "client"),
            _outcome(in_force),
            Column("Reason", lambda row: reason_in_words(row.reason), ("reason",), "reason", words=REASONS),
            Column("Date", lambda row: row.date, ("date",), "date"),
            Column("Held since", lambda row: row.found_at, ("found_at",), "since"),
            Column("Group", lambda row: row.group, ("group",), "group"),
            Column("At stake (£)", lambda row: _pounds(row.most), ("most", "least"), "stake", numeric=True),
            Column("At stake at least (£)", lambda row: _pounds(row.least), numeric=True, on_page=False),
            Column("Contract", lambda row: ", ".join(map(in_force.provider, row.contracts))),
        )


def _pounds(pence: int) -> Decimal | None:
    """Nothing where no single result has a price: that is not the same as no pounds."""
    return pence_as_pounds(pence) if pence else None


def _outcome(in_force: InForce) -> Column:
    return Column(
        "Outcome", lambda row: in_force.title(row.outcome), ("outcome", "part"), "outcome", words=in_force.titles
    )


class Decide(LockedView):
    """The sentence, the evidence, and the decision. After it the same page tells what was decided."""

    permission = Permission.DECIDE_HELD

    def get(self, request: HttpRequest, determination_id: int) -> HttpResponse:
        return self._page(request, determination_id, DecisionForm())

    def post(self, request: HttpRequest, determination_id: int) -> HttpResponse:
        row = get_held(self.access, determination_id)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._page(request, determination_id, form, status=422)
        made = decide(access=self.access, determination_id=row.pk, **form.cleaned_data)
        done = "released" if made.decision == "release" else "refused"
        whose = f"{schemes_in_force(row.partnership_id).title(row.outcome)} of {row.client}"
        messages.success(request, f"{whose} is {done}. The client is being determined again.")
        return redirect("held")

    def _page(self, request: HttpRequest, determination_id: int, form: DecisionForm, status: int = 200) -> HttpResponse:
        row = get_held(self.access, determination_id)
        outcome, made = outcome_of(row), decided_since(row)
        context = {
            "told": determination(self.access, row.pk),
            "pays_nothing": not row.group and not (outcome and outcome.flat),
            "reason": reason_in_words(row.reason),
            "decided": decisions_about(row) if row.client_id else (),
            "made": decision_in_words(made) if made else "",
            "current": current_after(row) if row.superseded_at else None,
            "parts": parts_of_determination(request, self.access, row.pk),
            "form": form,
            "may_decide_this": row.superseded_at is None and row.client_id is not None and made is None,
        }
        return render(request, "outcomes/decide.html", context, status=status)


class Decisions(PartnershipView):
    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest) -> HttpResponse:
        in_force = schemes_in_force(self.access.partnership.pk)
        columns = (
            Column("Decided", lambda row: row.on, ("at",), "decided"),
            Column("Client", lambda row: row.client.reference, ("client__reference",), "client"),
            _outcome(in_force),
            Column("Held because", lambda row: reason_in_words(row.reason), ("reason",), "reason", words=REASONS),
            Column("Decision", lambda row: row.get_decision_display(), ("decision",), "decision"),
            Column("By", lambda row: row.by.name, ("by__name",), "by"),
            Column("Why", lambda row: row.words),
        )
        listing = Listing(request, decisions(self.access), columns, "-decided", "decisions")
        if answer := listing.export():
            return answer
        rows = [(row, in_force.title(row.outcome), reason_in_words(row.reason)) for row in listing.page]
        return render(request, "outcomes/decisions.html", {"listing": listing, "rows": rows})


class DecisionsForReplay(PartnershipView):
    """All decisions as a file of the `decisions` feed: with the stored extracts it gives the same results again.

    It asks no reason, for it says who nobody is: its columns of initials, birth and sex stay empty, and a client stands
    in it by agency and client number, which whoever may open it reads in the list of TOPs to mend, too.
    """

    permission = Permission.SEE_CASELOAD

    def get(self, request: HttpRequest) -> HttpResponse:
        name = f"decisions-{clock.today():%Y%m%d}"
        return csv_answer(name, DECISIONS_HEADER, decisions_for_replay(self.access))
