"""What this room has to say on the home page, and what it finds by search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from payments.queries.budget import year_so_far
from payments.queries.claims import listed, unanswered
from payments.queries.payments import waiting_to_be_paid
from payments.queries.standing import standings
from payments.queries.visible import runs
from payments.queries.wording import named_contracts
from payments.queries.work import WorkWords, at_stake, due_soon
from payments.views.challenges import waiting_part
from payments.views.work import SOON
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.values.money import format_pence
from pbr.web.home import Part
from pbr.web.search import Hit

AT_MOST = 10
FIRST = 5  # of what needs doing


def claims_waiting(access: Access) -> dict[str, Any] | None:
    """Claims that need somebody of the partnership, the oldest first, with their age and amount."""
    if access.providers is not None:
        return None
    open_ = listed(access).filter(approved_at=None, withdrawn_at=None, rejected_at=None).order_by("prepared_at")
    today = clock.today()
    claims = [(claim, (today - claim.prepared_at.astimezone(clock.LONDON).date()).days) for claim in open_[:AT_MOST]]
    return {"claims": claims, "total": sum(claim.pence for claim, _ in claims)} if claims else None


def runs_waiting(access: Access) -> dict[str, Any] | None:
    """What is approved and unpaid, and runs that a second person must release."""
    if access.providers is not None:
        return None
    waiting = [one for one in waiting_to_be_paid(access) if one.lines]
    unreleased = list(runs(access).filter(released_at__isnull=True))
    if not waiting and not unreleased:
        return None
    return {"waiting": waiting, "total": sum(one.net for one in waiting), "unreleased": unreleased}


def year_money(access: Access) -> dict[str, Any] | None:
    """The contract year under way against its budget, caps and floors."""
    if access.providers is not None:
        return None
    year = year_so_far(access)
    return {
        "year": year,
        "over": -(year.left or 0) if year else 0,
        "has_floor": year is not None and any(one.is_floor for one in year.limits),
        "may_set": access.may(Permission.CHANGE_SCHEME),
    }


def to_answer(access: Access) -> dict[str, Any] | None:
    queries = list(unanswered(access)[:AT_MOST])
    return {"queries": queries} if queries else None


def work_soon(access: Access) -> dict[str, Any] | None:
    """For a provider's people: what earns nothing any more unless it is done soon, the largest amounts first."""
    if access.providers is None:
        return None
    words, rows = WorkWords.of(access), due_soon(access, SOON)
    first = [(row, words.title(row), words.sentence(row)) for row in rows.order_by("-pence", "by", "pk")[:FIRST]]
    return {"count": rows.count(), "pence": at_stake(rows), "first": first, "days": SOON}


def money(access: Access) -> dict[str, Any] | None:
    """Earned, approved and paid, by contract."""
    rows = [one for one in standings(access) if one.keys or one.paid]
    if not rows:
        return None
    sums = {
        name: sum(getattr(one, name) for one in rows) for name in ("net", "accrued", "payable", "paid", "recoverable")
    }
    return {"standings": rows, "sums": sums, "may_see_ledger": access.may(Permission.SEE_LEDGER)}


PARTS = (
    Part(Permission.SEE_CLAIMS, 12, "payments/_challenges_home.html", waiting_part),
    Part(Permission.SEE_CASELOAD, 5, "payments/_work_part.html", work_soon),
    Part(Permission.APPROVE_CLAIMS, 10, "payments/_claims_waiting.html", claims_waiting),
    Part(Permission.APPROVE_CLAIMS, 15, "payments/_runs_waiting.html", runs_waiting),
    Part(Permission.ANSWER_QUERIES, 10, "payments/_to_answer.html", to_answer),
    Part(Permission.SEE_LEDGER, 45, "payments/_year_part.html", year_money),
    Part(Permission.SEE_CLAIMS, 50, "payments/_money.html", money),
)


def find_claims(access: Access, words: str) -> Iterable[Hit]:
    """By number, with or without the word."""
    digits = words.lower().removeprefix("claim").strip(" #")
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        claims = list(listed(access).filter(number=int(digits)))
        names = dict(named_contracts(claim.contract for claim in claims))
        for claim in claims:
            title = f"Claim {claim.number}, {names[claim.contract]}, {format_pence(claim.pence)}"
            yield Hit(title, "claim", reverse("claim", args=[claim.number]))
