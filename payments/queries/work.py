"""What needs doing, as lists show it: whose, what, by when, and for how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from outcomes.queries import InForce, reason_in_words, schemes_in_force
from outcomes.rules.deadlines import Action
from payments.models import WorkItem
from payments.queries import visible
from payments.rules import earnable as kinds
from payments.rules.work_words import UNTIL, Work, sentence
from pbr import clock
from pbr.access.access import Access
from pbr.values.money import Pence
from pbr.web.templatetags.pbr import feed_name, part_in_words

# What somebody can do something about; the rest is waiting. A planned exit is earned by recovery, and nobody is to be
# hurried to it: it is told where it is asked for, never as something to do by a day.
DOING = (str(Action.REVIEW), str(Action.DOSE), str(Action.LOCAL), str(Action.MOVE))
STILL_EARNABLE = (*DOING, str(Action.EXIT))


def work(access: Access) -> QuerySet[WorkItem]:
    """Of the person's own contracts; what can no longer be earned is not among it."""
    rows = WorkItem.objects.filter(contract__in=visible.contracts(access)).exclude(kind=Action.NOTHING)
    return rows.select_related("client", "contract")


def due_soon(access: Access, days: int) -> QuerySet[WorkItem]:
    """What earns nothing any more, or less easily, unless it is done within so many days."""
    today = clock.today()
    return work(access).filter(kind__in=DOING, by__range=(today, today + dt.timedelta(days=days)))


def at_stake(rows: QuerySet[WorkItem]) -> Pence:
    return Pence(rows.order_by().aggregate(sum=Sum("pence"))["sum"] or 0)


def work_agencies(access: Access) -> list[str]:
    agencies = work(access).exclude(agency="").order_by("agency").values_list("agency", flat=True)
    return list(agencies.distinct())


@dataclass(frozen=True, slots=True)
class WorkWords:
    """How work reads, on one day and under the versions in force: asked for once a page."""

    in_force: InForce
    today: dt.date
    titles: Mapping[str, str]

    @classmethod
    def of(cls, access: Access) -> WorkWords:
        in_force = schemes_in_force(access.partnership.pk)
        codes = {one.code for scheme in in_force.schemes for one in scheme.outcomes}
        return cls(in_force, clock.today(), {code: in_force.title(code) for code in codes})

    def title(self, row: WorkItem) -> str:
        title = self.titles[row.outcome]
        return f"{title}, {part_in_words(row.part)}" if row.part else title

    def sentence(self, row: WorkItem) -> str:
        days = (row.opens, row.by, row.final, row.rests_on)
        return sentence(Work(row.kind, Pence(row.pence), row.part, *days, self._awaits(row)), self.today)

    def outcomes_called(self, text: str) -> list[str]:
        """The codes of outcomes whose title has the text in it."""
        return sorted(code for code, title in self.titles.items() if text.casefold() in title.casefold())

    def _awaits(self, row: WorkItem) -> str:
        match row.kind:
            case Action.DECISION:
                return row.awaits if row.awaits in UNTIL else reason_in_words(row.awaits)
            case Action.NOTHING | kinds.GATE:
                return " and ".join(self.titles.get(code, code) for code in row.awaits.split(", ") if code)
        return feed_name(row.awaits) if row.awaits else ""
