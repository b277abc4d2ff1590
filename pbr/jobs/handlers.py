"""Who does which kind of work. A room registers its handlers in its `tasks.py`; it asks others by the kind's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .running import JobRun

Handler = Callable[["JobRun"], None]
HANDLERS: dict[str, Handler] = {}
NIGHTLY: list[str] = []


def handler(kind: str, *, nightly: bool = False) -> Callable[[Handler], Handler]:
    """Registers who does `kind`. It may be killed at any moment and run again, so it must be idempotent.

    `nightly` work is asked for once a night for every partnership.
    """

    def register(function: Handler) -> Handler:
        if kind in HANDLERS:
            raise ValueError(f"{kind} is registered twice")
        HANDLERS[kind] = function
        if nightly:
            NIGHTLY.append(kind)
        return function

    return register
