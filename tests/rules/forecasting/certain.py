"""Chances made by hand, under which nothing happens by chance, for tests that know what must come out."""

import datetime as dt
from collections.abc import Mapping

import numpy as np

from caseloads.rules.facts import Completeness
from outcomes.rules.determination import ClientFound
from payments.forecasting.agreement import Agreement
from payments.forecasting.chances import Arrivals, Chances, Settling, Templates
from payments.forecasting.courses import Courses
from payments.forecasting.forecast import Asked, Forecast, simulate
from payments.forecasting.history import FIRST_OUTCOME, OLDEST
from payments.forecasting.possibilities import possibilities
from payments.forecasting.snapshot import Snapshot
from payments.rules.entitle import entitle
from pbr.scheme.document import Scheme

SURE = 1e12  # shape and rate of a gamma that is always 1
ALWAYS = 1 - 1e-12


def seen(scheme: Scheme, clients: list[ClientFound], day: str) -> Snapshot:
    on = dt.date.fromisoformat(day)
    complete = Completeness(dict.fromkeys(scheme.agencies, on))
    return Snapshot(on, clients, entitle(clients, [], [scheme], complete, on))


def chances(
    scheme: Scheme,
    happening: Mapping[tuple[int, int], float] | None = None,
    met: Mapping[tuple[str, int], float] | None = None,
    arriving: float = 1e-9,
    later: Mapping[tuple[str, int], float] | None = None,
) -> Chances:
    """Nothing happens but what is named: risks at an age in months, outcomes met at one, or so long after the end."""
    outcomes = Agreement.of([scheme]).outcomes
    groups, contracts, risks = len(scheme.groups), len(scheme.contracts), FIRST_OUTCOME + 2 * len(outcomes)
    base = np.zeros((risks, OLDEST + 1))
    for at, chance in (happening or {}).items():
        base[at] = chance
    for (code, age), chance in (met or {}).items():
        base[FIRST_OUTCOME + outcomes.index(code), age] = chance
    for (code, since), chance in (later or {}).items():
        base[FIRST_OUTCOME + len(outcomes) + outcomes.index(code), since] = chance
    return Chances(
        groups=scheme.groups,
        contracts=tuple(contract.code for contract in scheme.contracts),
        outcomes=outcomes,
        courses=Courses(
            base=base,
            factor=np.ones((risks, 2)),
            of_group=np.full((2, risks, groups + 1), SURE),
            of_contract=np.full((2, risks, contracts), SURE),
            seen=np.full(risks, SURE),
            share=0.5,
        ),
        leaning={},
        settling=Settling(1.0, 0.99, 0.0),
        reviews=1.0,
        at_exit=np.zeros((len(outcomes), 2)),
        on_day=np.ones(len(outcomes)),
        later_to=np.full(len(outcomes), OLDEST),
        paid=np.ones(len(outcomes) + 1),
        late=np.zeros(len(outcomes), dtype=np.int64),
        shocks=np.zeros(5),
        arrivals=Arrivals(np.full(contracts, arriving * SURE), np.full(contracts, SURE), 0.0)
        if arriving > 1e-6
        else Arrivals(np.full(contracts, 1e-9), np.ones(contracts), 0.0),
        templates=Templates(
            contract=np.zeros(1, dtype=np.int64),
            group=np.zeros(1, dtype=np.int64),
            eligible=np.ones((1, len(outcomes))),
            unsure=np.zeros((1, 2), dtype=np.bool_),
        ),
    )


def forecast(
    scheme: Scheme, clients: list[ClientFound], day: str, sure: Chances | None = None, **asked: object
) -> Forecast:
    now = seen(scheme, clients, day)
    known = chances(scheme) if sure is None else sure
    return simulate(known, possibilities(now, [scheme], known), [scheme], now, Asked(**({"draws": 200} | asked)))
