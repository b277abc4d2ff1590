"""Claims: the list, one claim with its lines, and a new one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from payments.actions.open_claim import open_claim
from payments.forms import NewClaimForm
from payments.queries import visible
from payments.queries.claims import (
    STATES,
    approvals_of,
    approvers_needed,
    claim_lines,
    digest_of,
    listed,
    queries_of,
)
from payments.queries.unclaimed import preview
from payments.queries.waterfall import waterfall
from payments.queries.wording import named_contracts
from payments.views.claim_picture import claim_picture
from payments.views.commands import KEYS, key_of, ticked
from payments.views.contract_columns import contract_columns
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.web.exports import pence_as_pounds
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing
from pbr.web.templatetags.pbr import STATES as STATE_WORDS
from pbr.web.typed import typed

CLAIM_WORDS = {state: STATE_WORDS[state][0] for state in STATES}
CLAIM_COLUMNS = (
    Column("Claim", lambda claim: claim.number, ("number",), "number"),
    *contract_columns(),
    Column("Up to", lambda claim: claim.up_to, ("up_to",), "up_to"),
    Column("State", lambda claim: STATE_WORDS[claim.state][0], ("state",), "state", words=CLAIM_WORDS),
    Column("Lines", lambda claim: claim.line_count, ("line_count",), "lines", numeric=True),
    Column("Amount (£)", lambda claim: pence_as_pounds(claim.pence), ("pence",), "amount", numeric=True),
    Column("Prepared", lambda claim: claim.prepared_at.astimezone(clock.LONDON).date(), ("prepared_at",), "prepared"),
    Column("Prepared by", lambda claim: claim.prepared_by.name),
)


def _client(line: Any) -> str:
    return line.entitlement.client.reference if line.entitlement.client else ""


LINE_COLUMNS = (
    Column("To look at first", lambda line: line.flagged, ("flagged", "size", "posting__earned_on"), "flagged"),
    Column("Client", _client, ("entitlement__client__reference",), "client"),
    Column("Outcome", lambda line: line.posting.explanation["title"], ("entitlement__outcome",), "outcome"),
    Column("Part", lambda line: line.posting.explanation["part"]),
    Column("Group", lambda line: line.posting.explanation["group"]),
    Column("Original month", lambda line: f"{line.posting.earned_on:%B %Y}", ("posting__earned_on",), "month"),
    Column("Amount (£)", lambda line: pence_as_pounds(line.pence), ("pence",), "amount", numeric=True),
    Column("State", lambda line: line.get_released_as_display() or "In the claim"),
)


def get_claim(access: Access, number: int) -> Any:
    """The claim of this number with its state and sum. Raises Http404 where the person may not see it."""
    return get_object_or_404(listed(access), number=number)


class ClaimList(LockedView):
    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = typed(request.GET, "contract", "state", "number")
        claims = listed(self.access)
        if asked["contract"]:
            claims = claims.filter(contract__code=asked["contract"])
        if asked["state"] in STATES:
            claims = claims.filter(state=asked["state"])
        if asked["number"].isascii() and asked["number"].isdigit():
            claims = claims.filter(number=int(asked["number"][:9]))
        listing = Listing(request, claims, CLAIM_COLUMNS, "-number", "claims")
        if answer := listing.export():
            return answer
        context = {
            "listing": listing,
            "asked": asked,
            "contracts": named_contracts(visible.contracts(self.access)),
            "states": list(CLAIM_WORDS.items()),
            "may_prepare": self.access.may(Permission.PREPARE_CLAIMS),
        }
        return render(request, "payments/claims.html", context)


class ClaimPage(LockedView):
    """One claim. The digest is read before the lines: what changes in between makes an approval of them fail."""

    permission = Permission.SEE_CLAIMS

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        return claim_page(self.access, request, number)


def claim_page(access: Access, request: HttpRequest, number: int, refused: Any = None) -> HttpResponse:
    """`refused`: what is wrong with what was sent about the lines (a Refusal); what was typed and ticked stays."""
    claim = get_claim(access, number)
    digest = digest_of(claim)
    lines = claim_lines(claim)
    hides_released = claim.is_open and request.GET.get("show") != "all"
    if hides_released:
        lines = lines.filter(released_at__isnull=True)
    listing = Listing(request, lines, LINE_COLUMNS, "flagged", f"claim-{claim.number}", page_size=100)
    if answer := listing.export():
        return answer
    approvals = list(approvals_of(claim).select_related("approver"))
    context = {
        "claim": claim,
        "digest": digest,
        "listing": listing,
        "approvals": approvals,
        "needed": approvers_needed(claim) if claim.is_open else len(approvals),
        "queries": list(queries_of(claim)),
        "picture": claim_picture(waterfall(claim)),
        "hides_released": hides_released and claim.lines.filter(released_at__isnull=False).exists(),
        "refused": refused,
        "typed": request.POST.get("text", ""),
        "ticked": ticked(request),
        **_allowed(access, claim, [one.approver_id for one in approvals]),
        **KEYS,
    }
    return render(request, "payments/claim.html", context, status=refused.status if refused else 200)


def _allowed(access: Access, claim: Any, approved_by: list[int]) -> dict[str, Any]:
    """Which buttons this person is shown; the actions and the database decide again."""
    me = access.person.pk
    return {
        "may_review": claim.is_open and access.may(Permission.REVIEW_CLAIMS),
        "may_approve": claim.is_open and access.may(Permission.APPROVE_CLAIMS),
        "mine": claim.prepared_by_id == me,
        "approved_by_me": me in approved_by,
        "may_answer": access.may(Permission.ANSWER_QUERIES),
        "may_withdraw": claim.is_open and access.may(Permission.PREPARE_CLAIMS),
    }


class NewClaim(LockedView):
    """What a claim made now would hold, and the button that makes exactly that."""

    permission = Permission.PREPARE_CLAIMS

    def get(self, request: HttpRequest) -> HttpResponse:
        contracts = list(visible.contracts(self.access))
        choices = [(contract.pk, name) for contract, name in named_contracts(contracts)]
        asked = request.GET if "contract" in request.GET else None
        form = NewClaimForm(asked, contracts=choices, initial={"up_to": clock.today()})
        shown = None
        if form.is_bound and form.is_valid():
            chosen = next(one for one in contracts if str(one.pk) == form.cleaned_data["contract"])
            shown = preview(chosen, form.cleaned_data["up_to"])
        context = {"form": form, "shown": shown, "no_contract": not contracts, **KEYS}
        return render(request, "payments/new_claim.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        contract = get_object_or_404(visible.contracts(self.access), pk=_number(request.POST.get("contract", "")))
        answer = open_claim(
            access=self.access,
            contract=contract,
            up_to=_day(request.POST.get("up_to", "")),
            shown_total=_number(request.POST.get("total", "")),
            shown_digest=request.POST.get("digest", ""),
            key=key_of(request),
        )
        messages.success(request, f"Claim {answer['number']} is made and waits for approval.")
        return redirect("claim", answer["number"])


def _number(text: str) -> int:
    """A number that a page of ours carried. Anything else was never on one."""
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 15:
        raise Http404("no such page")
    return int(text)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Http404("no such page") from None
