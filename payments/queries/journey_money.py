"""One client's journeys in money: what is earned, pending, held, what can still be earned, what no longer, and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.db.models import OuterRef, Subquery

from outcomes.queries import InForce, visible_determinations
from outcomes.rules.deadlines import Action
from outcomes.rules.determination import Status
from payments.models import Entitlement, Transfer, WorkItem
from payments.queries import visible
from payments.queries.at_stake import as_priced, between
from payments.queries.work import STILL_EARNABLE, WorkWords
from payments.rules.earnable import ASSESSMENT, amounts
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
    "held": "Held",
    "assessment": "Achieved, waits for an assessment",
    "earnable": "Can still be earned",
    "lost": "No longer",
}

MENDED: Final = "If the form was filled in, enter it and send the extract again: then this is judged anew."


@dataclass(frozen=True, slots=True)
class Line:
    """One result of one contract, told by its name, in pence.

    `between` is the least and the most, where an assessment is still to give the group. `posting` and `determination`
    are ids, where there is a page to lead to.
    """

    title: str
    contract: str
    pence: int
    words: str
    posting: int | None = None
    determination: int | None = None
    between: tuple[int, int] | None = None


class Group(NamedTuple):
    """The lines of one heading and their sum in pence."""

    heading: str
    pence: int
    lines: list[Line]

    @property
    def is_unpriced(self) -> bool:
        """There is something, but nobody can say yet what it is worth: that is not the same as nothing."""
        return self.heading != _HEADINGS["earned"] and bool(self.lines) and not any(one.pence for one in self.lines)

    @property
    def between(self) -> tuple[int, int] | None:
        """The least and the most that it comes to, where a line waits for the group that gives its price."""
        known = [one.between or (one.pence, one.pence) for one in self.lines]
        if not any(one.between for one in self.lines):
            return None
        return sum(least for least, _ in known), sum(most for _, most in known)


@dataclass(slots=True)
class JourneyMoney:
    """A journey's lines by what has become of them: earned, pending, held, waiting for an assessment, earnable, lost.

    `pending` and `priced` count its pending results, as the time line does, and those of them with a price so far;
    `may_earn` is what they may still earn in pence before caps, whether by somebody's doing or by waiting.
    """

    start: dt.date
    pending: int = 0
    priced: int = 0
    may_earn: int = 0
    lines: dict[str, list[Line]] = field(default_factory=lambda: {name: [] for name in _HEADINGS})

    @property
    def groups(self) -> list[Group]:
        """Under all headings but that of what waits for an assessment, which is rare, also where there is nothing."""
        return [
            Group(_HEADINGS[name], sum(one.pence for one in rows), rows)
            for name, rows in self.lines.items()
            if rows or name != "assessment"
        ]

    @property
    def pending_in_words(self) -> str:
        """ "6 results are pending, of which 2 have a price so far. Those may still earn £240.00 before caps." Empty where
        none is pending."""
        if not self.pending:
            return ""
        if self.pending == 1:
            return (
                f"1 result is pending.{self._still('It')}"
                if self.priced
                else "1 result is pending, and has no price yet."
            )
        having = {0: "none has a price yet", 1: "1 has a price so far", self.pending: "each has a price"}
        said = having.get(self.priced, f"{self.priced} have a price so far")
        who = {1: "That one", self.pending: "They"}.get(self.priced, "Those")
        return f"{self.pending} results are pending, of which {said}.{self._still(who)}"

    def _still(self, who: str) -> str:
        if not self.priced:
            return ""
        return f" {who} " + (
            f"may still earn {format_pence(self.may_earn)} before caps."
            if self.may_earn
            else "can no longer be earned."
        )

    @property
    def pending_elsewhere(self) -> str:
        """What to say under "Pending", instead of no money, where no pending result waits for time alone."""
        if not self.pending or self.lines["pending"]:
            return ""
        return f"In “{_HEADINGS['earnable']}”" if self.lines["earnable"] else "Nothing more"


def journeys_in_money(access: Access, client_id: int) -> dict[str, Any] | None:
    """The client's journeys, the newest first; None where nothing of them is worth anything. Six queries or fewer."""
    words = WorkWords.of(access)
    own = list(visible.contracts(access))
    contracts = {one.pk: words.in_force.provider(one.code) for one in own}
    journeys: dict[dt.date, JourneyMoney] = {}

    def add(journey: dt.date, group: str, line: Line) -> None:
        journeys.setdefault(journey, JourneyMoney(journey)).lines[group].append(line)

    for journey, line in _earned(client_id, contracts, words):
        add(journey, "earned", line)
    items = WorkItem.objects.filter(contract__in=contracts, client=client_id)
    rows = list(visible_determinations(access).filter(client=client_id, superseded_at=None).order_by("journey", "pk"))
    kept, codes = _without_group(rows, words.in_force), {one.pk: one.code for one in own}
    for row in sorted(items, key=lambda item: (item.outcome, part_order(item.part), item.pk)):
        pk, range_ = kept.get((codes[row.contract_id], row.journey, row.outcome, row.part), (None, None))
        if row.pence:  # one price holds for every group
            range_ = None
        line = Line(words.title(row), contracts[row.contract_id], row.pence, words.sentence(row), None, pk, range_)
        add(row.journey, _group_of(row.kind), line)
    for journey, line in _lost(rows, {one.code for one in own}, words.in_force):
        add(journey, "lost", line)
    _count_pending(rows, items, journeys)
    shown = sorted(journeys.values(), key=lambda one: one.start, reverse=True)
    return {"journeys": shown} if shown else None


