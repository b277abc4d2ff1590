"""What was agreed: the scheme's groups and local outcomes. The next room keeps schemes, and tells this one at start-up:
a room never looks forward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from pbr.scheme.document import Scheme

_tellers: list[Callable[[int, dt.date], Scheme | None]] = []


def told_by(teller: Callable[[int, dt.date], Scheme | None]) -> None:
    """Called once, in the AppConfig.ready() of the room that keeps schemes."""
    _tellers[:] = [teller]


def scheme_on(partnership_id: int, day: dt.date) -> Scheme | None:
    """The scheme version in force on a day, else the one that comes next or was last; None where there is none."""
    return _tellers[0](partnership_id, day)


def local_outcomes(partnership_id: int, day: dt.date) -> list[tuple[str, str]]:
    """Code and title of the scheme's local outcomes, to which a recovery goal can be linked."""
    scheme = scheme_on(partnership_id, day)
    outcomes = scheme.outcomes if scheme else ()
    return [(one.code, one.title) for one in outcomes if one.measure == "local_event"]
