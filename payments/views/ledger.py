"""The ledger and the statements drawn from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from payments.actions.printing import printed
from payments.forms import StatementForm
from payments.queries import visible
from payments.queries.ledger import titles_posted, transfers
from payments.queries.standing import standings
from payments.queries.statement import STATEMENT_HEADER, Statement, movements, statement, statement_rows
from payments.queries.statement_printed import printed_statement
from payments.queries.wording import named_contracts
from payments.views.contract_columns import contract_columns
from pbr import clock
from pbr.access.permissions import Permission
from pbr.web.exports import csv_answer, pence_as_pounds, xlsx_answer
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing
from pbr.web.typed import typed

KINDS = (
    ("earned", "Earned"),
    ("adjusted", "Adjusted"),
    ("approved", "Approved"),
    ("carried", "Carried as recoverable"),
    ("set_off", "Set off"),
    ("paid", "Paid"),
)


def _client(row: Any) -> str:
    return row.entitlement.client.reference if row.entitlement and row.entitlement.client else ""


def outcome_of(row: Any, titles: Mapping[str, str]) -> str:
    return titles.get(row.entitlement.outcome, str(row.entitlement.outcome)) if row.entitlement else ""


def columns(titles: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        Column("Transaction", lambda row: row.transaction, ("transaction",), "transaction", numeric=True),
        Column("Posted", lambda row: row.posted_at.astimezone(clock.LONDON).date(), ("posted_at",), "posted"),
        *contract_columns(),
        Column("What", lambda row: row.get_kind_display(), ("kind",), "kind", words=dict(KINDS)),
        Column("Client", _client, ("entitlement__client__reference",), "client"),
        Column("Outcome", lambda row: outcome_of(row, titles), ("entitlement__outcome",), "outcome", words=titles),
        Column("From", lambda row: row.get_from_account_display()),
        Column("To", lambda row: row.get_to_account_display()),
        Column("Amount (£)", lambda row: pence_as_pounds(row.pence), ("pence",), "amount", numeric=True),
    )


class Ledger(LockedView):
    """Where each contract stands, and every transfer behind it."""

    permission = Permission.SEE_LEDGER

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = typed(request.GET, "contract", "kind", "client")
        rows = transfers(self.access)
        if asked["contract"]:
            rows = rows.filter(contract__code=asked["contract"])
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"])
        if asked["client"]:
            rows = rows.filter(entitlement__client__reference__iexact=asked["client"])
        titles = titles_posted(self.access)
        listing = Listing(request, rows, columns(titles), "-transaction", "ledger")
        if answer := listing.export():
            return answer
        context = {
            "listing": listing,
            "rows": [(row, outcome_of(row, titles)) for row in listing.page],
            "asked": asked,
            "kinds": KINDS,
            "standings": standings(self.access),
            "contracts": named_contracts(visible.contracts(self.access)),
        }
        return render(request, "payments/ledger.html", context)


class StatementPage(LockedView):
    """A contract's statement of a period, as a page and as a file. What it says sums to the ledger."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest) -> HttpResponse:
        contracts = list(visible.contracts(self.access))
        choices = [(contract.pk, name) for contract, name in named_contracts(contracts)]
        today = clock.today()
        initial = {"begins": _year_start(today), "ends": today, "contract": contracts[0].pk if contracts else ""}
        asked = request.GET if "contract" in request.GET else {name: str(value) for name, value in initial.items()}
        form = StatementForm(asked, contracts=choices, initial=initial)
        shown = None
        if contracts and form.is_valid():
            given = form.cleaned_data
            chosen = next(one for one in contracts if str(one.pk) == given["contract"])
            shown = statement(chosen, given["begins"], given["ends"])
        answer = {"csv": csv_answer, "xlsx": xlsx_answer}.get(request.GET.get("export", ""))
        if shown and answer:
            return answer(name_of(shown), STATEMENT_HEADER, statement_rows(shown))
        if shown and request.GET.get("export") == "pdf":
            return _pdf(shown)
        rows = movements(shown.contract, shown.begins, shown.ends)[:500] if shown else []
        context = {"form": form, "shown": shown, "movements": rows, "no_contract": not contracts}
        return render(request, "payments/statement.html", context)


def name_of(shown: Statement) -> str:
    """Of the file that a statement is downloaded as."""
    return f"statement-{shown.contract.code}-{shown.begins}-{shown.ends}"


def _pdf(shown: Statement) -> HttpResponse:
    context = {"shown": shown, "printed": printed_statement(shown), "made": clock.today()}
    answer = HttpResponse(printed("payments/statement_print.html", context), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name_of(shown)}.pdf"'
    return answer


def _year_start(today: dt.date) -> dt.date:
    """The first of April by which the financial year of today began."""
    return dt.date(today.year if today >= dt.date(today.year, 4, 1) else today.year - 1, 4, 1)