def _count_pending(rows: Sequence[Any], items: Iterable[WorkItem], journeys: Mapping[dt.date, JourneyMoney]) -> None:
    priced: set[tuple[dt.date, str, str]] = set()
    may_earn: Counter[tuple[dt.date, str, str]] = Counter()
    for item in items:
        if item.pence:
            priced.add((item.journey, item.outcome, item.part))
        if item.kind != Action.NOTHING:
            may_earn[item.journey, item.outcome, item.part] += item.pence
    for one in rows:
        if one.status == Status.PENDING and one.journey in journeys:
            told, key = journeys[one.journey], (one.journey, one.outcome, one.part)
            told.pending += 1
            told.priced += key in priced
            told.may_earn += may_earn[key]


def _group_of(kind: str) -> str:
    """The group of a work item's kind. What is held is not pending: it is found already, and somebody settles it."""
    if kind in STILL_EARNABLE:
        return "earnable"
    groups = {str(Action.NOTHING): "lost", str(Action.DECISION): "held", ASSESSMENT: "assessment"}
    return groups.get(kind, "pending")


_Kept = tuple[str, dt.date, str, str]  # contract, journey, outcome, part


def _without_group(rows: Sequence[Any], in_force: InForce) -> dict[_Kept, tuple[int, tuple[int, int]]]:
    """Of what is held or achieved without a group: the determination's id, and the least and the most it may earn."""
    return {
        (contract, row.journey, row.outcome, row.part): (row.pk, range_)
        for row in rows
        if row.group is None and row.status in (Status.HELD, Status.ACHIEVED)
        for contract, range_ in between(row, in_force).items()
    }


def _earned(client_id: int, contracts: dict[int, str], words: WorkWords) -> Iterator[tuple[dt.date, Line]]:
    newest = Transfer.objects.filter(entitlement=OuterRef("pk"), sequence__isnull=False).order_by("-sequence")
    rows = Entitlement.objects.filter(client=client_id, contract__in=contracts).exclude(amount=0)
    for row in rows.annotate(posting=Subquery(newest.values("pk")[:1])).order_by("date", "pk"):
        title = words.in_force.title(row.outcome)
        title = f"{title}, {part_in_words(row.part)}" if row.part else title
        cut = f" A cap took off {format_pence(row.capped)}." if row.capped else ""
        yield row.journey, Line(title, contracts[row.contract_id], row.payable, f"{row.how}{cut}", row.posting)


def _lost(rows: Sequence[Any], contracts: set[str], in_force: InForce) -> Iterator[tuple[dt.date, Line]]:
    """What was not achieved, and what nobody can judge for want of data, with what it would have earned."""
    versions = Versions(in_force.schemes)
    for row in rows:
        missing = row.status == Status.NOT_ELIGIBLE and row.reason in FOR_WANT_OF_DATA
        if row.version_id not in in_force.ids or not (missing or row.status == Status.NOT_ACHIEVED):
            continue
        one = as_priced(row, in_force)
        outcome = versions.outcome(one.version, one.outcome)
        title = f"{outcome.title or outcome.code}, {part_in_words(row.part)}" if row.part else outcome.title
        said = f"{row.why} {MENDED}" if missing else row.why
        for key, pence in amounts(one, outcome, versions):
            if key.contract in contracts:
                yield row.journey, Line(title, in_force.provider(key.contract), pence, said, determination=row.pk)
