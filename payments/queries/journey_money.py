"""One client's journeys in money: what is earned, what is pending, what can still be earned, what no longer, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import OuterRef, Subquery

from outcomes.queries import InForce, visible_determinations
from outcomes.rules.deadlines import Action
from outcomes.rules.determination import Determination, Status
from payments.models import Entitlement, Transfer, WorkItem
from payments.queries import visible
from payments.queries.work import STILL_EARNABLE, WorkWords
from payments.rules.earnable import amounts
from payments.rules.entitlement import part_order
from payments.rules.versions import Versions
from pbr.access.access import Access
from pbr.values.money import format_pence
from pbr.web.templatetags.pbr import part_in_words

# Not eligible only because a record is missing or has a gap, which its sender can mend.
FOR_WANT_OF_DATA: Final = ("no-start-top", "missing-value", "no-referral-date")
_HEADINGS: Final = {
    "earned": "Earned",
    "pending": "Pending",
    "earnable": "Can still be earned",
    "lost": "No longer",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One result of one contract, in pence. `posting` and `determination` are ids, where there is a page to lead to."""

    title: str
    contract: str
    pence: int
    words: str
    posting: int | None = None
    determination: int | None = None


@dataclass(slots=True)
class JourneyMoney:
    """A journey's lines by what has become of them: earned, pending, earnable, lost."""

    start: dt.date
    lines: dict[str, list[Line]] = field(default_factory=lambda: {name: [] for name in _HEADINGS})

    @property
    def groups(self) -> list[tuple[str, int, list[Line]]]:
        """(heading, sum in pence, lines), in order."""
        return [(_HEADINGS[name], sum(one.pence for one in rows), rows) for name, rows in self.lines.items()]


def journeys_in_money(access: Access, client_id: int) -> dict[str, Any] | None:
    """The client's journeys, the newest first; None where nothing of them is worth anything. Six queries or fewer."""
    words = WorkWords.of(access)
    contracts = {one.pk: one.code for one in visible.contracts(access)}
    journeys: dict[dt.date, JourneyMoney] = {}

    def add(journey: dt.date, group: str, line: Line) -> None:
        journeys.setdefault(journey, JourneyMoney(journey)).lines[group].append(line)

    for journey, line in _earned(client_id, contracts, words):
        add(journey, "earned", line)
    items = WorkItem.objects.filter(contract__in=contracts, client=client_id)
    for row in sorted(items, key=lambda item: (item.outcome, part_order(item.part), item.pk)):
        group = "earnable" if row.kind in STILL_EARNABLE else "lost" if row.kind == Action.NOTHING else "pending"
        line = Line(words.title(row), contracts[row.contract_id], row.pence, words.sentence(row))
        add(row.journey, group, line)
    for journey, line in _lost(access, client_id, set(contracts.values()), words.in_force):
        add(journey, "lost", line)
    shown = sorted(journeys.values(), key=lambda one: one.start, reverse=True)
    return {"journeys": shown} if shown else None


def _earned(client_id: int, contracts: dict[int, str], words: WorkWords) -> Iterator[tuple[dt.date, Line]]:
    newest = Transfer.objects.filter(entitlement=OuterRef("pk"), sequence__isnull=False).order_by("-sequence")
    rows = Entitlement.objects.filter(client=client_id, contract__in=contracts).exclude(amount=0)
    for row in rows.annotate(posting=Subquery(newest.values("pk")[:1])).order_by("date", "pk"):
        title = words.in_force.title(row.outcome)
        title = f"{title}, {part_in_words(row.part)}" if row.part else title
        cut = f" A cap took off {format_pence(row.capped)}." if row.capped else ""
        yield row.journey, Line(title, contracts[row.contract_id], row.payable, f"{row.how}{cut}", row.posting)


def _lost(access: Access, client_id: int, contracts: set[str], in_force: InForce) -> Iterator[tuple[dt.date, Line]]:
    """What was not achieved, and what nobody can judge for want of data, with what it would have earned."""
    versions, starts = Versions(in_force.schemes), dict(zip(in_force.ids, in_force.schemes, strict=True))
    rows = visible_determinations(access).filter(client=client_id, superseded_at__isnull=True)
    for row in rows.filter(status__in=(Status.NOT_ACHIEVED, Status.NOT_ELIGIBLE)).order_by("journey", "pk"):
        missing = row.status == Status.NOT_ELIGIBLE
        if row.version_id not in starts or (missing and row.reason not in FOR_WANT_OF_DATA):
            continue
        one = _determination(row, starts[row.version_id].starts)
        outcome = versions.outcome(one.version, one.outcome)
        title = f"{outcome.title or outcome.code}, {part_in_words(row.part)}" if row.part else outcome.title
        for key, pence in amounts(one, outcome, versions):
            if key.contract in contracts:
                yield row.journey, Line(title, key.contract, pence, row.why, determination=row.pk)


def _determination(row: Any, version: dt.date) -> Determination:
    """As pricing reads it."""
    return Determination(
        client=str(row.client_id), journey=row.journey, outcome=row.outcome, part=row.part, status=Status(row.status),
        date=row.date, group=row.group, contracts=tuple(row.contracts), reason=row.reason, why=row.why, evidence=(),
        version=version,
    )  # fmt: skip
