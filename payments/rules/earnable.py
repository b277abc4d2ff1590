"""What can still be earned: each pending, held or gated result with its amount, and what must happen for it, by when.

Amounts are what a contract would earn before caps; what its cap leaves is known only once it is earned.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from outcomes.rules.deadlines import Action, Due
from outcomes.rules.determination import ClientFound, Determination, Status
from payments.rules.entitlement import EntitlementKey
from payments.rules.gates import gate_found
from payments.rules.pricing import earners, is_priced_by_cohort, worth
from payments.rules.versions import Versions
from pbr.scheme.document import Outcome
from pbr.values.money import Pence

GATE: Final = "gate"
ASSESSMENT: Final = "assessment"
# What can be done, or waited for, in the order in which people ask. What is "gate" is achieved and waits for other
# outcomes; what is "assessment" is achieved, too, and waits for the group that gives its price.
KINDS: Final[Mapping[str, str]] = {
    Action.REVIEW: "Review due",
    Action.DOSE: "Dose due",
    Action.LOCAL: "Local outcome due",
    Action.MOVE: "Move along the pathway",
    Action.EXIT: "Planned exit",
    Action.DECISION: "Held",
    GATE: "At a gate",
    ASSESSMENT: "Waits for an assessment",
    Action.WAIT: "Waiting only",
    Action.NOTHING: "Can no longer be earned",
}
Dues = Mapping[tuple[dt.date, str, str], Due]


class Earnable(NamedTuple):
    """One key of the ledger that may still earn `pence` (0: its price depends on the cohort).

    `kind` is one of KINDS. `opens`, `by`, `final` and `rests_on` are those of `Due`. `awaits` says what is waited for: a
    feed, the reason of a hold, or the outcomes missing at a gate. `episode`: AGNCY, CLIENTID and EPISODID of the
    contract's own episode at which there is something to do.
    """

    key: EntitlementKey
    kind: str
    pence: Pence
    opens: dt.date | None = None
    by: dt.date | None = None
    final: bool = False
    rests_on: dt.date | None = None
    awaits: str = ""
    episode: tuple[str, str, str] = ("", "", "")

    @property
    def soonest(self) -> dt.date | None:
        """The day to look at first: the last one on which it earns, or from which on it can be known."""
        return self.by or self.opens


def earnable(client: ClientFound, dues: Dues, versions: Versions) -> Iterator[Earnable]:
    """Everything that may still be earned for one client; `dues` by (journey, outcome, part).

    What can no longer be earned although it is pending is among it, as NOTHING. Nobody's contract: nothing.
    """
    by_journey: dict[dt.date, list[Determination]] = defaultdict(list)
    for one in client.determinations:
        by_journey[one.journey].append(one)
    for one in client.determinations:
        outcome = versions.outcome(one.version, one.outcome)
        if one.status is Status.ACHIEVED:
            yield from _kept_back(one, outcome, by_journey[one.journey], versions)
        elif one.status in (Status.PENDING, Status.HELD):
            due = dues.get((one.journey, one.outcome, one.part))
            if due is not None:
                yield from _awaited(one, outcome, due, versions)


def _kept_back(
    one: Determination, outcome: Outcome, siblings: Sequence[Determination], versions: Versions
) -> Iterator[Earnable]:
    gate = gate_found(versions.governing(one.version), one.outcome, siblings)
    if gate.missing:
        kind = str(Action.NOTHING) if gate.closed else GATE
        for key, pence in amounts(one, outcome, versions):
            yield Earnable(key, kind, pence, awaits=", ".join(gate.missing))
    elif (
        one.group is None and not outcome.flat
    ):  # released without an assessment: nothing is earned before there is one
        for key, pence in amounts(one, outcome, versions):
            yield Earnable(key, ASSESSMENT, pence)


def _awaited(one: Determination, outcome: Outcome, due: Due, versions: Versions) -> Iterator[Earnable]:
    awaits = one.reason if one.status is Status.HELD else one.awaits
    for key, pence in amounts(one, outcome, versions):
        contract = versions.contract(versions.governing(one.version), key.contract)
        own = [where for where in due.episodes if contract is not None and where[0] in contract.agencies]
        episode = (own or [("", "", "")])[-1]
        yield Earnable(key, str(due.action), pence, due.opens, due.by, due.final, due.rests_on, awaits, episode)


def amounts(one: Determination, outcome: Outcome, versions: Versions) -> Iterator[tuple[EntitlementKey, Pence]]:
    """What each contract earns if the outcome is achieved as things stand; 0 where cohorts are priced or no price holds."""
    value = None if is_priced_by_cohort(outcome) else worth(outcome, one.group, one.part)
    for contract, pence in earners(one, value.amount if value else Pence(0), versions.governing(one.version)):
        yield EntitlementKey(contract, one.client, one.journey, one.outcome, one.part), pence


def amounts_between(one: Determination, outcome: Outcome, versions: Versions) -> Mapping[str, tuple[Pence, Pence]]:
    """By contract, the least and the most that it earns, whatever group an assessment may still give.

    Empty where cohorts are priced.
    """
    if is_priced_by_cohort(outcome):
        return {}
    groups = versions.governing(one.version).groups if one.group is None and not outcome.flat else (one.group,)
    earned: dict[str, list[Pence]] = defaultdict(list)
    for group in groups:
        for key, pence in amounts(one._replace(group=group), outcome, versions):
            earned[key.contract].append(pence)
    return {contract: (min(each), max(each)) for contract, each in earned.items()}
