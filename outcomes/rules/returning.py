"""How long after a journey's end a return counts, over all versions (Rules of the scheme, §5: non_representation)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pbr.scheme.document import Scheme

WINDOW_MONTHS: Final = 12  # where no outcome of the scheme says how long


def return_window(schemes: Iterable[Scheme]) -> int:
    """In months: the longest that any version knows."""
    outcomes = (one for scheme in schemes for one in scheme.outcomes if one.measure == "non_representation")
    return max((int(one.parameters["months"]) for one in outcomes), default=WINDOW_MONTHS)
