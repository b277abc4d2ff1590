"""Who came, and how often each outcome was achieved: what a tariff for another year rests on.

Journeys are those that one scheme version governs and that start in a period of whole months. Numbers of a year are those
of the period times 12 over its months. Rates and volumes are estimates, and floats; no ledger reads them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from outcomes.rules.determination import ClientFound, Determination, JourneyFound, Status
from payments.forecasting.months import month_number
from payments.rules.gates import gate_found
from pbr.scheme.document import Outcome, Scheme
from pbr.values.dates import MONTHS_IN_A_YEAR

NO_GROUP: Final = ""  # a journey without an assessment
Z95: Final = 1.959964  # the standard normal's 97.5 % point


class Period(NamedTuple):
    """Whole months: `first` is the first day of one, `last` the last day of one."""

    first: dt.date
    last: dt.date

    @property
    def months(self) -> int:
        return month_number(self.last) - month_number(self.first) + 1

    @property
    def per_year(self) -> float:
        """What turns the period's numbers into those of a year."""
        return MONTHS_IN_A_YEAR / self.months


class Told(NamedTuple):
    """One determination of a journey in the period, as money sees it: `achieved` and its gates open, `failed`, or `open`."""

    client: str
    contracts: tuple[str, ...]
    outcome: str
    part: str
    group: str
    stands: str
    held: bool


class Rate(NamedTuple):
    """A proportion and the interval that holds the true one nineteen times in twenty (Wilson, 1927)."""

    share: float
    low: float
    high: float


class CaseMix(NamedTuple):
    contract: str
    group: str
    month: dt.date  # its first day
    journeys: int


class Achievement(NamedTuple):
    """How one outcome (or instalment) went for one group. `rate` is of the decided; None where none is."""

    outcome: str
    part: str
    group: str
    eligible: int
    achieved: int
    failed: int
    open: int
    held: int  # those of the open that wait for a person
    a_year: float  # achieved in a year: the open at the rate of the decided
    rate: Rate | None


class Baseline(NamedTuple):
    case_mix: tuple[CaseMix, ...]
    achievement: tuple[Achievement, ...]
    clients: int

    @property
    def journeys(self) -> int:
        return sum(one.journeys for one in self.case_mix)


def wilson(times: int, of: int, z: float = Z95) -> Rate:
    """The score interval of a proportion. Raises ValueError where there is nothing to count.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """
    if of <= 0:
        raise ValueError("a rate is of at least one")
    share = times / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return Rate(share, max(middle - half, 0.0), min(middle + half, 1.0))


def governed(found: Sequence[ClientFound], scheme: Scheme) -> list[ClientFound]:
    """What was found under one version: clients with their journeys and determinations that it governs."""
    kept = []
    for client in found:
        journeys = tuple(one for one in client.journeys if one.version == scheme.starts)
        if journeys:
            rows = tuple(one for one in client.determinations if one.version == scheme.starts)
            kept.append(client._replace(journeys=journeys, determinations=rows))
    return kept


def started_within(found: Sequence[ClientFound], period: Period) -> Iterator[tuple[JourneyFound, list[Determination]]]:
    """The journeys that start in the period, each with what was found for it."""
    for client in found:
        by_journey: dict[dt.date, list[Determination]] = defaultdict(list)
        for one in client.determinations:
            by_journey[one.journey].append(one)
        for journey in client.journeys:
            if period.first <= journey.start <= period.last:
                yield journey, by_journey[journey.start]


def told(journey: JourneyFound, determinations: Sequence[Determination], scheme: Scheme) -> Iterator[Told]:
    """What counts of a journey's determinations. Behind a gate that can still open an achieved outcome is open, behind one
    that cannot it has failed: it earns nothing."""
    for one in determinations:
        if one.status is Status.NOT_ELIGIBLE:
            continue
        stands = {Status.ACHIEVED: "achieved", Status.NOT_ACHIEVED: "failed"}.get(one.status, "open")
        if stands == "achieved":
            gate = gate_found(scheme, one.outcome, determinations)
            stands = stands if not gate.missing else ("failed" if gate.closed else "open")
        likely = journey.holder or journey.first_contract
        contracts = one.contracts or ((likely,) if likely else ())
        group = one.group or journey.group or NO_GROUP
        yield Told(one.client, contracts, one.outcome, one.part, group, stands, one.status is Status.HELD)


def baseline(found: Sequence[ClientFound], scheme: Scheme, period: Period) -> Baseline:
    """Case mix and achievement of the journeys of one version (`governed`) that start in the period."""
    mix: Counter[tuple[str, str, dt.date]] = Counter()
    rows: list[Told] = []
    clients = set()
    for journey, determinations in started_within(found, period):
        contract = journey.holder or journey.first_contract or ""
        mix[contract, journey.group or NO_GROUP, journey.start.replace(day=1)] += 1
        clients.add(journey.client)
        rows += told(journey, determinations, scheme)
    places = {one.code: place for place, one in enumerate(scheme.contracts)}
    groups = {group: place for place, group in enumerate(scheme.groups)}
    ordered = sorted(mix.items(), key=lambda one: (places.get(one[0][0], 99), groups.get(one[0][1], 99), one[0][2]))
    return Baseline(
        case_mix=tuple(CaseMix(*key, number) for key, number in ordered),
        achievement=tuple(_achievement(rows, scheme, period)),
        clients=len(clients),
    )


def _achievement(rows: Iterable[Told], scheme: Scheme, period: Period) -> Iterator[Achievement]:
    counted: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        counted[row.outcome, row.part, row.group][row.stands] += 1
        counted[row.outcome, row.part, row.group]["held"] += row.held
    for outcome in scheme.outcomes:
        for part in outcome.parts:
            for group in (*scheme.groups, NO_GROUP):
                numbers = counted.get((outcome.code, part, group))
                if numbers:
                    yield _row(outcome, part, group, numbers, period)


def _row(outcome: Outcome, part: str, group: str, numbers: Mapping[str, int], period: Period) -> Achievement:
    achieved, failed, waiting = (numbers.get(name, 0) for name in ("achieved", "failed", "open"))
    decided = achieved + failed
    rate = wilson(achieved, decided) if decided else None
    return Achievement(
        outcome=outcome.code,
        part=part,
        group=group,
        eligible=decided + waiting,
        achieved=achieved,
        failed=failed,
        open=waiting,
        held=numbers.get("held", 0),
        a_year=(achieved + waiting * (rate.share if rate else 0.0)) * period.per_year,
        rate=rate,
    )
