"""What needs doing, in one sentence: by when, and what is lost otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

from outcomes.rules.deadlines import Action
from payments.rules.earnable import GATE
from pbr.values.dates import format_day
from pbr.values.money import Pence, format_pence


class Work(NamedTuple):
    """What the sentence is about. `awaits` is in words already: a feed's name, the reason of a hold, outcomes' titles."""

    kind: str
    pence: Pence
    part: str
    opens: dt.date | None
    by: dt.date | None
    final: bool
    rests_on: dt.date | None
    awaits: str


_WHAT: Final[Mapping[str, str]] = {
    Action.DOSE: "Dose of hepatitis B vaccine",
    Action.LOCAL: "Verified local outcome",
    Action.MOVE: "Move to the next contract",
}


def sentence(work: Work, today: dt.date) -> str:
    """ "Review due by 12 May 2014 or £120.00 can no longer be earned." """
    money = format_pence(work.pence) if work.pence else "an amount not known yet"
    match work.kind:
        case Action.REVIEW:
            return _review(work, money, today)
        case Action.DOSE | Action.LOCAL | Action.MOVE:
            return f"{_WHAT[work.kind]} due {_when(work, today)} or {money} can no longer be earned."
        case Action.EXIT:
            after = f", if {work.part} months pass without a return" if work.part else ""
            return f"Planned exit by {_day(work.by)} earns {money}{after}."
        case Action.DECISION:
            return f"{_began(money)} is held: {_lower(work.awaits)}. The partnership decides."
        case Action.WAIT:
            return _waiting(work, money)
    if work.kind == GATE:
        return f"{_began(money)} waits at a gate until this is achieved too: {work.awaits}."
    return f"{_began(money)} can no longer be earned{f': {work.awaits} is out of reach' if work.awaits else ''}."


def _review(work: Work, money: str, today: dt.date) -> str:
    if work.rests_on is None or work.by is None or work.by < today:
        last = f", the first by {_day(work.by)}," if work.by is not None and work.by >= today else ""
        return f"Two reviews that show it{last} earn {money}."
    due = f"Review due {_when(work, today)} or {money} can no longer be earned"
    if work.final:
        return f"{due}."
    return f"{due} on the review of {format_day(work.rests_on)}: it would take two new ones."


def _when(work: Work, today: dt.date) -> str:
    opens = f"from {format_day(work.opens)} and " if work.opens is not None and work.opens > today else ""
    return f"{opens}by {_day(work.by)}"


def _waiting(work: Work, money: str) -> str:
    known = f"Nothing to do: {money} can be known"
    if work.opens is not None:
        known = f"{known} from {format_day(work.opens)}"
    return f"{known}, once {work.awaits} are complete." if work.awaits else f"{known}."


def _day(day: dt.date | None) -> str:
    return "the end of the scheme" if day is None else format_day(day)


def _began(text: str) -> str:
    return text[0].upper() + text[1:]


def _lower(text: str) -> str:
    """A reason inside a sentence; an abbreviation that it begins with stays as it is."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
