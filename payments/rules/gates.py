"""Gates: outcomes that are paid only once the client has earned all others that he or she is eligible for.

money.md §1; points 44: only the entitlement's date moves; group, contract and run-off go by the determination's own.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from outcomes.rules.determination import ACHIEVED, NOT_ACHIEVED, NOT_ELIGIBLE, Determination
from pbr.scheme.document import Scheme


class GateFound(NamedTuple):
    """Whether an outcome's gates let it through. `opened` is the latest date among what they required (None: nothing).

    `missing` names the required outcomes not yet achieved, in the gates' order; `closed` says that one never will be.
    """

    opened: dt.date | None = None
    missing: tuple[str, ...] = ()
    closed: bool = False


NO_GATE = GateFound()


def gate_found(scheme: Scheme, outcome: str, journey: Sequence[Determination]) -> GateFound:
    """What the gates on an outcome say, given all determinations of the journey.

    A part of a required outcome for which the client is not eligible asks for nothing; every other part must be achieved.
    """
    required = [code for gate in scheme.gates if outcome in gate.outcomes for code in gate.requires]
    if not required:
        return NO_GATE
    parts: dict[str, list[Determination]] = defaultdict(list)
    for determination in journey:
        parts[determination.outcome].append(determination)
    required = list(dict.fromkeys(required))
    asked = [part for code in required for part in parts[code] if part.status is not NOT_ELIGIBLE]
    lacking = [part for part in asked if part.status is not ACHIEVED]
    unknown = [code for code in required if not parts[code]]
    if lacking or unknown:
        closed = any(part.status is NOT_ACHIEVED for part in lacking)
        missing = {*unknown, *(part.outcome for part in lacking)}
        return GateFound(None, tuple(code for code in required if code in missing), closed)
    return GateFound(_latest(part.date for part in asked))


def _latest(dates: Iterable[dt.date | None]) -> dt.date | None:
    return max((date for date in dates if date is not None), default=None)
