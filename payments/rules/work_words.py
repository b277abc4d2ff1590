"""What needs doing, in one sentence: by when, and what is lost otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

from outcomes.rules.deadlines import Action
from payments.rules.earnable import ASSESSMENT, GATE
from pbr.values.dates import format_day
from pbr.values.money import Pence, format_pence


class Work(NamedTuple):
    """What the sentence is about. `awaits` is in words already: a feed's name, the reason of a hold, outcomes' titles.

    A reason that is in UNTIL comes as its code.
    """

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


# Reasons of a hold that end by themselves once somebody does this; the partnership decides the others.
UNTIL: Final[Mapping[str, str]] = {"no-assessment": "somebody assesses the client"}
_NO_PRICE: Final = "no price yet"


def sentence(work: Work, today: dt.date) -> str:
    """ "Review due by 12 May 2014, or £120.00 can no longer be earned." """
    match work.kind:
        case Action.REVIEW:
            return _review(work, today)
        case Action.DOSE | Action.LOCAL | Action.MOVE:
            if _is_over(work.by, today):
                return f"{_WHAT[work.kind]} was due {_when(work, today)}: {_told_late(work)}."
            return f"{_WHAT[work.kind]} due {_when(work, today)}, or {_lost(work)}."
        case Action.EXIT:
            after = f", if {work.part} months pass without a return" if work.part else ""
            return f"Planned exit by {_day(work.by)} {_earns(work, 's')}{after}."
        case Action.DECISION:
            if work.awaits in UNTIL:
                return f"{_what(work)} is held until {UNTIL[work.awaits]}."
            return f"{_what(work)} is held: {_lower(work.awaits)}. The partnership decides."
        case Action.WAIT:
            return _waiting(work, today)
    if work.kind == GATE:
        return f"{_what(work)} waits at a gate until this is achieved too: {work.awaits}."
    if work.kind == ASSESSMENT:
        return f"Achieved, but without a group there is no price until {UNTIL['no-assessment']}."
    return f"{_what(work)} can no longer be earned{f': {work.awaits} is out of reach' if work.awaits else ''}."


def _review(work: Work, today: dt.date) -> str:
    is_over = _is_over(work.by, today)
    if work.rests_on is None or work.by is None:
        last = "" if work.by is None else f", the first {'was due ' if is_over else ''}by {_day(work.by)},"
        return f"Two reviews that show it{last} {_earns(work)}."
    if is_over:
        otherwise = "" if work.final else " Otherwise it takes two new ones."
        return f"Review was due {_when(work, today)}: {_told_late(work)}.{otherwise}"
    due = f"Review due {_when(work, today)}, or"
    if work.final:
        return f"{due} {_lost(work)}."
    money = f"for {format_pence(work.pence)}" if work.pence else f"({_NO_PRICE})"
    return f"{due} the review of {format_day(work.rests_on)} no longer counts and it takes two new ones {money}."


def _when(work: Work, today: dt.date) -> str:
    opens = f"from {format_day(work.opens)} and " if work.opens is not None and work.opens > today else ""
    return f"{opens}by {_day(work.by)}"


def _waiting(work: Work, today: dt.date) -> str:
    known = f"Nothing to do: {format_pence(work.pence) if work.pence else 'the result'} can be known"
    if work.opens is not None and work.opens > today:
        known = f"{known} from {format_day(work.opens)}"
    elif not work.awaits:
        known = f"{known} with the next extracts"
    known = f"{known}, once {work.awaits} are complete" if work.awaits else known
    return f"{known}." if work.pence else f"{known} ({_NO_PRICE})."


def _is_over(day: dt.date | None, today: dt.date) -> bool:
    return day is not None and day < today


def _what(work: Work) -> str:
    return format_pence(work.pence) if work.pence else f"The result ({_NO_PRICE})"


def _lost(work: Work) -> str:
    if work.pence:
        return f"{format_pence(work.pence)} can no longer be earned"
    return f"it can no longer be earned ({_NO_PRICE})"


def _earns(work: Work, ending: str = "") -> str:
    return f"earn{ending} {format_pence(work.pence)}" if work.pence else f"count{ending} ({_NO_PRICE})"


def _told_late(work: Work) -> str:
    """Its day is past, but extracts tell of what was done only later."""
    if work.pence:
        return f"{format_pence(work.pence)} is earned if the next extracts tell of it"
    return f"it counts if the next extracts tell of it ({_NO_PRICE})"


def _day(day: dt.date | None) -> str:
    return "the end of the scheme" if day is None else format_day(day)


def _lower(text: str) -> str:
    """A reason inside a sentence; an abbreviation that it begins with stays as it is."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
